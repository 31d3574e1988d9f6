"""Shapes are inferred, never asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from glassnet.catalog.layers import Layer, Shape, describe
from glassnet.errors import ShapeError
from glassnet.spec.network import NetworkSpec

MOST_NUMBERS = 2**31
"""Numbers of one example after any layer; a few enlargements in a row reach astronomical sizes."""


def infer(network: NetworkSpec, input_shape: Shape) -> dict[str, Shape]:
    """The output shape of every node for one example of ``input_shape``.

    Raises:
        ShapeError: naming the first node that does not fit.
    """
    shapes: dict[str, Shape] = {}
    for name in network.order:
        shapes[name] = after(network.by_id[name], inputs_of(network, name, shapes, input_shape))
    return shapes


def after(node: Layer, inputs: Sequence[Shape]) -> Shape:
    """The output shape of one node.

    Raises:
        ShapeError: when its inputs do not fit, or its output is larger than anything one could compute.
    """
    shape = node.out_shape(inputs)
    if prod(shape) > MOST_NUMBERS:
        title = node.documentation()["title"]
        raise ShapeError(
            "shape",
            f"{title} '{node.id}' would make {describe(shape)} numbers; {MOST_NUMBERS:,} is the most.",
            "Make the layers before it smaller, or remove it.",
            f"network.nodes.{node.id}",
        )
    return shape


def inputs_of(network: NetworkSpec, name: str, shapes: Mapping[str, Shape], input_shape: Shape) -> list[Shape]:
    """The shapes that enter node ``name``; the input node gets the shape of the data."""
    if name == network.input_id:
        return [input_shape]
    return [shapes[start] for start in network.inputs_of[name]]
