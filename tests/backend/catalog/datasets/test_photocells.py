"""What the photocells see, against figures measured another way."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from glassnet.catalog.datasets.photocells import MOST_SHIFT, PATTERNS, SIDE, Pattern, Photocells

every_pattern = pytest.mark.parametrize("pattern", get_args(Pattern))


def drawn(pattern: Pattern, **fields: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cells ``(n, 20, 20)``, 0 or 1, and class numbers."""
    data = Photocells.model_validate({"samples": 200, "pattern": pattern, "noise": 0.0} | fields)
    pixels, labels, _ = data.generate()
    assert set(np.unique(pixels)) == {0, 255}
    return pixels[..., 0].astype(np.int64) // 255, labels.astype(np.int64)


def test_every_pattern_can_be_chosen() -> None:
    assert set(PATTERNS) == set(get_args(Pattern))
    assert [Photocells(pattern=one).class_names() for one in PATTERNS] == [list(two) for two, _ in PATTERNS.values()]


def test_letters_have_the_symmetries_of_e_and_x() -> None:
    cells, labels = drawn("letters", shift=0)
    e, x = (np.unique(cells[labels == k], axis=0) for k in (0, 1))
    assert len(e) == len(x) == 1
    assert (e[0] == e[0, ::-1]).all()
    assert (e[0] != e[0, :, ::-1]).any()
    assert (x[0] == x[0, ::-1]).all()
    assert (x[0] == x[0, :, ::-1]).all()


def test_squares_fill_their_frame_and_discs_what_lies_within_their_radius() -> None:
    cells, labels = drawn("shapes", shift=MOST_SHIFT)
    assert {len(np.unique(cells[labels == k].sum((1, 2)))) > 2 for k in (0, 1)} == {True}, "of several sizes"
    for field, label in zip(cells, labels, strict=True):
        rows, columns = np.nonzero(field)
        high, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
        assert high == wide
        if label == 0:
            assert field.sum() == high * wide
            continue
        middle = (rows.mean(), columns.mean())
        radius = np.hypot(rows - middle[0], columns - middle[1]).max()
        whole = [(r - middle[0]) ** 2 + (c - middle[1]) ** 2 <= radius**2 + 1e-9 for r, c in np.ndindex(SIDE, SIDE)]
        assert field.sum() == sum(whole)
        assert field.sum() < high * wide


def test_sides_are_where_their_name_says() -> None:
    cells, labels = drawn("sides", shift=MOST_SHIFT)
    middle = (cells.sum(1) * np.arange(SIDE)).sum(1) / cells.sum((1, 2))
    assert (middle[labels == 0] < SIDE / 2 - 1).all()
    assert (middle[labels == 1] > SIDE / 2).all()


@every_pattern
def test_a_figure_moves_as_a_whole_and_never_leaves_the_field(pattern: Pattern) -> None:
    still, moved = (drawn(pattern, shift=shift) for shift in (0, MOST_SHIFT))
    found = set()
    for before, after in zip(still[0], moved[0], strict=True):
        assert before.sum() == after.sum()
        assert not (after[0].any() and after[-1].any())
        corners = [np.argwhere(one).min(0) for one in (before, after)]
        down, right = corners[1] - corners[0]
        np.testing.assert_array_equal(np.roll(before, (down, right), (0, 1)), after)
        found.add((int(down), int(right)))
    reach = range(-MOST_SHIFT, MOST_SHIFT + 1)
    assert found <= {(down, right) for down in reach for right in reach}
    assert len(found) > len(reach) * 5


def test_noise_turns_over_its_share_of_the_cells() -> None:
    clean, _ = drawn("letters", seed=3)
    noisy, _ = drawn("letters", seed=3, noise=0.1)
    turned = (clean != noisy).mean()
    assert abs(turned - 0.1) < 5 * np.sqrt(0.1 * 0.9 / clean.size)
