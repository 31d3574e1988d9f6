"""The optimiser RMSProp."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.optimisers.base import Optimiser, Slots

if TYPE_CHECKING:
    from jax import Array


class RMSProp(Optimiser):
    r"""AdaGrad that forgets: step sizes follow the recent gradients, so that learning does not fade out.

    Equation: s \leftarrow \alpha s + (1 - \alpha) g^2,\quad w \leftarrow w - \frac{\eta\, g}{\sqrt{s} + \epsilon}
    Source: Hinton (2012), lecture 6e; torch.optim.RMSprop
    """

    title: ClassVar[str] = "RMSProp"
    slots: ClassVar[tuple[str, ...]] = ("squares",)

    kind: Literal["rmsprop"] = "rmsprop"
    learning_rate: float = live(0.01, ge=0.0, le=1e12, description="Step size: higher is faster, until it overshoots.")
    decay: float = live(0.99, ge=0.0, lt=1.0, description="How much of the past squares is remembered.")
    epsilon: float = live(1e-08, gt=0.0, le=1.0, description="Keeps the division safe; larger values calm small steps.")

    def update(
        self, gradient: Array, slots: Slots, knobs: Mapping[str, Any], count: Array, weights: Array
    ) -> tuple[Array, Slots]:
        del count, weights
        decay = knobs["decay"]
        squares = decay * slots["squares"] + (1.0 - decay) * gradient * gradient
        return knobs["learning_rate"] * gradient / (ops.jnp.sqrt(squares) + knobs["epsilon"]), {"squares": squares}
