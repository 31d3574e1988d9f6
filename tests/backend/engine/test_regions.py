"""Agreement of masks, against sets of pixels."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.engine import regions
from glassnet.engine import tally as device

CLASSES = 4
pairs = st.tuples(st.integers(1, 2), st.sampled_from([1, 3, 6]), st.sampled_from([1, 5])).flatmap(
    lambda shape: st.tuples(*[arrays(np.uint8, shape, elements=st.integers(0, CLASSES - 1))] * 2)
)


def tally(truth: Any, found: Any, classes: int) -> Any:
    """Pixels of each image by truth and prediction, by what the network counts with."""
    return np.asarray(device.tally(jnp.asarray(truth), jnp.asarray(found), classes)).astype(np.float64)


def pixels(mask: Any, one: int) -> set[tuple[int, ...]]:
    return {tuple(map(int, at)) for at in np.argwhere(mask == one)}


def ratio(part: int, whole: int) -> float:
    return part / whole if whole else np.nan


@given(pairs)
def test_agreement_is_that_of_sets_of_pixels(pair: tuple[Any, Any]) -> None:
    truth, found = pair
    counts = tally(truth, found, CLASSES)
    assert counts.shape == (len(truth), CLASSES, CLASSES)
    for k in range(len(truth)):
        for one in range(CLASSES):
            a, b = pixels(truth[k], one), pixels(found[k], one)
            shared = len(a & b)
            own = regions.dice(counts)[k, one], regions.iou(counts)[k, one]
            assert own == pytest.approx((ratio(2 * shared, len(a) + len(b)), ratio(shared, len(a | b))), nan_ok=True)
            own = regions.precision(counts)[k, one], regions.recall(counts)[k, one]
            assert own == pytest.approx((ratio(shared, len(b)), ratio(shared, len(a))), nan_ok=True)
            for other in range(CLASSES):
                assert counts[k, one, other] == len(a & pixels(found[k], other))


@given(pairs)
def test_counts_of_all_images_are_those_of_one_hot_products(pair: tuple[Any, Any]) -> None:
    hot = [torch.nn.functional.one_hot(torch.tensor(mask).long().flatten(), CLASSES) for mask in pair]
    expected = (hot[0].T @ hot[1]).numpy()
    np.testing.assert_array_equal(tally(*pair, CLASSES).sum(0), expected)


def test_a_mask_that_agrees_has_a_dice_of_one_and_a_missing_class_none() -> None:
    mask = np.asarray([[[0, 1], [1, 3]]], np.uint8)
    assert regions.dice(tally(mask, mask, CLASSES))[0] == pytest.approx([1, 1, np.nan, 1], nan_ok=True)
    nothing = np.zeros_like(mask)
    assert regions.dice(tally(mask, nothing, CLASSES))[0] == pytest.approx([0.4, 0, np.nan, 0], nan_ok=True)
    assert np.isnan(regions.merit(tally(nothing, nothing, CLASSES))[0])


def test_means_leave_out_what_is_not_there() -> None:
    assert regions.mean(np.asarray([[1.0, np.nan], [0.5, np.nan]])) == pytest.approx([0.75, np.nan], nan_ok=True)


def test_the_worst_come_first_equal_ones_in_order_and_those_without_any_last() -> None:
    merits = np.asarray([0.5, np.nan, 0.9, 0.5, 0.1, np.nan])
    assert regions.ranked(merits, worst=True).tolist() == [4, 0, 3, 2, 1, 5]
    assert regions.ranked(merits, worst=False).tolist() == [2, 0, 3, 4, 1, 5]


def test_volumes_add_up_slices_by_group_and_phase() -> None:
    counts = np.zeros((6, 2, 2), int)
    counts[:, 0, 0] = 100
    # pixels of class 1 found and there, missed, and found where there are none
    counts[:, 1, 1], counts[:, 1, 0], counts[:, 0, 1] = [40, 60, 30, 20, 8, 9], [10, 0, 10, 0, 0, 0], [0, 5, 0, 5, 0, 0]
    group = np.asarray([7, 7, 7, 7, 2, 3])
    phase = np.asarray([0, 0, 1, 1, 0, -1])
    spacing = np.asarray([[2.0, 1.0, 10.0]] * 6, np.float32)
    groups, found = regions.volumes(counts, group, phase, spacing)
    assert groups.tolist() == [2, 7]
    millilitres = 2.0 * 1.0 * 10.0 / 1000
    assert found.shape == (2, 2, 2, 2)
    np.testing.assert_allclose(found[1, 0, :, 1], [110 * millilitres, 60 * millilitres])
    np.testing.assert_allclose(found[1, 1, :, 1], [105 * millilitres, 55 * millilitres])
    np.testing.assert_allclose(found[0, :, 0, 1], [8 * millilitres] * 2)
    assert np.isnan(found[0, :, 1]).all()
    np.testing.assert_allclose(regions.ejection(found)[1, :, 1], [(110 - 60) / 110, (105 - 55) / 105])
    assert np.isnan(regions.ejection(found)[0]).all()


def test_slices_of_unknown_size_have_no_volume() -> None:
    spacing = np.full((2, 3), np.nan, np.float32)
    groups, found = regions.volumes(np.ones((2, 3, 3)), np.zeros(2, int), np.zeros(2, int), spacing)
    assert groups.tolist() == []
    assert found.shape == (0, 2, 2, 3)


def test_a_volume_of_nothing_ejects_no_share() -> None:
    assert np.isnan(regions.ejection(np.zeros((1, 2, 2, 1)))).all()
