"""The elastic distortion."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.augmentations.base import Draw, Live, Places, Warp
from glassnet.catalog.base import live as live_field

if TYPE_CHECKING:
    from jax import Array


class Elastic(Warp):
    r"""Bends each image as if it were drawn on rubber: like handwriting, no two are the same.

    Every pixel is given a random push; smoothing the pushes over the neighbours makes them a bending.

    Equation: \delta = \alpha\,\frac{G_\sigma * r}{\operatorname{std}(G_\sigma * r)},\quad r \sim U(-1, 1) \text{ at every pixel}
    Source: Simard, Steinkraus and Platt (2003), doi:10.1109/ICDAR.2003.1227801
    """

    title: ClassVar[str] = "Elastic"

    kind: Literal["elastic"] = "elastic"
    alpha: float = live_field(
        0.04, ge=0.0, le=0.25, description="How far pixels wander (standard deviation), as a share of the shorter side."
    )
    sigma: float = live_field(
        0.15,
        ge=0.02,
        le=0.5,
        description="How wide a bend is (width of the smoothing), as a share of the shorter side.",
    )

    def source(self, places: Places, size: tuple[int, int], draw: Draw, live: Live) -> Places:
        side = min(size)
        pushes = ops.uniform(ops.fold(draw.key, 0), (draw.images, 2, *size)) * 2 - 1
        down, across = (_smoothing(extent, live["sigma"] * side) for extent in size)
        smooth = ops.jnp.einsum("nprc,kr,lc->npkl", pushes, down, across)
        moves = smooth * (live["alpha"] * side * 3**0.5)
        return Places(places.rows + moves[:, 0], places.columns + moves[:, 1])


def _smoothing(extent: int, width: Array) -> Array:
    """Weights ``(extent, extent)`` of every pixel for every other, squares adding up to 1: variances stay."""
    at = ops.jnp.arange(extent, dtype=ops.jnp.float32)
    weights = ops.jnp.exp(-0.5 * ((at[:, None] - at[None]) / width) ** 2)
    return weights / ops.jnp.sqrt((weights**2).sum(1, keepdims=True))
