"""How well masks agree, from counts of pixels; and what volumes they enclose.

Counts are ``(…, classes, classes)``: row truth, column prediction. A class that is neither there nor found has no Dice:
it is NaN, and left out of means.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[Any]
Floats = NDArray[np.float64]

PHASES = 2
"""End of diastole, when the heart is full, and end of systole, when it is emptied."""


def dice(counts: Counts) -> Floats:
    r"""Twice the pixels that truth and prediction share, of those of both together, ``(…, classes)``.

    Equation: 2 |A \cap B| / (|A| + |B|)
    """
    return _share(2 * _hits(counts), counts.sum(-1) + counts.sum(-2))


def iou(counts: Counts) -> Floats:
    r"""The pixels that truth and prediction share, of those in either, ``(…, classes)``.

    Equation: |A \cap B| / |A \cup B|
    """
    return _share(_hits(counts), counts.sum(-1) + counts.sum(-2) - _hits(counts))


def precision(counts: Counts) -> Floats:
    """Of the pixels found, the share that is right, ``(…, classes)``."""
    return _share(_hits(counts), counts.sum(-2))


def recall(counts: Counts) -> Floats:
    """Of the pixels there are, the share that is found, ``(…, classes)``."""
    return _share(_hits(counts), counts.sum(-1))


def mean(values: Floats, axis: int = 0) -> Floats:
    """The mean along an axis of what is not NaN; NaN where nothing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of an empty mean, which NaN says
        return np.asarray(np.nanmean(values, axis))


def merit(counts: Counts) -> Floats:
    """The mean Dice of each image over the classes but the first, ``(n,)``; NaN where none is there or found."""
    return mean(dice(counts)[:, 1:], 1)


def ranked(merits: Floats, *, worst: bool) -> NDArray[np.intp]:
    """Numbers of the images from the worst (or the best) to the other end; equal ones and those without in order."""
    known = np.nan_to_num(merits if worst else -merits, nan=np.inf)
    return np.argsort(known, kind="stable")


def volumes(counts: Counts, group: NDArray[Any], phase: NDArray[Any], spacing: NDArray[Any]) -> tuple[Counts, Floats]:
    r"""What the slices of each group add up to: the groups ``(groups,)``, and their volumes in ml.

    Equation: V = \sum_{\text{slices}} n_\text{pixels}\, s_\text{row}\, s_\text{column}\, s_\text{slice} / 1000

    Args:
        counts: pixels of each slice, ``(n, classes, classes)``.
        group: of each slice, ``(n,)``.
        phase: 0 end of diastole, 1 end of systole; others do not count.
        spacing: size of a pixel and distance of slices in mm, ``(n, 3)``; slices without do not count.

    Returns:
        Groups with at least one such slice, in order; and ``(groups, 2, 2, classes)``: group, truth or prediction,
        end of diastole or of systole; NaN for a phase without slices.
    """
    size = spacing.astype(np.float64).prod(-1) / 1000.0
    known = np.isfinite(size) & (phase >= 0) & (phase < PHASES)
    groups, place = np.unique(group[known], return_inverse=True)
    pixels = np.stack([counts[known].sum(-1), counts[known].sum(-2)], 1)
    found = np.zeros((len(groups), PHASES, 2, counts.shape[-1]))
    slices = np.zeros((len(groups), PHASES))
    np.add.at(found, (place, phase[known]), pixels * size[known, None, None])
    np.add.at(slices, (place, phase[known]), 1)
    found[slices == 0] = np.nan
    return groups, found.transpose(0, 2, 1, 3)


def ejection(volume: Floats) -> Floats:
    r"""The share of its filling that a heart throws out, ``(groups, 2, classes)``, of volumes as `volumes` gives them.

    Equation: EF = (EDV - ESV) / EDV
    """
    full, emptied = volume[:, :, 0], volume[:, :, 1]
    return _share(full - emptied, full)


def _hits(counts: Counts) -> Counts:
    return np.diagonal(counts, axis1=-2, axis2=-1)


def _share(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole == 0, np.nan, np.divide(part, whole))
