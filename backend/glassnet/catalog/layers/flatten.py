"""The flatten layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.layers.base import Context, Layer, Shape

if TYPE_CHECKING:
    from jax import Array


class Flatten(Layer):
    r"""Writes all numbers of an image in one long list, row by row, so that a Dense layer can read them.

    Any shape, output ``(numbers,)``; the channels of a pixel stay next to each other.

    Equation: y_{(uw + v)\,c' + c} = x_{u,v,c}
    Source: torch.nn.Flatten
    """

    title: ClassVar[str] = "Flatten"

    kind: Literal["flatten"] = "flatten"

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return (prod(inputs[0]),)

    def window(self) -> None:
        return None

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return ops.flatten(inputs[0])
