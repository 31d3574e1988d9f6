"""The depthwise convolution layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from glassnet import ops
from glassnet.catalog.layers.base import Shape
from glassnet.catalog.layers.filtering import Filtering
from glassnet.catalog.layers.sliding import dilation_field, kernel_field, padding_field, stride_field
from glassnet.ops.geometry import Padding, Slide, slide

if TYPE_CHECKING:
    from jax import Array


class DepthwiseConv2D(Filtering):
    r"""A convolution that looks at every channel alone: far fewer weights, to be mixed by a 1 × 1 convolution after it.

    Inputs ``(height, width, channels)``, output ``(height', width', channels · multiplier)``, the maps of one channel
    next to each other; weights ``(kernel, kernel, 1, channels · multiplier)``, bias ``(channels · multiplier,)``.

    Equation: y_{u,v,cm} = \varphi\!\left(\sum_{i,j} w_{i,j,cm}\,x_{su + di - p,\,sv + dj - p,\,c} + b_{cm}\right)
    Source: Sifre (2014); Howard et al. (2017), arXiv:1704.04861
    """

    title: ClassVar[str] = "Depthwise conv 2-D"

    kind: Literal["depthwise_conv2d"] = "depthwise_conv2d"
    multiplier: int = Field(default=1, ge=1, le=16, description="How many patterns are looked for in each channel.")
    kernel: int = kernel_field()
    stride: int = stride_field()
    padding: Padding = padding_field()
    dilation: int = dilation_field()

    def slide(self) -> Slide:
        return slide(self.kernel, self.stride, self.dilation, self.padding)

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return (*self.slid(inputs), inputs[0][-1] * self.multiplier)

    def kernel_shape(self, inputs: Sequence[Shape]) -> Shape:
        return (self.kernel, self.kernel, 1, inputs[0][-1] * self.multiplier)

    def fans(self, inputs: Sequence[Shape]) -> tuple[int, int]:
        return self.kernel**2, self.kernel**2 * self.multiplier

    def sums(self, x: Array, weight: Array, inputs: int) -> Array:
        return ops.convolve(x, weight, self.slide(), inputs)
