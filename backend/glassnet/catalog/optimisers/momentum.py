"""The optimiser Momentum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet.catalog.base import live
from glassnet.catalog.optimisers.base import Optimiser, Slots

if TYPE_CHECKING:
    from jax import Array


class Momentum(Optimiser):
    r"""Gradient descent with a memory: like a rolling ball it keeps its direction and runs through small bumps.

    Equation: v \leftarrow \mu v + g,\quad w \leftarrow w - \eta\, v
    Source: Polyak (1964); torch.optim.SGD(momentum)
    """

    title: ClassVar[str] = "Momentum"
    slots: ClassVar[tuple[str, ...]] = ("velocity",)

    kind: Literal["momentum"] = "momentum"
    learning_rate: float = live(0.01, ge=0.0, le=1e12, description="Step size: higher is faster, until it overshoots.")
    momentum: float = live(0.9, ge=0.0, lt=1.0, description="How much of its last move a weight keeps.")

    def update(
        self, gradient: Array, slots: Slots, knobs: Mapping[str, Any], count: Array, weights: Array
    ) -> tuple[Array, Slots]:
        del count, weights
        velocity = knobs["momentum"] * slots["velocity"] + gradient
        return knobs["learning_rate"] * velocity, {"velocity": velocity}
