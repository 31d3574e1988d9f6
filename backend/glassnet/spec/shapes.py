"""Shapes are inferred, never asked for."""

from __future__ import annotations

from glassnet.catalog.layers import Shape
from glassnet.spec.network import NetworkSpec


def infer(network: NetworkSpec, input_shape: Shape) -> dict[str, Shape]:
    """The output shape of every node for one example of ``input_shape``.

    Raises:
        ShapeError: naming the first node that does not fit.
    """
    shapes: dict[str, Shape] = {}
    for name in network.order:
        shapes[name] = network.by_id[name].out_shape(inputs_of(network, name, shapes, input_shape))
    return shapes


def inputs_of(network: NetworkSpec, name: str, shapes: dict[str, Shape], input_shape: Shape) -> list[Shape]:
    """The shapes that enter node ``name``; the input node gets the shape of the data."""
    if name == network.input_id:
        return [input_shape]
    return [shapes[start] for start in network.inputs_of[name]]
