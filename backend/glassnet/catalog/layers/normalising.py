"""What normalisation layers have in common: a gain and a bias for each channel, learned."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from glassnet import ops
from glassnet.catalog.activations import ActivationName
from glassnet.catalog.base import live
from glassnet.catalog.layers.activated import Activated
from glassnet.catalog.layers.base import Context, Parameter, Shape, describe

if TYPE_CHECKING:
    from jax import Array


class Normalising(Activated):
    """Brings numbers to mean 0 and variance 1, then gives every channel a gain and a bias that are learned.

    An activation may follow at once, so that a convolution without one and its normalisation are two nodes.
    """

    epsilon: float = live(
        1e-5, ge=1e-8, le=1.0, description="Added to the variance, so that nothing is divided by zero."
    )
    activation: ActivationName = Field(default="linear", description="What becomes of the numbers afterwards.")

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def parameters(self, inputs: Sequence[Shape]) -> list[Parameter]:
        channels = inputs[0][-1]
        own = [Parameter(name, (channels,), regularised=False) for name in ("gain", "bias")]
        return [*own, *self.slopes(channels)]

    def init(self, rng: np.random.Generator, inputs: Sequence[Shape]) -> dict[str, NDArray[np.float32]]:
        del rng
        channels = inputs[0][-1]
        gain, bias = np.ones(channels, np.float32), np.zeros(channels, np.float32)
        return {"gain": gain, "bias": bias, **self.started(channels)}

    def flops(self, inputs: Sequence[Shape]) -> int:
        return 7 * prod(inputs[0])

    @abstractmethod
    def standardised(self, params: Mapping[str, Array], x: Array, context: Context) -> Array:
        """``x`` at mean 0 and variance 1."""

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        x = self.standardised(params, inputs[0], context)
        x = x * ops.per_channel(params["gain"], x) + ops.per_channel(params["bias"], x)
        return self.activated(x, params)


class GroupNormalising(Normalising):
    """Normalises groups of channels of one example; nothing depends on the rest of the batch."""

    @abstractmethod
    def group_count(self, channels: int) -> int:
        """Into how many groups so many channels are divided."""

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        (shape,) = inputs
        if prod(shape) == self.group_count(shape[-1]):
            raise self.misfit(
                f"compares the numbers of a group with each other but gets {describe(shape)}, a single one for each.",
                "Remove it here: a number alone always becomes 0.",
            )
        return shape

    def standardised(self, params: Mapping[str, Array], x: Array, context: Context) -> Array:
        del params
        groups = self.group_count(x.shape[ops.channel_axis(x)])
        return ops.group_norm(x, groups, context.live["epsilon"])
