"""The batch normalisation layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.layers.base import Context, Parameter, Shape
from glassnet.catalog.layers.normalising import Normalising

if TYPE_CHECKING:
    from jax import Array


class BatchNorm(Normalising):
    r"""Brings every channel to mean 0 and variance 1 over the batch, so that the layer after it always sees numbers of one size.

    While training, mean and variance are those of the batch, and running averages of both are kept; evaluation takes the
    averages, so that an answer does not depend on what else is asked. Any shape, same shape out; gain, bias, and the
    tracked ``mean`` and ``variance`` are ``(channels,)``. Of a batch of one list, whose variance is 0, only the bias is left.

    Equation: y_c = \gamma_c\,\frac{x_c - \mu_c}{\sqrt{\sigma_c^2 + \varepsilon}} + \beta_c
    Source: Ioffe and Szegedy (2015), arXiv:1502.03167
    """

    title: ClassVar[str] = "Batch norm"

    kind: Literal["batch_norm"] = "batch_norm"
    momentum: float = live(
        0.1, ge=0.0, le=1.0, description="Weight of the newest batch in the running mean and variance."
    )

    def parameters(self, inputs: Sequence[Shape]) -> list[Parameter]:
        channels = inputs[0][-1:]
        tracked = [Parameter(name, channels, regularised=False, learned=False) for name in ("mean", "variance")]
        return [*super().parameters(inputs), *tracked]

    def init(self, rng: np.random.Generator, inputs: Sequence[Shape]) -> dict[str, NDArray[np.float32]]:
        channels = inputs[0][-1]
        tracked = {"mean": np.zeros(channels, np.float32), "variance": np.ones(channels, np.float32)}
        return {**super().init(rng, inputs), **tracked}

    def standardised(self, params: Mapping[str, Array], x: Array, context: Context) -> Array:
        if context.training:
            mean, variance, _ = ops.batch_moments(x)
        else:
            mean, variance = params["mean"], params["variance"]
        return ops.standardise(x, mean, variance, context.live["epsilon"])

    def track(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> dict[str, Array]:
        """The running averages moved towards the batch, whose variance is taken with n - 1 as PyTorch does."""
        mean, variance, size = ops.batch_moments(inputs[0])
        newest = {"mean": mean, "variance": variance * (size / max(1, size - 1))}
        weight = context.live["momentum"]
        return {name: (1.0 - weight) * params[name] + weight * value for name, value in newest.items()}
