"""The schedule in steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.schedules.base import Schedule, risen, warm_up

if TYPE_CHECKING:
    from jax import Array


class Steps(Schedule):
    r"""Shrinks the learning rate every few epochs at one go: the loss often falls by a step each time.

    Equation: f(t) = \min\!\left(1, \frac{t}{t_\text{warm}}\right)\gamma^{\lfloor t / T \rfloor}
    Source: He et al. (2016), arXiv:1512.03385; torch.optim.lr_scheduler.StepLR
    """

    title: ClassVar[str] = "Steps"

    kind: Literal["step"] = "step"
    every: float = live(30.0, ge=1.0, le=1e6, description="Epochs T from one step to the next.")
    factor: float = live(0.5, ge=0.0, le=1.0, description="What is left of the learning rate after each step.")
    warm_up: float = warm_up()

    def scale(self, epoch: Array, knobs: Mapping[str, Any]) -> Array:
        return ops.jnp.power(knobs["factor"], ops.jnp.floor(epoch / knobs["every"])) * risen(epoch, knobs)
