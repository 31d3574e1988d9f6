"""The gate layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet.catalog.base import live
from glassnet.catalog.layers.base import Context, Layer, Shape

if TYPE_CHECKING:
    from jax import Array


class Gate(Layer):
    r"""Lets through as much as you say while the network runs: at 0 the connection is cut, and you see what it was for.

    Any shape, same shape out. Gradients pass weakened alike.

    Equation: y = g\,x
    Source: Lesion studies, e.g. Drozdzal et al. (2016), arXiv:1608.04117, on skip connections
    """

    title: ClassVar[str] = "Gate"

    kind: Literal["gate"] = "gate"
    factor: float = live(1.0, ge=0.0, le=2.0, description="What every number is multiplied by: 1 open, 0 cut.")

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def flops(self, inputs: Sequence[Shape]) -> int:
        return prod(inputs[0])

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params
        return inputs[0] * context.live["factor"]
