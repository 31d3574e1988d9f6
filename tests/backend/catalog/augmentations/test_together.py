"""Images and masks move together."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from scipy import ndimage

from glassnet.catalog.augmentations import AUGMENTATIONS, Warp, apply, apply_together, places
from glassnet.catalog.base import marked
from tests.backend.compiling import quick

KEY = jnp.uint32(20_260_102)
EVERY = list(AUGMENTATIONS)
MOVING = [kind for kind, cls in AUGMENTATIONS.items() if issubclass(cls, Warp)]


def made(*kinds: str, still: bool = False) -> tuple[list[Any], dict[str, dict[str, Any]]]:
    specs = [AUGMENTATIONS[kind]() for kind in kinds]
    live = {one.kind: {name: jnp.float32(getattr(one, name)) for name in marked(type(one), "live")} for one in specs}
    for fields in live.values() if still else ():
        fields |= {name: jnp.float32(0.0) for name in fields if name != "sigma"}  # a width, no range
    return specs, live


def pair(n: int = 12, height: int = 24, width: int = 32) -> tuple[np.ndarray, np.ndarray]:
    """Masks of three classes, and images that show them: 0, a half, 1."""
    rng = np.random.default_rng(3)
    fields = ndimage.gaussian_filter(rng.normal(0, 1, (n, height, width)), (0, 3, 3))
    masks = np.digitize(fields, [-0.05, 0.08]).astype(np.uint8)
    return (masks[..., None] / 2).astype(np.float32), masks


def together(kinds: list[str], fill: Any, still: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    images, masks = pair()
    specs, live = made(*kinds, still=still)
    found = quick(lambda x, m: apply_together(specs, x, m, KEY, live, fill))(images, masks)
    return images, masks, *(np.asarray(part) for part in found)


@pytest.mark.parametrize("fill", ["zero", "reflect", "edge"])
def test_images_are_those_of_apply_alone(fill: Any) -> None:
    images, _, found, _ = together(EVERY, fill)
    specs, live = made(*EVERY)
    alone = quick(lambda x: apply(specs, x, KEY, live, fill))(images)
    np.testing.assert_array_equal(found, alone)


@pytest.mark.parametrize("fill", ["zero", "reflect", "edge"])
@pytest.mark.parametrize("kind", MOVING)
def test_a_mask_is_still_the_mask_of_its_image(kind: str, fill: Any) -> None:
    """Away from outlines, where an image is blended of several pixels, its values tell the class."""
    _, masks, images, found = together([kind], fill)
    assert found.dtype == np.uint8
    assert not np.array_equal(found, masks)
    shown = 2 * images[..., 0]
    plain = np.abs(shown - np.rint(shown)) < 0.02
    assert plain.mean() > 0.6
    assert (np.rint(shown)[plain] == found[plain]).mean() > 0.995


@pytest.mark.parametrize(("fill", "mode"), [("zero", "constant"), ("reflect", "mirror"), ("edge", "nearest")])
def test_a_mask_takes_the_nearest_pixel(fill: Any, mode: str) -> None:
    _, masks, _, found = together(["rotate", "shift", "scale"], fill)
    specs, live = made("rotate", "shift", "scale")
    at = quick(lambda key: places(specs, masks.shape, key, live))(KEY)
    assert at is not None
    rows, columns = (np.asarray(part, np.float64) for part in at)
    for k, mask in enumerate(masks):
        expected = ndimage.map_coordinates(mask, [rows[k], columns[k]], order=0, mode=mode, cval=0)
        halves = np.maximum(*(np.abs(part[k] - np.floor(part[k]) - 0.5) < 1e-4 for part in (rows, columns)))
        rim = (rows[k] < 0) | (rows[k] > 23) | (columns[k] < 0) | (columns[k] > 31)
        inside = ~halves & ~(rim if fill == "zero" else np.zeros_like(rim))
        np.testing.assert_array_equal(found[k][inside], expected[inside])


def test_nothing_comes_in_as_class_0() -> None:
    images, masks = np.ones((4, 8, 8, 1), np.float32), np.full((4, 8, 8), 2, np.uint8)
    specs, live = made("shift")
    live["shift"] = {"fraction": jnp.float32(1.0)}
    moved, found = quick(lambda x, m: apply_together(specs, x, m, KEY, live, "zero"))(images, masks)
    assert set(np.unique(found)) == {0, 2}
    np.testing.assert_array_equal(np.asarray(found)[np.asarray(moved)[..., 0] == 0], 0)


def test_what_changes_values_leaves_masks_alone() -> None:
    _, masks, _, found = together([kind for kind in EVERY if kind not in MOVING], "zero")
    np.testing.assert_array_equal(found, masks)


def test_ranges_of_nothing_change_nothing() -> None:
    images, masks, moved, found = together(EVERY, "zero", still=True)
    np.testing.assert_array_equal(moved, images)
    np.testing.assert_array_equal(found, masks)
