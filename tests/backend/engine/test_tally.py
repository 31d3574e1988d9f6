"""Pixels counted on the device, and the figures of a part made of counts."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from glassnet.engine.scores import mask_scores
from glassnet.engine.tally import tally

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(("classes", "size"), [(2, (32, 32)), (5, (7, 9)), (40, (16, 16))])
def test_pixels_are_counted_by_truth_and_prediction(classes: int, size: tuple[int, int]) -> None:
    truth, found = (RNG.integers(0, classes, (6, *size)).astype(np.uint8) for _ in range(2))
    counts = np.asarray(jax.jit(lambda t, f: tally(t, f, classes))(truth, found))
    expected = np.zeros((6, classes, classes))
    np.add.at(expected, (np.arange(6)[:, None, None], truth, found), 1)
    np.testing.assert_array_equal(counts, expected)


def test_large_images_are_counted_to_the_pixel() -> None:
    truth = np.zeros((1, 1024, 1024), np.uint8)
    found = truth.copy()
    found[0, 0, 0] = 1
    np.testing.assert_array_equal(tally(truth, found, 2)[0], [[1024 * 1024 - 1, 1], [0, 0]])


def figures(truth: Any, found: Any, classes: int, losses: Any = None) -> dict[str, float | None]:
    counts = np.asarray(tally(np.asarray(truth, np.uint8), np.asarray(found, np.uint8), classes))
    given = np.ones(len(counts), np.float32) if losses is None else np.asarray(losses, np.float32)
    return mask_scores(counts, given, {"train": slice(0, len(counts)), "test": slice(0, 0)})


def test_the_figures_by_hand() -> None:
    truth = [[[0, 1, 1, 2]], [[0, 0, 0, 0]], [[1, 1, 0, 0]]]
    found = [[[0, 1, 2, 2]], [[0, 0, 0, 0]], [[0, 0, 0, 0]]]
    got = figures(truth, found, 3, [1.0, 2.0, 6.0])
    # Class 1: 2/3 in the first image, 0 in the third; class 2: 2/3 in the first alone.
    expected = {
        "train_loss": 3.0,
        "train_accuracy": 9 / 12,
        "train_dice": (1 / 3 + 2 / 3) / 2,
        "train_dice_1": 1 / 3,
        "train_dice_2": 2 / 3,
        "train_iou": (1 / 4 + 1 / 2) / 2,
        "train_iou_1": 1 / 4,
        "train_iou_2": 1 / 2,
    }
    assert got == pytest.approx(expected)


def test_two_classes_have_one_figure_each() -> None:
    got = figures([[[0, 1, 1, 0]]], [[[0, 1, 0, 0]]], 2)
    assert set(got) == {"train_loss", "train_accuracy", "train_dice", "train_iou"}
    assert got["train_dice"] == pytest.approx(2 / 3)


def test_of_many_classes_only_means_are_told() -> None:
    truth = np.arange(16).reshape(1, 4, 4)
    assert "train_dice_15" in figures(truth, truth, 16)
    assert set(figures(truth, truth, 17)) == {"train_loss", "train_accuracy", "train_dice", "train_iou"}


def test_accuracy_may_be_high_where_dice_is_nothing() -> None:
    truth = np.zeros((1, 10, 10), int)
    truth[0, 0, :2] = 1
    got = figures(truth, np.zeros((1, 10, 10), int), 2)
    assert (got["train_accuracy"], got["train_dice"]) == (0.98, 0.0)


def test_what_is_nowhere_has_no_figure() -> None:
    got = figures([[[0, 0, 1]]], [[[0, 0, 1]]], 3, [np.nan])
    assert (got["train_loss"], got["train_dice_2"], got["train_iou_2"]) == (None, None, None)
    assert (got["train_dice_1"], got["train_dice"]) == (1.0, 1.0)
    assert figures([[[0, 0, 0]]], [[[0, 0, 0]]], 2)["train_dice"] is None
