"""The schedule that only warms up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet.catalog.schedules.base import Schedule, risen, warm_up

if TYPE_CHECKING:
    from jax import Array


class WarmUp(Schedule):
    r"""Begins with tiny steps that grow in a straight line, then leaves the learning rate as it is.

    Equation: f(t) = \min\!\left(1, \frac{t}{t_\text{warm}}\right)
    Source: Goyal et al. (2017), arXiv:1706.02677; torch.optim.lr_scheduler.LinearLR
    """

    title: ClassVar[str] = "Warm-up"

    kind: Literal["warm_up"] = "warm_up"
    warm_up: float = warm_up(5.0)

    def scale(self, epoch: Array, knobs: Mapping[str, Any]) -> Array:
        return risen(epoch, knobs)
