"""The reshape layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from glassnet import ops
from glassnet.catalog.layers.base import Context, Layer, Shape, describe

if TYPE_CHECKING:
    from jax import Array


class Reshape(Layer):
    r"""Reads the same numbers, in the same order, as an image of another shape, or as a list.

    Any shape; output ``shape``, which must have as many numbers: one size is a list, two are ``(length, channels)``,
    three ``(height, width, channels)``.

    Equation: y_{(uw + v)\,c' + c} \mapsto y_{u,v,c}
    Source: numpy.reshape
    """

    title: ClassVar[str] = "Reshape"

    kind: Literal["reshape"] = "reshape"
    shape: list[Annotated[int, Field(ge=1, le=2**24)]] = Field(
        default=[28, 28, 1], min_length=1, max_length=3, description="The sizes of the output, channels last."
    )

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        (shape,) = inputs
        numbers = prod(shape)
        if prod(self.shape) != numbers:
            raise self.misfit(
                f"makes {describe(tuple(self.shape))} = {prod(self.shape)} numbers but gets {describe(shape)}"
                + (f" = {numbers} numbers." if len(shape) > 1 else "."),
                f"Choose sizes whose product is {numbers}.",
                shape=list(shape),
            )
        return tuple(self.shape)

    def window(self) -> None:
        return None

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return ops.reshape(inputs[0], self.shape)
