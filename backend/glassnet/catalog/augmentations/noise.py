"""The noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.augmentations.base import Draw, Live, Tint
from glassnet.catalog.base import live as live_field

if TYPE_CHECKING:
    from jax import Array


class Noise(Tint):
    r"""Adds a little chance to every pixel, as a camera does in the dark.

    Equation: p' = p + \sigma\,\varepsilon,\quad \varepsilon \sim \mathcal{N}(0, 1) \text{ at every pixel and channel}
    Source: Bishop (1995), doi:10.1162/neco.1995.7.1.108
    """

    title: ClassVar[str] = "Noise"

    kind: Literal["noise"] = "noise"
    deviation: float = live_field(
        0.1, ge=0.0, le=1.0, description="Standard deviation σ of the noise; from black to white is 1."
    )

    def tinted(self, images: Array, draw: Draw, live: Live) -> Array:
        return images + ops.normal(ops.fold(draw.key, 0), images.shape) * live["deviation"]
