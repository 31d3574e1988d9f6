"""The change of contrast."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet.catalog.augmentations.base import Draw, Live, Tint
from glassnet.catalog.base import live as live_field

if TYPE_CHECKING:
    from jax import Array


class Contrast(Tint):
    r"""Brings light and dark of each image closer together or farther apart, about their mean.

    Equation: p' = \bar p + c\,(p - \bar p),\quad c \sim U(1 - f, 1 + f)
    Source: Howard (2013), arXiv:1312.5402
    """

    title: ClassVar[str] = "Contrast"

    kind: Literal["contrast"] = "contrast"
    fraction: float = live_field(
        0.3, ge=0.0, le=1.0, description="Largest change f: distances from the mean are 1 - f to 1 + f times as large."
    )

    def tinted(self, images: Array, draw: Draw, live: Live) -> Array:
        mean = images.mean((1, 2, 3), keepdims=True)
        return images + (images - mean) * (draw.swing()[..., None] * live["fraction"])
