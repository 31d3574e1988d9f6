"""Which two columns of a table tell most of what is learned: those are drawn until others are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_ROWS = 2000
MOST_COLUMNS = 500
"""No more of a table is looked at, so that the first picture never waits."""

Floats = NDArray[np.float64]


def telling_pair(cells: Floats, labels: NDArray[Any], classes: bool, texts: Sequence[bool]) -> tuple[int, ...]:
    """Numbers of two columns, the smaller first; of one where there is no other.

    The first is the one whose variance goes along with what is learned most; the second tells most besides, which one
    that says the same as the first does not.

    Args:
        cells: of the rows that train ``(n, columns)``, NaN where missing.
        labels: class numbers or values ``(n,)``.
        classes: whether labels are classes.
        texts: which columns hold texts: they are taken only where there are no two of numbers.
    """
    count = min(cells.shape[1], MOST_COLUMNS)
    rows = np.unique(np.linspace(0, max(0, len(cells) - 1), min(len(cells), MOST_ROWS)).astype(np.intp))
    numbers = [k for k in range(count) if not texts[k]]
    if len(numbers) < 2 or len(rows) < 2:
        return tuple(range(min(2, cells.shape[1])))
    scaled = _scaled(cells[np.ix_(rows, np.asarray(numbers))])
    share = _between(scaled, labels[rows]) if classes else _scaled(labels[rows, None])[:, 0] @ scaled / len(rows)
    share = share if classes else share**2
    # A column that tells all would tell infinitely much: the ratio is that of the test for equal means.
    tells = share / np.maximum(1e-3, 1 - share)
    first = int(np.argmax(tells))
    alike = (scaled[:, first] @ scaled / len(rows)) ** 2
    besides = tells * np.maximum(0.0, 1 - alike)
    besides[first] = -1.0
    return tuple(sorted((numbers[first], numbers[int(np.argmax(besides))])))


def _scaled(cells: Floats) -> Floats:
    """Mean 0 and variance 1 by column; 0 where a cell is missing, or nothing varies."""
    known = ~np.isnan(cells)
    there = np.maximum(1, known.sum(axis=0))
    centred = np.where(known, cells - np.where(known, cells, 0.0).sum(axis=0) / there, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / len(cells))
    return centred / np.where(spread > 0, spread, 1.0)


def _between(scaled: Floats, labels: NDArray[Any]) -> Floats:
    """The share of each column's variance that lies between the means of the classes."""
    _, place, counts = np.unique(labels, return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), scaled.shape[1]))
    np.add.at(sums, place.ravel(), scaled)
    return np.minimum(1.0, (sums**2 / counts[:, None]).sum(axis=0) / len(scaled))
