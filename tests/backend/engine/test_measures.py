"""Figures of quality against their definitions, counted out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.engine import measures

pairs = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=60)


@given(pairs)
def test_figures_of_classes(found: list[tuple[int, int]]) -> None:
    truth, said = (np.array(part) for part in zip(*found, strict=True))
    counts = measures.confusion(truth, said, 3)
    for row in range(3):
        for column in range(3):
            assert counts[row, column] == sum(one == (row, column) for one in found)
    assert measures.accuracy(counts) == pytest.approx(sum(a == b for a, b in found) / len(found))
    recalls = [np.mean([b == k for a, b in found if a == k]) for k in range(3) if any(a == k for a, _ in found)]
    assert measures.balanced_accuracy(counts) == pytest.approx(np.mean(recalls))


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.1, 0.25, 0.5, 0.5001, 0.9])), min_size=1, max_size=40))
def test_the_area_is_the_chance_that_a_positive_one_ranks_higher(found: list[tuple[bool, float]]) -> None:
    positive, score = np.array([one for one, _ in found]), np.array([value for _, value in found])
    curve = measures.roc(positive, score)
    if positive.all() or not positive.any():
        assert math.isnan(curve.area)
        assert len(curve.threshold) == 0
        return
    wins = [(a > b) + 0.5 * (a == b) for a in score[positive] for b in score[~positive]]
    assert curve.area == pytest.approx(np.mean(wins))
    assert (curve.false_positive[0], curve.true_positive[0]) == (0, 0)
    assert (curve.false_positive[-1], curve.true_positive[-1]) == (1, 1)
    for false, true, threshold in zip(curve.false_positive, curve.true_positive, curve.threshold, strict=True):
        assert true == pytest.approx(np.mean(score[positive] >= threshold))
        assert false == pytest.approx(np.mean(score[~positive] >= threshold))


def test_figures_of_values() -> None:
    truth, said = np.array([1.0, 2.0, 6.0]), np.array([2.0, 2.0, 4.0])
    assert measures.mae(truth, said) == pytest.approx(1.0)
    assert measures.rmse(truth, said) == pytest.approx(math.sqrt(5 / 3))
    assert measures.r2(truth, said) == pytest.approx(1 - 5 / 14)
    assert measures.r2(truth, np.full(3, truth.mean())) == pytest.approx(0.0)
    assert math.isnan(measures.r2(np.ones(3), said))
    assert math.isnan(measures.mae(np.zeros(0), np.zeros(0)))
    assert measures.finite(math.nan) is None
