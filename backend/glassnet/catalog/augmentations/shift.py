"""The shift."""

from __future__ import annotations

from typing import ClassVar, Literal

from glassnet.catalog.augmentations.base import Draw, Live, Places, Warp
from glassnet.catalog.base import live as live_field


class Shift(Warp):
    r"""Moves each image up or down and left or right, so that the network cannot rely on where a thing stands.

    Equation: x' = x + w\,u,\; y' = y + h\,v,\quad u, v \sim U(-f, f)
    Source: Simard, Steinkraus and Platt (2003), doi:10.1109/ICDAR.2003.1227801
    """

    title: ClassVar[str] = "Shift"

    kind: Literal["shift"] = "shift"
    fraction: float = live_field(
        0.1, ge=0.0, le=0.5, description="Largest move f, either way, as a share of the image's height and width."
    )

    def source(self, places: Places, size: tuple[int, int], draw: Draw, live: Live) -> Places:
        height, width = size
        return Places(
            places.rows - draw.swing(0) * (live["fraction"] * height),
            places.columns - draw.swing(1) * (live["fraction"] * width),
        )
