"""The optimiser Lion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.optimisers.base import Optimiser, Slots

if TYPE_CHECKING:
    from jax import Array


class Lion(Optimiser):
    r"""Moves every weight by the same amount and asks only which way: found by a search among programs, frugal with
    memory, and in need of a smaller learning rate than Adam.

    Weights also shrink as under AdamW; biases do not.

    Equation: c = \beta_1 m + (1-\beta_1) g,\quad w \leftarrow w - \eta\,(\operatorname{sign} c + \lambda w),\quad m \leftarrow \beta_2 m + (1-\beta_2) g
    Source: Chen et al. (2023), Symbolic Discovery of Optimization Algorithms, arXiv:2302.06675
    """

    title: ClassVar[str] = "Lion"
    slots: ClassVar[tuple[str, ...]] = ("mean",)

    kind: Literal["lion"] = "lion"
    learning_rate: float = live(
        0.003, ge=0.0, le=1e12, description="How far every weight moves in each update, whatever its gradient."
    )
    beta1: float = live(0.9, ge=0.0, le=0.999999, description="Weight of the past in the choice of the direction.")
    beta2: float = live(0.99, ge=0.0, le=0.999999, description="Memory of the direction.")
    weight_decay: float = live(
        0.0,
        ge=0.0,
        le=100.0,
        description="Share, times the learning rate, that weights lose in each update: more makes the network smoother.",
    )

    def update(
        self, gradient: Array, slots: Slots, knobs: Mapping[str, Any], count: Array, weights: Array
    ) -> tuple[Array, Slots]:
        del count
        beta1, beta2, mean = knobs["beta1"], knobs["beta2"], slots["mean"]
        way = ops.jnp.sign(beta1 * mean + (1.0 - beta1) * gradient)
        change = knobs["learning_rate"] * (way + knobs["weight_decay"] * weights)
        return change, {"mean": beta2 * mean + (1.0 - beta2) * gradient}
