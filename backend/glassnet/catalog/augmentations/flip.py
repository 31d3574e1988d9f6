"""The mirror image."""

from __future__ import annotations

from typing import ClassVar, Literal

from glassnet import ops
from glassnet.catalog.augmentations.base import Draw, Live, Places, Warp
from glassnet.catalog.base import live as live_field


class Flip(Warp):
    r"""Mirrors some of the images: right for cats and clothes, wrong for digits, whose meaning changes.

    Equation: x' = -x \text{ with probability } p,\quad y' = -y \text{ with probability } q
    Source: Krizhevsky, Sutskever and Hinton (2012), doi:10.1145/3065386
    """

    title: ClassVar[str] = "Flip"

    kind: Literal["flip"] = "flip"
    horizontal: float = live_field(0.5, ge=0.0, le=1.0, description="Probability p that left and right are swapped.")
    vertical: float = live_field(0.0, ge=0.0, le=1.0, description="Probability q that top and bottom are swapped.")

    def source(self, places: Places, size: tuple[int, int], draw: Draw, live: Live) -> Places:
        del size
        where = ops.jnp.where
        return Places(
            where(draw.share(0) < live["vertical"], -places.rows, places.rows),
            where(draw.share(1) < live["horizontal"], -places.columns, places.columns),
        )
