"""The loss mean squared error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.losses.base import Fit, Loss

if TYPE_CHECKING:
    from jax import Array


class MSE(Loss):
    r"""Squares every distance, so that large mistakes count most; the choice for numbers.

    Equation: E = \frac{1}{N}\sum_i (\hat y_i - y_i)^2
    Source: Gauss (1809); torch.nn.MSELoss
    """

    title: ClassVar[str] = "Mean squared error"
    fit: ClassVar[Fit] = "distance"

    kind: Literal["mse"] = "mse"

    def per_position(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        del live
        return ((output - target) ** 2).mean(ops.channel_axis(output))
