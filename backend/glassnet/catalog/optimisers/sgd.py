"""The optimiser Gradient descent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet.catalog.base import live
from glassnet.catalog.optimisers.base import Optimiser, Slots

if TYPE_CHECKING:
    from jax import Array


class GradientDescent(Optimiser):
    r"""Moves every weight a little against its gradient; the learning rate says how far.

    Equation: w \leftarrow w - \eta\, g
    Source: Robbins and Monro (1951); torch.optim.SGD
    """

    title: ClassVar[str] = "Gradient descent"

    kind: Literal["sgd"] = "sgd"
    learning_rate: float = live(0.03, ge=0.0, le=1e12, description="Step size: higher is faster, until it overshoots.")

    def update(
        self, gradient: Array, slots: Slots, knobs: Mapping[str, Any], count: Array, weights: Array
    ) -> tuple[Array, Slots]:
        del count, weights
        return knobs["learning_rate"] * gradient, slots
