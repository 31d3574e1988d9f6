"""The blackened square."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.augmentations.base import Draw, Live, Tint
from glassnet.catalog.base import live as live_field

if TYPE_CHECKING:
    from jax import Array


class CutOut(Tint):
    r"""Blackens a square somewhere in each image, so that the network learns to use what is left.

    The square lies inside the image, every place as likely as any other.

    Equation: p' = 0 \text{ in a square of side } \operatorname{round}(f \min(w, h))
    Source: DeVries and Taylor (2017), arXiv:1708.04552
    """

    title: ClassVar[str] = "Cut out"

    kind: Literal["cut_out"] = "cut_out"
    fraction: float = live_field(
        0.3, ge=0.0, le=1.0, description="Side of the square as a share of the image's shorter side."
    )

    def tinted(self, images: Array, draw: Draw, live: Live) -> Array:
        jnp = ops.jnp
        height, width = images.shape[1:3]
        side = jnp.round(live["fraction"] * min(height, width))

        def covered(extent: int, purpose: int) -> Array:
            start = jnp.floor(draw.share(purpose) * (extent - side + 1))
            place = jnp.arange(extent, dtype=jnp.float32)
            return (place >= start) & (place < start + side)

        rows, columns = covered(height, 0), covered(width, 1)
        return jnp.where(jnp.swapaxes(rows, 1, 2)[..., None] & columns[..., None], 0.0, images)
