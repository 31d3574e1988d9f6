"""The change of size."""

from __future__ import annotations

from typing import ClassVar, Literal

from glassnet.catalog.augmentations.base import Draw, Live, Places, Warp
from glassnet.catalog.base import live as live_field


class Scale(Warp):
    r"""Makes each image larger or smaller about its centre, as a thing that is nearer or farther.

    Equation: (x', y') = s\,(x, y),\quad s \sim U(1 - f, 1 + f)
    Source: Simard, Steinkraus and Platt (2003), doi:10.1109/ICDAR.2003.1227801
    """

    title: ClassVar[str] = "Scale"

    kind: Literal["scale"] = "scale"
    fraction: float = live_field(
        0.1, ge=0.0, le=0.75, description="Largest change f: sizes are from 1 - f to 1 + f times the original's."
    )

    def source(self, places: Places, size: tuple[int, int], draw: Draw, live: Live) -> Places:
        del size
        factor = 1 + draw.swing() * live["fraction"]
        return Places(places.rows / factor, places.columns / factor)
