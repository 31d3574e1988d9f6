"""The Tversky loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet.catalog.base import live as live_field
from glassnet.catalog.losses.base import Fit
from glassnet.catalog.losses.classes import mean_over_classes, overlap
from glassnet.catalog.losses.regions import RegionLoss, background, smooth

if TYPE_CHECKING:
    from jax import Array


class Tversky(RegionLoss):
    r"""Like Dice, but pixels found too many and pixels missed have each a price of their own.

    With both at 0.5 it is the Dice loss (whose smoothing counts half).

    Equation: E = 1 - \frac{1}{\sum_c w_c}\sum_c w_c \frac{TP_c + s}{TP_c + \alpha\,FP_c + \beta\,FN_c + s}
    Source: Salehi, Erdogmus and Gholipour (2017), arXiv:1706.05721
    """

    title: ClassVar[str] = "Tversky"
    fit: ClassVar[Fit] = "classes"

    kind: Literal["tversky"] = "tversky"
    alpha: float = live_field(0.3, ge=0.0, le=1.0, description="Price of a pixel that is found but not there.")
    beta: float = live_field(0.7, ge=0.0, le=1.0, description="Price of a pixel that is there but not found.")
    smooth: float = smooth()
    background: float = background()

    def per_sample(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        found = overlap(output, target)
        shared = found.hits + live["smooth"]
        score = shared / (shared + live["alpha"] * found.false_alarms + live["beta"] * found.misses)
        return mean_over_classes(1.0 - score, live["background"])
