"""The optimiser AdamW."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet.catalog.base import live
from glassnet.catalog.optimisers.adam import Adam
from glassnet.catalog.optimisers.base import Optimiser, Slots

if TYPE_CHECKING:
    from jax import Array


class AdamW(Optimiser):
    r"""Adam, with weights that shrink a little in every update: all by the same share, unlike under L2, which Adam
    divides by the size of the gradients. Biases do not shrink.

    Equation: w \leftarrow w - \eta\left(\frac{\hat m}{\sqrt{\hat v} + \epsilon} + \lambda w\right)
    Source: Loshchilov and Hutter (2019), arXiv:1711.05101; torch.optim.AdamW
    """

    title: ClassVar[str] = "AdamW"
    slots: ClassVar[tuple[str, ...]] = ("mean", "squares")

    kind: Literal["adamw"] = "adamw"
    learning_rate: float = live(0.01, ge=0.0, le=1e12, description="Step size: higher is faster, until it overshoots.")
    beta1: float = live(0.9, ge=0.0, le=0.999999, description="Memory of the direction.")
    beta2: float = live(0.999, ge=0.0, le=0.999999, description="Memory of the size of gradients.")
    epsilon: float = live(1e-08, gt=0.0, le=1.0, description="Keeps the division safe; larger values calm small steps.")
    weight_decay: float = live(
        0.01,
        ge=0.0,
        le=100.0,
        description="Share, times the learning rate, that weights lose in each update: more makes the network smoother.",
    )

    def update(
        self, gradient: Array, slots: Slots, knobs: Mapping[str, Any], count: Array, weights: Array
    ) -> tuple[Array, Slots]:
        change, slots = Adam().update(gradient, slots, knobs, count, weights)
        return change + knobs["learning_rate"] * knobs["weight_decay"] * weights, slots
