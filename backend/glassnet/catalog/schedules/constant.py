"""The schedule that changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.schedules.base import Schedule

if TYPE_CHECKING:
    from jax import Array


class Constant(Schedule):
    r"""Leaves the learning rate as it is: what it is set to is what every update takes.

    Equation: f(t) = 1
    Source: Robbins and Monro (1951), for whom it had to shrink
    """

    title: ClassVar[str] = "Constant"
    steady: ClassVar[bool] = True

    kind: Literal["constant"] = "constant"

    def scale(self, epoch: Array, knobs: Mapping[str, Any]) -> Array:
        del knobs
        return ops.jnp.ones_like(epoch)
