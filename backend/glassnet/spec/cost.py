"""What a run costs, from its specification alone: nothing is traced to find out."""

from __future__ import annotations

from math import ceil, prod
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

_MOST_BLOCK_FLOPS = 2e9
"""Where the least block takes more than this, images are judged one by one: between one and sixteen a CPU's vectors are
neither filled by the images nor by the columns of one."""

_TRAINED = 2.25
"""Numbers held for each number of the forward pass of a training batch, measured of U-Nets: 1.7 to 2.3."""


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
    if _BLOCKS[0] * flops > _MOST_BLOCK_FLOPS:
        return 1
    return max((size for size in _BLOCKS if size * flops <= _BLOCK_FLOPS), default=_BLOCKS[0])


def measure(spec: RunSpec) -> Cost:
    """The cost of a run. A backward pass counts as two forward passes.

    Activations of points are those of the largest of a training batch (forward and backward), all examples
    (evaluation) and a decision surface; of images those of a training batch or of a block of the evaluation, with the
    shifted copies of its input that the largest convolution makes.
    """
    nodes = per_node(spec.network, spec.input_shape)
    batch = min(spec.training.batch_size, spec.data.parts()[0])
    numbers = sum(prod(node.shape) for node in nodes.values())
    if len(spec.input_shape) > 1:
        columns = _columns(spec.network, nodes, spec.input_shape)
        judged = block(spec.network, spec.input_shape) * (numbers + columns)
        held = max(ceil(batch * (_TRAINED * numbers + columns)), judged)
    else:
        held = max(2 * batch, sum(spec.data.parts()), PICTURED) * numbers
    return Cost(
        parameters=sum(node.parameters for node in nodes.values()),
        flops_per_update=3 * batch * sum(node.flops for node in nodes.values()),
        activation_bytes=4 * held,
        nodes=len(nodes),
    )


def _columns(network: NetworkSpec, nodes: dict[str, NodeCost], input_shape: Shape) -> int:
    """Numbers of the largest input of a window, times its side."""
    shapes = {name: node.shape for name, node in nodes.items()}
    found = [0]
    for name in network.order:
        window = network.by_id[name].window()
        if window is not None:
            found += [window.extent * prod(shape) for shape in inputs_of(network, name, shapes, input_shape)]
    return max(found)
