"""The optimiser Adam."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.optimisers.base import Optimiser, Slots

if TYPE_CHECKING:
    from jax import Array


class Adam(Optimiser):
    r"""Momentum and RMSProp together, corrected for their slow start: a good first choice.

    Equation: m \leftarrow \beta_1 m + (1-\beta_1) g,\; v \leftarrow \beta_2 v + (1-\beta_2) g^2,\quad w \leftarrow w - \frac{\eta\,\hat m}{\sqrt{\hat v} + \epsilon}
    Source: Kingma and Ba (2014), arXiv:1412.6980; torch.optim.Adam
    """

    title: ClassVar[str] = "Adam"
    slots: ClassVar[tuple[str, ...]] = ("mean", "squares")

    kind: Literal["adam"] = "adam"
    learning_rate: float = live(0.01, ge=0.0, le=1e12, description="Step size: higher is faster, until it overshoots.")
    beta1: float = live(0.9, ge=0.0, le=0.999999, description="Memory of the direction.")
    beta2: float = live(0.999, ge=0.0, le=0.999999, description="Memory of the size of gradients.")
    epsilon: float = live(1e-08, gt=0.0, le=1.0, description="Keeps the division safe; larger values calm small steps.")

    def update(
        self, gradient: Array, slots: Slots, knobs: Mapping[str, Any], count: Array, weights: Array
    ) -> tuple[Array, Slots]:
        del weights
        beta1, beta2 = knobs["beta1"], knobs["beta2"]
        mean = beta1 * slots["mean"] + (1.0 - beta1) * gradient
        squares = beta2 * slots["squares"] + (1.0 - beta2) * gradient * gradient
        rate = knobs["learning_rate"] / (1.0 - beta1**count)
        spread = ops.jnp.sqrt(squares) / ops.jnp.sqrt(1.0 - beta2**count)
        return rate * mean / (spread + knobs["epsilon"]), {"mean": mean, "squares": squares}
