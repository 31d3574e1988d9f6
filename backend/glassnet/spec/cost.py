"""What a run costs, from its specification alone: nothing is traced to find out."""

from __future__ import annotations

from math import prod
from typing import NamedTuple

from glassnet.catalog.layers import Shape
from glassnet.spec.network import NetworkSpec
from glassnet.spec.run import RunSpec
from glassnet.spec.shapes import infer, inputs_of

PICTURED = 100 * 100
"""Points of the plane at which a decision surface is computed."""

_BLOCK_FLOPS = 4e8
_BLOCKS = (16, 32, 64, 128, 256)
"""Images judged in one call: as many as take about ten milliseconds, so that training never waits long."""

_COLUMNS = 3
"""Copies of a batch that a convolution makes beside its input and output: its column shifts."""


class NodeCost(NamedTuple):
    """One node: its output shape, its numbers, and operations of a forward pass of one example."""

    shape: Shape
    parameters: int
    flops: int


class Cost(NamedTuple):
    """A run: its numbers, operations of one update, bytes of activations at most, number of nodes."""

    parameters: int
    flops_per_update: int
    activation_bytes: int
    nodes: int


def per_node(network: NetworkSpec, input_shape: Shape) -> dict[str, NodeCost]:
    """The cost of every node.

    Raises:
        ShapeError: when a node does not fit.
    """
    shapes = infer(network, input_shape)
    costs: dict[str, NodeCost] = {}
    for name in network.order:
        node, inputs = network.by_id[name], inputs_of(network, name, shapes, input_shape)
        parameters = sum(prod(one.shape) for one in node.parameters(inputs))
        costs[name] = NodeCost(shapes[name], parameters, node.flops(inputs))
    return costs


def block(network: NetworkSpec, input_shape: Shape) -> int:
    """How many images are judged in one call."""
    flops = sum(node.flops for node in per_node(network, input_shape).values())
    return max((size for size in _BLOCKS if size * flops <= _BLOCK_FLOPS), default=_BLOCKS[0])


def measure(spec: RunSpec) -> Cost:
    """The cost of a run. A backward pass counts as two forward passes.

    Activations of points are those of the largest of a training batch (forward and backward), all examples
    (evaluation) and a decision surface; of images those of a training batch or of a block of the evaluation, with what
    convolutions need besides.
    """
    nodes = per_node(spec.network, spec.input_shape)
    batch = min(spec.training.batch_size, spec.data.parts()[0])
    numbers = sum(prod(node.shape) for node in nodes.values())
    if len(spec.input_shape) > 1:
        held = max(2 * batch + _COLUMNS * batch, 2 * block(spec.network, spec.input_shape)) * numbers
    else:
        held = max(2 * batch, sum(spec.data.parts()), PICTURED) * numbers
    return Cost(
        parameters=sum(node.parameters for node in nodes.values()),
        flops_per_update=3 * batch * sum(node.flops for node in nodes.values()),
        activation_bytes=4 * held,
        nodes=len(nodes),
    )
