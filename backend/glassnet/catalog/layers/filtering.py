"""What all convolutions have in common: kernels, biases and an activation."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from math import gcd, prod
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from glassnet import ops
from glassnet.catalog.activations import ActivationName
from glassnet.catalog.base import setup
from glassnet.catalog.initialisers import INITIALISERS, InitialiserName
from glassnet.catalog.layers.activated import Activated
from glassnet.catalog.layers.base import Context, Parameter, Shape, describe
from glassnet.catalog.layers.penalised import Penalised, last
from glassnet.catalog.layers.sliding import Sliding, dilation_field, kernel_field, padding_field, places, stride_field
from glassnet.ops.geometry import Padding, Slide, slide

if TYPE_CHECKING:
    from jax import Array


class Filtering(Sliding, Activated, Penalised):
    """A layer of kernels: their sums, a bias for each channel of the output, an activation."""

    model_config = last("activation", "bias", "initialiser")

    activation: ActivationName = Field(default="relu", description="What each filter makes of its sums.")
    bias: bool = Field(default=True, description="Whether each filter adds a learned number to its sums.")
    initialiser: InitialiserName = setup("he", description="How the kernels start. Biases start at zero.")

    @abstractmethod
    def kernel_shape(self, inputs: Sequence[Shape]) -> Shape:
        """Shape of the learned kernel, its window first."""

    @abstractmethod
    def fans(self, inputs: Sequence[Shape]) -> tuple[int, int]:
        """How many inputs one output sums, and how many outputs one input feeds."""

    @abstractmethod
    def sums(self, x: Array, weight: Array, inputs: int) -> Array:
        """What the kernels make of ``x``, which has ``inputs`` channels."""

    def parameters(self, inputs: Sequence[Shape]) -> list[Parameter]:
        weight = Parameter("weight", self.kernel_shape(inputs), regularised=True)
        channels = self.out_shape(inputs)[-1]
        biases = [Parameter("bias", (channels,), regularised=False)] if self.bias else []
        return [weight, *biases, *self.slopes(channels)]

    def init(self, rng: np.random.Generator, inputs: Sequence[Shape]) -> dict[str, NDArray[np.float32]]:
        weight = INITIALISERS[self.initialiser].draw(rng, self.kernel_shape(inputs), *self.fans(inputs))
        channels = self.out_shape(inputs)[-1]
        biases = {"bias": np.zeros(channels, np.float32)} if self.bias else {}
        return {"weight": weight, **biases, **self.started(channels)}

    def flops(self, inputs: Sequence[Shape]) -> int:
        out = self.out_shape(inputs)
        return 2 * prod(self.kernel_shape(inputs)) * places(out) + 2 * prod(out)

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del context
        (x,) = inputs
        sums = self.sums(x, params["weight"], x.shape[ops.channel_axis(x)])
        if self.bias:
            sums = sums + ops.per_channel(params["bias"], sums)
        return self.activated(sums, params)


class Convolution(Filtering):
    """A convolution of sequences or images with any stride, dilation and groups."""

    filters: int = Field(default=8, ge=1, le=1024, description="How many patterns are looked for, each with a kernel.")
    kernel: int = kernel_field()
    stride: int = stride_field()
    padding: Padding = padding_field()
    dilation: int = dilation_field()
    groups: int = Field(
        default=1, ge=1, le=1024, description="Channels and filters are divided into so many groups that stay apart."
    )

    def slide(self) -> Slide:
        return slide(self.kernel, self.stride, self.dilation, self.padding)

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        shape = self.positions(inputs)
        if shape[-1] % self.groups or self.filters % self.groups:
            raise self.misfit(
                f"divides channels and its {self.filters} filters into {self.groups} groups but gets {describe(shape)}.",
                "Choose a number of groups that divides both.",
                groups=gcd(shape[-1], self.filters, self.groups),
            )
        return (*self.slid(inputs), self.filters)

    def kernel_shape(self, inputs: Sequence[Shape]) -> Shape:
        (shape,) = inputs
        return (*[self.kernel] * (len(shape) - 1), shape[-1] // self.groups, self.filters)

    def fans(self, inputs: Sequence[Shape]) -> tuple[int, int]:
        *window, channels, filters = self.kernel_shape(inputs)
        return prod(window) * channels, prod(window) * filters // self.groups

    def sums(self, x: Array, weight: Array, inputs: int) -> Array:
        del inputs
        return ops.convolve(x, weight, self.slide(), self.groups)
