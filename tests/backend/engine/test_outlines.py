"""Distances of outlines, against SciPy's and PyTorch's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage  # type: ignore[import-untyped]

from glassnet.engine.outlines import apart, distances, outline

CROSS = ndimage.generate_binary_structure(2, 1)
masks = st.tuples(st.integers(1, 14), st.integers(1, 14)).flatmap(
    lambda shape: st.tuples(arrays(bool, shape), arrays(bool, shape))
)
spacings = st.tuples(st.floats(0.2, 4.0), st.floats(0.2, 4.0))


def expected(one: Any, other: Any, spacing: tuple[float, float]) -> tuple[float, float]:
    """All pixels of one outline against all of the other."""
    at = []
    for mask in (one, other):
        edge = mask & ~ndimage.binary_erosion(mask, CROSS)
        at.append(torch.tensor(np.argwhere(edge) * np.asarray(spacing)))
    table = torch.cdist(*at, compute_mode="donot_use_mm_for_euclid_dist")
    there, back = table.min(1).values, table.min(0).values
    far = max(float(there.max()), float(back.max()))
    return far, max(float(torch.quantile(there, 0.95)), float(torch.quantile(back, 0.95)))


@settings(max_examples=200, deadline=None)
@given(masks, spacings)
def test_distances_are_those_of_all_pairs(pair: tuple[Any, Any], spacing: tuple[float, float]) -> None:
    one, other = pair
    found = apart(one, other, spacing)
    if not (one.any() and other.any()):
        assert found is None
        return
    assert found == pytest.approx(expected(one, other, spacing), rel=1e-9, abs=1e-9)
    assert found == apart(other, one, spacing)
    assert found is not None
    assert 0 <= found.hausdorff95 <= found.hausdorff


@given(masks)
def test_an_outline_is_what_erosion_takes_away(pair: tuple[Any, Any]) -> None:
    np.testing.assert_array_equal(outline(pair[0]), pair[0] & ~ndimage.binary_erosion(pair[0], CROSS))


@given(masks, spacings)
def test_the_way_to_the_nearest_is_the_distance_transform(pair: tuple[Any, Any], spacing: tuple[float, float]) -> None:
    start, goal = pair
    if goal.any():
        transform = ndimage.distance_transform_edt(~goal, sampling=spacing)
        np.testing.assert_allclose(distances(start, goal, spacing), transform[start], rtol=1e-9, atol=1e-9)


def test_a_disc_that_is_moved_is_as_far_as_it_was_moved() -> None:
    rows, columns = np.mgrid[:40, :40]
    disc = np.hypot(rows - 15, columns - 15) < 8
    assert apart(disc, disc) == (0.0, 0.0)
    assert apart(disc, np.roll(disc, 6, 0)) == pytest.approx((6.0, 6.0), abs=0.5)
    found = apart(disc, np.roll(disc, 6, 1), (1.0, 2.5))
    assert found is not None
    assert found.hausdorff == 15.0


def test_one_stray_pixel_counts_fully_but_not_for_the_95th() -> None:
    square = np.zeros((60, 60), bool)
    square[10:30, 10:30] = True
    stray = square.copy()
    stray[29, 58] = True
    assert apart(square, stray) == (29.0, 0.0)


def test_outlines_that_fill_a_large_image_are_looked_up_in_pieces() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.random((2, 512, 512)) < 0.5
    goal = outline(other)
    transform = ndimage.distance_transform_edt(~goal)
    np.testing.assert_allclose(distances(outline(one), goal), transform[outline(one)])
