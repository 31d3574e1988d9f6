"""The cosine schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.schedules.base import Schedule, risen, warm_up

if TYPE_CHECKING:
    from jax import Array


class Cosine(Schedule):
    r"""Begins with large steps and ends with tiny ones along half a cosine: first it explores, then it settles.

    Behind its length the floor remains. While it warms up the factor rises in a straight line from 0.

    Equation: f(t) = \min\!\left(1, \frac{t}{t_\text{warm}}\right)\left[f_0 + (1 - f_0)\,\tfrac12\left(1 + \cos\frac{\pi \min(t, T)}{T}\right)\right]
    Source: Loshchilov and Hutter (2017), arXiv:1608.03983; torch.optim.lr_scheduler.CosineAnnealingLR
    """

    title: ClassVar[str] = "Cosine"

    kind: Literal["cosine"] = "cosine"
    epochs: float = live(100.0, ge=1.0, le=1e6, description="Length T in epochs; from there on the floor remains.")
    floor: float = live(
        0.0, ge=0.0, le=1.0, description="What is left of the learning rate at the end, as a share of it."
    )
    warm_up: float = warm_up()

    def scale(self, epoch: Array, knobs: Mapping[str, Any]) -> Array:
        jnp, floor = ops.jnp, knobs["floor"]
        along = jnp.minimum(epoch / knobs["epochs"], 1.0)
        down = floor + (1.0 - floor) * 0.5 * (1.0 + jnp.cos(3.141592653589793 * along))
        return down * risen(epoch, knobs)
