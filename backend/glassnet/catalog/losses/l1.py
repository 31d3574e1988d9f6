"""The loss mean absolute error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.losses.base import Fit, Loss

if TYPE_CHECKING:
    from jax import Array


class L1(Loss):
    r"""Adds up the distances as they are: outliers count no more than they should; also called the L1 norm.

    Equation: E = \frac{1}{N}\sum_i \lvert\hat y_i - y_i\rvert
    Source: Laplace (1774); torch.nn.L1Loss
    """

    title: ClassVar[str] = "Mean absolute error"
    fit: ClassVar[Fit] = "distance"

    kind: Literal["l1"] = "l1"

    def per_position(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        del live
        distance = output - target
        # JAX gives |d| the slope 1 at d = 0; an exact hit must not push.
        return ops.jnp.where(distance == 0.0, 0.0, ops.jnp.abs(distance)).mean(ops.channel_axis(output))
