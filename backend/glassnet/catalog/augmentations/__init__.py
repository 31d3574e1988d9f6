"""Augmentations: random changes of training images that leave their labels true.

To add one, write its file and name it in `AugmentationSpec`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from glassnet import ops
from glassnet.catalog.augmentations.base import Augmentation, Draw, Live, Places, Tint, Warp
from glassnet.catalog.augmentations.brightness import Brightness
from glassnet.catalog.augmentations.contrast import Contrast
from glassnet.catalog.augmentations.cut_out import CutOut
from glassnet.catalog.augmentations.elastic import Elastic
from glassnet.catalog.augmentations.flip import Flip
from glassnet.catalog.augmentations.noise import Noise
from glassnet.catalog.augmentations.rotate import Rotate
from glassnet.catalog.augmentations.scale import Scale
from glassnet.catalog.augmentations.shift import Shift
from glassnet.catalog.base import members

if TYPE_CHECKING:
    from jax import Array

    from glassnet.ops.warp import Fill

AugmentationSpec = Annotated[
    Rotate | Shift | Scale | Flip | Elastic | Brightness | Contrast | Noise | CutOut,
    Field(discriminator="kind"),
]

AUGMENTATIONS: dict[str, type[Augmentation]] = members(AugmentationSpec)


def apply(
    specs: Sequence[Augmentation], images: Array, key: Array, live: Mapping[str, Live], fill: Fill = "zero"
) -> Array:
    """Each image changed by draws of its own: first moved by all warps at once, then the values in order.

    Args:
        specs: the augmentations, kinds unique.
        images: ``(n, height, width, channels)`` float32, 0 black to 1 white.
        key: uint32 scalar, a function of (seed, step).
        live: by kind, the live values by field name.
        fill: what comes in from beyond the border.

    Returns:
        images of the same shape, clipped to 0 … 1; the very same numbers when all ranges are 0.
    """
    found = places(specs, images.shape[:3], key, live)
    if found is not None:
        images = ops.moved(images, found.rows, found.columns, fill)
    return _tinted(specs, images, key, live)


def apply_together(
    specs: Sequence[Augmentation],
    images: Array,
    masks: Array,
    key: Array,
    live: Mapping[str, Live],
    fill: Fill = "zero",
) -> tuple[Array, Array]:
    """`apply` of images whose masks, class numbers ``(n, height, width)``, move with them, by the nearest pixel.

    Where black comes in from beyond the border, class 0 does. What changes values leaves masks alone. Images become the
    very same numbers as by `apply`.
    """
    found = places(specs, images.shape[:3], key, live)
    if found is not None:
        images, masks = ops.moved_together(images, masks, found.rows, found.columns, fill)
    return _tinted(specs, images, key, live), masks


def _tinted(specs: Sequence[Augmentation], images: Array, key: Array, live: Mapping[str, Live]) -> Array:
    for spec in specs:
        if isinstance(spec, Tint):
            images = spec.tinted(images, spec.draw(key, len(images)), live[spec.kind_name()])
    return ops.jnp.clip(images, 0.0, 1.0)


def places(specs: Sequence[Augmentation], shape: Sequence[int], key: Array, live: Mapping[str, Live]) -> Places | None:
    """Where in the originals the pixels come from, in pixels from the first: what `ops.resample` takes.

    Args:
        specs: the augmentations.
        shape: images, height, width.
        key: as in `apply`.
        live: as in `apply`.

    Returns:
        rows and columns, each ``(images, height, width)``; None when nothing moves.
    """
    warps = [spec for spec in specs if isinstance(spec, Warp)]
    if not warps:
        return None
    jnp = ops.jnp
    images, height, width = shape
    middle = Places(jnp.float32((height - 1) / 2), jnp.float32((width - 1) / 2))
    grid = jnp.arange(height, dtype=jnp.float32)[None, :, None], jnp.arange(width, dtype=jnp.float32)[None, None, :]
    at = Places(*(axis - centre for axis, centre in zip(grid, middle, strict=True)))
    for spec in reversed(warps):
        at = spec.source(at, (height, width), spec.draw(key, images), live[spec.kind_name()])
    whole = (jnp.broadcast_to(axis + centre, shape) for axis, centre in zip(at, middle, strict=True))
    return Places(*whole)


__all__ = [
    "AUGMENTATIONS",
    "Augmentation",
    "AugmentationSpec",
    "Draw",
    "Live",
    "Places",
    "Tint",
    "Warp",
    "apply",
    "apply_together",
    "places",
]
