"""The loss Huber."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.losses.base import Fit, Loss

if TYPE_CHECKING:
    from jax import Array


class Huber(Loss):
    r"""Squares small distances and takes large ones as they are: smooth near zero and calm about outliers.

    Equation: E_i = \begin{cases}\tfrac12 d^2 & |d| \le \delta\\ \delta(|d| - \tfrac12\delta) & |d| > \delta\end{cases}
    Source: Huber (1964); torch.nn.HuberLoss
    """

    title: ClassVar[str] = "Huber"
    fit: ClassVar[Fit] = "distance"

    kind: Literal["huber"] = "huber"
    delta: float = live(1.0, gt=0.0, le=100.0, description="Where squares end and straight distances begin.")

    def per_position(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        distance = ops.jnp.abs(output - target)
        delta = live["delta"]
        near = 0.5 * distance**2
        far = delta * (distance - 0.5 * delta)
        return ops.jnp.where(distance <= delta, near, far).mean(ops.channel_axis(output))
