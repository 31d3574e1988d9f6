"""The Dice loss and the cross-entropy together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet.catalog.base import live as live_field
from glassnet.catalog.losses.base import Fit, foreground
from glassnet.catalog.losses.classes import log_truth, weighted
from glassnet.catalog.losses.dice import dice_loss
from glassnet.catalog.losses.regions import RegionLoss, background, smooth

if TYPE_CHECKING:
    from jax import Array


class DiceCrossEntropy(RegionLoss):
    r"""Dice and cross-entropy mixed: the one minds small regions, the other gives every pixel a slope from the start.

    Equation: E = \lambda\,E_\text{Dice} + (1 - \lambda)\,E_\text{cross-entropy}
    Source: Isensee et al. (2021), nnU-Net, doi:10.1038/s41592-020-01008-z
    """

    title: ClassVar[str] = "Dice + cross-entropy"
    fit: ClassVar[Fit] = "classes"

    kind: Literal["dice_cross_entropy"] = "dice_cross_entropy"
    dice_weight: float = live_field(
        0.5, ge=0.0, le=1.0, description="Share of the Dice loss; the rest is cross-entropy."
    )
    smooth: float = smooth()
    background: float = background()
    foreground_weight: float = foreground()

    def per_sample(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        surprise = weighted(-log_truth(output, target), target, live).mean((0, 1))
        share = live["dice_weight"]
        return share * dice_loss(output, target, live) + (1.0 - share) * surprise
