"""The optimiser Nesterov."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet.catalog.base import live
from glassnet.catalog.optimisers.base import Optimiser, Slots

if TYPE_CHECKING:
    from jax import Array


class Nesterov(Optimiser):
    r"""Momentum that looks ahead: it corrects for where the ball is about to be, and so brakes in time.

    Equation: v \leftarrow \mu v + g,\quad w \leftarrow w - \eta\,(g + \mu v)
    Source: Nesterov (1983), Sutskever et al. (2013); torch.optim.SGD(nesterov=True)
    """

    title: ClassVar[str] = "Nesterov"
    slots: ClassVar[tuple[str, ...]] = ("velocity",)

    kind: Literal["nesterov"] = "nesterov"
    learning_rate: float = live(0.01, ge=0.0, le=1e12, description="Step size: higher is faster, until it overshoots.")
    momentum: float = live(0.9, ge=0.0, lt=1.0, description="How much of its last move a weight keeps.")

    def update(
        self, gradient: Array, slots: Slots, knobs: Mapping[str, Any], count: Array, weights: Array
    ) -> tuple[Array, Slots]:
        del count, weights
        velocity = knobs["momentum"] * slots["velocity"] + gradient
        return knobs["learning_rate"] * (gradient + knobs["momentum"] * velocity), {"velocity": velocity}
