"""How well a network classifies or predicts, from truths and predictions: formulas, and nothing else.

All take NumPy arrays and compute in float64. What cannot be told, such as the precision of a class that is never
predicted, is NaN.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.engine import regions

Floats = NDArray[np.float64]


def confusion(truth: NDArray[np.integer], predicted: NDArray[np.integer], classes: int) -> NDArray[np.int64]:
    """How often each class (row) was taken for each other (column): ``(classes, classes)``."""
    pairs = truth.astype(np.int64) * classes + predicted.astype(np.int64)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def accuracy(counts: NDArray[np.integer]) -> float:
    """Share of the examples that are right."""
    total = int(counts.sum())
    return float(np.trace(counts) / total) if total else math.nan


def balanced_accuracy(counts: NDArray[np.integer]) -> float:
    """Mean recall of the classes that are there: chance is ``1 / classes`` however unequal they are in number.

    Source: Brodersen et al. (2010), The balanced accuracy and its posterior distribution, ICPR.
    """
    return float(regions.mean(regions.recall(counts)))


class Curve(NamedTuple):
    """A ROC curve, from (0, 0) to (1, 1).

    Attributes:
        false_positive: share of the negative examples at or above each threshold, ascending.
        true_positive: share of the positive examples at or above each threshold.
        threshold: the probability from which on an example is taken for positive; the first one is above all.
        area: under the curve: the probability that a positive example gets a higher score than a negative one, equal
            scores counting half.
    """

    false_positive: Floats
    true_positive: Floats
    threshold: Floats
    area: float


def roc(positive: NDArray[np.bool_], score: NDArray[np.floating]) -> Curve:
    """The ROC curve of scores ``(n,)``, the higher the surer; empty, its area NaN, unless both classes are there.

    Source: Fawcett (2006), An introduction to ROC analysis, Pattern Recognition Letters 27(8), 861-874
    """
    total = int(positive.sum())
    if not 0 < total < len(positive):
        return Curve(np.zeros(0), np.zeros(0), np.zeros(0), math.nan)
    order = np.argsort(-score, kind="stable")
    sorted_scores, hits = score[order].astype(np.float64), np.cumsum(positive[order])
    last = np.append(np.flatnonzero(np.diff(sorted_scores)), len(positive) - 1)
    true = np.concatenate([[0.0], hits[last] / total])
    false = np.concatenate([[0.0], (last + 1 - hits[last]) / (len(positive) - total)])
    threshold = np.concatenate([[np.inf], sorted_scores[last]])
    area = float(((false[1:] - false[:-1]) * (true[1:] + true[:-1]) / 2).sum())
    return Curve(false, true, threshold, area)


def mae(truth: NDArray[np.floating], predicted: NDArray[np.floating]) -> float:
    """Mean absolute error."""
    return float(np.abs(predicted.astype(np.float64) - truth).mean()) if len(truth) else math.nan


def rmse(truth: NDArray[np.floating], predicted: NDArray[np.floating]) -> float:
    """Root of the mean squared error."""
    return float(np.sqrt(((predicted.astype(np.float64) - truth) ** 2).mean())) if len(truth) else math.nan


def r2(truth: NDArray[np.floating], predicted: NDArray[np.floating]) -> float:
    """Share of the variance that is explained: ``1 - sum (truth - predicted)^2 / sum (truth - mean)^2``.

    1 is perfect, 0 no better than always saying the mean, below 0 worse than that; NaN where all truths are equal.
    """
    exact = truth.astype(np.float64)
    around = float(((exact - exact.mean()) ** 2).sum()) if len(exact) else 0.0
    off = float(((exact - predicted.astype(np.float64)) ** 2).sum())
    return 1.0 - off / around if around > 0 else math.nan


def finite(value: float) -> float | None:
    """The number; None where there is none."""
    return float(value) if math.isfinite(value) else None
