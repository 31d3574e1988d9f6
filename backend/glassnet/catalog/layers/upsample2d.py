"""The upsampling layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from glassnet import ops
from glassnet.catalog.layers.base import Context, Shape, Window
from glassnet.catalog.layers.sliding import Positional

if TYPE_CHECKING:
    from jax import Array


class Upsample2D(Positional):
    r"""Makes an image larger without learning anything: every pixel becomes a block, or a smooth blend with its neighbours.

    Inputs ``(height, width, channels)``, output ``(factor · height, factor · width, channels)``.

    Equation: y_{u,v,c} = x_{\lfloor u/s \rfloor,\,\lfloor v/s \rfloor,\,c}
    Source: torch.nn.Upsample, align_corners=False
    """

    title: ClassVar[str] = "Upsample 2-D"

    kind: Literal["upsample2d"] = "upsample2d"
    factor: int = Field(default=2, ge=1, le=8, description="How many times as high and as wide.")
    method: Literal["nearest", "bilinear"] = Field(default="nearest", description="nearest: blocks; bilinear: blends.")

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        height, width, channels = self.positions(inputs)
        return (self.factor * height, self.factor * width, channels)

    def flops(self, inputs: Sequence[Shape]) -> int:
        return 0 if self.method == "nearest" else 6 * prod(self.out_shape(inputs))

    def window(self) -> Window:
        return Window(1 if self.method == "nearest" else 2, Fraction(1, self.factor))

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return ops.upsample(inputs[0], self.factor, self.method)
