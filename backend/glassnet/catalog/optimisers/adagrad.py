"""The optimiser AdaGrad."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.optimisers.base import Optimiser, Slots

if TYPE_CHECKING:
    from jax import Array


class AdaGrad(Optimiser):
    r"""Gives every weight a step size of its own, which shrinks with all the gradients it has seen.

    Equation: s \leftarrow s + g^2,\quad w \leftarrow w - \frac{\eta\, g}{\sqrt{s} + \epsilon}
    Source: Duchi et al. (2011); torch.optim.Adagrad
    """

    title: ClassVar[str] = "AdaGrad"
    slots: ClassVar[tuple[str, ...]] = ("squares",)

    kind: Literal["adagrad"] = "adagrad"
    learning_rate: float = live(0.1, ge=0.0, le=1e12, description="Step size: higher is faster, until it overshoots.")
    epsilon: float = live(1e-10, gt=0.0, le=1.0, description="Keeps the division safe; larger values calm small steps.")

    def update(
        self, gradient: Array, slots: Slots, knobs: Mapping[str, Any], count: Array, weights: Array
    ) -> tuple[Array, Slots]:
        del count, weights
        squares = slots["squares"] + gradient * gradient
        return knobs["learning_rate"] * gradient / (ops.jnp.sqrt(squares) + knobs["epsilon"]), {"squares": squares}
