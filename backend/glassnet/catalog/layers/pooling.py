"""What pooling layers have in common."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from pydantic import Field

from glassnet.catalog.layers.base import Shape
from glassnet.catalog.layers.sliding import Sliding, padding_field
from glassnet.ops.geometry import Padding, Slide, slide


class Pooling(Sliding):
    """One number for each window of each channel."""

    size: int = Field(default=2, ge=1, le=31, description="Side of the window that becomes one number.")
    stride: int | None = Field(
        default=None, ge=1, le=8, description="How far the window moves each time; null: by its size, without overlap."
    )
    padding: Padding = padding_field("valid")

    def slide(self) -> Slide:
        return slide(self.size, self.stride or self.size, 1, self.padding)

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return (*self.slid(inputs), inputs[0][-1])

    def flops(self, inputs: Sequence[Shape]) -> int:
        return prod(self.out_shape(inputs)) * self.size ** (len(inputs[0]) - 1)
