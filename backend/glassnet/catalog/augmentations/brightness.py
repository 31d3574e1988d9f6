"""The change of brightness."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet.catalog.augmentations.base import Draw, Live, Tint
from glassnet.catalog.base import live as live_field

if TYPE_CHECKING:
    from jax import Array


class Brightness(Tint):
    r"""Makes each image lighter or darker as a whole, as another lamp would.

    Equation: p' = p + b,\quad b \sim U(-f, f)
    Source: Howard (2013), arXiv:1312.5402
    """

    title: ClassVar[str] = "Brightness"

    kind: Literal["brightness"] = "brightness"
    fraction: float = live_field(
        0.2, ge=0.0, le=1.0, description="Largest change f, either way; from black to white is 1."
    )

    def tinted(self, images: Array, draw: Draw, live: Live) -> Array:
        return images + draw.swing()[..., None] * live["fraction"]
