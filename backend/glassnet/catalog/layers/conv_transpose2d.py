"""The transposed convolution layer."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from glassnet import ops
from glassnet.catalog.layers.base import Shape, Window
from glassnet.catalog.layers.filtering import Filtering
from glassnet.catalog.layers.sliding import kernel_field, padding_field, places
from glassnet.ops.geometry import Padding, Slide, slide

if TYPE_CHECKING:
    from jax import Array


class ConvTranspose2D(Filtering):
    r"""Paints a small learned pattern for every pixel, as strongly as the pixel is bright: it makes images larger.

    Inputs ``(height, width, channels)``, output ``(height', width', filters)``; weights ``(kernel, kernel, filters,
    channels)``, bias ``(filters,)``. ``valid`` keeps all that is painted, a side of n gives (n − 1) · stride + kernel;
    ``same`` crops it to n · stride, the mirror of a convolution with ``same`` and that stride.

    Equation: y_{su + i - p,\,sv + j - p,\,f} \mathrel{+}= \sum_c w_{i,j,f,c}\,x_{u,v,c},\quad \text{then } \varphi(y + b_f)
    Source: Zeiler et al. (2010), doi:10.1109/CVPR.2010.5539957
    """

    title: ClassVar[str] = "Transposed conv 2-D"

    kind: Literal["conv_transpose2d"] = "conv_transpose2d"
    filters: int = Field(default=8, ge=1, le=1024, description="How many channels the larger image has.")
    kernel: int = kernel_field()
    stride: int = Field(
        default=2, ge=1, le=8, description="How far apart neighbouring pixels paint: 2 doubles the size."
    )
    padding: Padding = padding_field()

    def slide(self) -> Slide:
        return slide(self.kernel, self.stride, 1, self.padding)

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        height, width, _ = self.positions(inputs)
        return (self._enlarged(height), self._enlarged(width), self.filters)

    def kernel_shape(self, inputs: Sequence[Shape]) -> Shape:
        return (self.kernel, self.kernel, self.filters, inputs[0][-1])

    def fans(self, inputs: Sequence[Shape]) -> tuple[int, int]:
        seen = max(1, round((self.kernel / self.stride) ** 2))
        return seen * inputs[0][-1], self.kernel**2 * self.filters

    def flops(self, inputs: Sequence[Shape]) -> int:
        return 2 * prod(self.kernel_shape(inputs)) * places(inputs[0]) + 2 * prod(self.out_shape(inputs))

    def sums(self, x: Array, weight: Array, inputs: int) -> Array:
        del inputs
        return ops.convolve_transposed(
            x, weight, self.slide(), (self._enlarged(x.shape[1]), self._enlarged(x.shape[2]))
        )

    def window(self) -> Window:
        return Window(-(-self.kernel // self.stride), Fraction(1, self.stride))

    def _enlarged(self, size: int) -> int:
        return size * self.stride if self.padding == "same" else (size - 1) * self.stride + self.kernel
