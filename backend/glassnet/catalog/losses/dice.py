"""The Dice loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet.catalog.losses.base import Fit
from glassnet.catalog.losses.classes import mean_over_classes, overlap
from glassnet.catalog.losses.regions import RegionLoss, background, smooth

if TYPE_CHECKING:
    from jax import Array


class Dice(RegionLoss):
    r"""How little the regions of truth and prediction overlap: a small region counts as much as a large one.

    Equation: E = 1 - \frac{1}{\sum_c w_c}\sum_c w_c \frac{2\sum_u \hat y_{c,u}\,y_{c,u} + s}{\sum_u \hat y_{c,u} + \sum_u y_{c,u} + s}
    Source: Milletari, Navab and Ahmadi (2016), arXiv:1606.04797
    """

    title: ClassVar[str] = "Dice"
    fit: ClassVar[Fit] = "classes"

    kind: Literal["dice"] = "dice"
    smooth: float = smooth()
    background: float = background()

    def per_sample(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        return dice_loss(output, target, live)


def dice_loss(output: Array, target: Array, live: Mapping[str, Any]) -> Array:
    """The soft Dice loss of every image ``(batch,)``, from outputs and targets ``(outputs, rows, columns, batch)``."""
    found = overlap(output, target)
    shared = 2.0 * found.hits + live["smooth"]
    score = shared / (shared + found.false_alarms + found.misses)
    return mean_over_classes(1.0 - score, live["background"])
