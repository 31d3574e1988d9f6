"""The rows of a run's metrics: dense at the start, bounded for ever, numbered so that a reader notices gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from glassnet.protocol.events import Columns

ROWS = 2000
START_ROWS = 200


class Added(NamedTuple):
    """Rows to be told: `rows` from number `first` on, of this `history`."""

    history: int
    first: int
    rows: Columns


class Series:
    """Rows of numbers by step. When `bound` is reached every second row goes, except for the first ones.

    Thinning renumbers the rows, so it begins a new history, exactly as a reset does: a reader drops what it has and
    takes the rows from number 0.

    Args:
        bound: most rows held.
        history: number of the first history.
    """

    def __init__(self, bound: int = ROWS, history: int = 0) -> None:
        self._bound = bound
        self._start = min(START_ROWS, bound // 4)
        self.history = history
        self._columns: Columns = {}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def rows(self) -> Columns:
        """All rows, as columns of equal length."""
        return {name: list(column) for name, column in self._columns.items()}

    @property
    def last_step(self) -> float | None:
        """The step of the newest row."""
        return self._columns["step"][-1] if self._length else None

    def add(self, row: Mapping[str, float | None]) -> Added:
        """Add a row; what readers must be told (the row, or everything after thinning)."""
        for name in row.keys() - self._columns.keys():
            self._columns[name] = [None] * self._length
        for name, column in self._columns.items():
            column.append(row.get(name))
        self._length += 1
        if self._length < self._bound:
            return Added(self.history, self._length - 1, {name: [value] for name, value in row.items()})
        return self._thin()

    def restart(self) -> Added:
        """Forget all rows: the run begins anew."""
        self.history += 1
        self._columns = {}
        self._length = 0
        return Added(self.history, 0, {})

    def load(self, rows: Columns, history: int) -> Added:
        """Take rows from a checkpoint, as a new history that comes after `history`."""
        self.history = history + 1
        self._columns = {name: list(column) for name, column in rows.items()}
        self._length = len(next(iter(self._columns.values()), []))
        return Added(self.history, 0, self.rows)

    def _thin(self) -> Added:
        steps = [step or 0.0 for step in self._columns["step"]]
        bucket = max(steps[-1] - steps[self._start], 1.0) / (self._bound // 2 - self._start)
        kept: list[int] = list(range(self._start))
        reached = -1.0
        for index in range(self._start, self._length):
            place = (steps[index] - steps[self._start]) // bucket
            if place > reached or index == self._length - 1:
                kept.append(index)
                reached = place
        self._columns = {name: [column[index] for index in kept] for name, column in self._columns.items()}
        self._length = len(kept)
        self.history += 1
        return Added(self.history, 0, self.rows)
