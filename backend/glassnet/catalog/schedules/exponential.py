"""The exponential schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.schedules.base import Schedule, risen, warm_up

if TYPE_CHECKING:
    from jax import Array


class Exponential(Schedule):
    r"""Shrinks the learning rate by the same share in every epoch, a little with each update.

    Equation: f(t) = \min\!\left(1, \frac{t}{t_\text{warm}}\right)\gamma^{t}
    Source: torch.optim.lr_scheduler.ExponentialLR, at whole epochs
    """

    title: ClassVar[str] = "Exponential"

    kind: Literal["exponential"] = "exponential"
    factor: float = live(0.99, gt=0.0, le=1.0, description="What is left of the learning rate after each epoch.")
    warm_up: float = warm_up()

    def scale(self, epoch: Array, knobs: Mapping[str, Any]) -> Array:
        return ops.jnp.power(knobs["factor"], epoch) * risen(epoch, knobs)
