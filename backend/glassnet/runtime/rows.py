"""The rows of a run's metrics: when one is due, and the evaluation behind each, in pieces."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from glassnet.runtime.series import Added, Series
from glassnet.runtime.trainer import Judging, Trainer

ROW_S = 0.050
BETWEEN_S = 0.200
"""How often the loss of the updates is told while evaluations are too costly to come as often."""

DENSE_ROWS = 20
PIECE_S = 0.020
"""How long one piece of an evaluation takes at most, give or take a call of a compiled program."""

SHARE = 0.10
"""Evaluations take at most this share of the time: a costly one makes rows rarer, not training slower."""


class Rows:
    """Makes the rows of one run.

    A row tells the state at which it was begun, however long its evaluation takes.

    Args:
        series: where rows go.
        clock: measures what evaluations cost, seconds.
    """

    def __init__(self, series: Series, clock: Callable[[], float] = time.monotonic) -> None:
        self._series = series
        self._clock = clock
        self._judging: Judging | None = None
        self._losses = (0.0, 0)
        self._judged_losses = (0.0, 0)
        self._began = -1e9
        self._told_at = -1e9
        self._evaluated: int | None = None
        self._spent_s = 0.0
        self._cost_s = 0.0

    @property
    def under_way(self) -> bool:
        """Whether a row was begun and is not finished."""
        return self._judging is not None

    @property
    def ready(self) -> bool:
        """Whether `go_on` can do something for it."""
        return self._judging is not None and self._judging.ready

    def trained(self, losses: NDArray[np.float32]) -> None:
        """Count the losses of updates that were done."""
        if len(losses):
            total, count = self._losses
            self._losses = total + float(np.sum(losses, dtype=np.float64)), count + len(losses)

    def due(self, now: float) -> bool:
        """Whether it is time to begin a row while training."""
        pause = 0.0 if len(self._series) < DENSE_ROWS else ROW_S
        return now - self._began >= max(pause, self._cost_s / SHARE)

    def begin(self, trainer: Trainer, now: float) -> None:
        """Begin a row for the state as it is, unless there is one; an older one that is under way makes room."""
        if self._judging is not None:
            if self._judging is trainer.judge():
                return
            self._losses = self._losses[0] + self._judged_losses[0], self._losses[1] + self._judged_losses[1]
            self._judging = None
        if self._evaluated == trainer.step and not self._losses[1]:
            return
        self._judging, self._began, self._spent_s = trainer.judge(), now, 0.0
        self._judged_losses, self._losses = self._losses, (0.0, 0)

    def between(self, step: int, epoch: float, now: float) -> Added | None:
        """A row of the loss alone, when the evaluated ones come too rarely to see the training in them."""
        if self._judging is not None or not self._losses[1] or now - max(self._told_at, self._began) < BETWEEN_S:
            return None
        self._told_at = now
        (total, count), self._losses = self._losses, (0.0, 0)
        return self._series.add({"step": step, "epoch": epoch, "loss": finite(total / count)})

    def go_on(self, *, last: bool = False) -> Added | None:
        """One piece of the evaluation that is under way; the row when that was the last.

        While what it needs is being compiled that is waited for only by the ``last`` row of a run: who sees that a run
        is finished wants to know how well.
        """
        judging = self._judging
        if judging is None or not (last or judging.ready):
            return None
        began = self._clock()
        measured = judging.work(lambda: self._clock() - began >= PIECE_S)
        self._spent_s += self._clock() - began
        if measured is None:
            return None
        self._judging, self._cost_s, self._evaluated = None, self._spent_s, judging.step
        total, count = self._judged_losses
        row: dict[str, float | None] = {"step": judging.step, "epoch": judging.epoch}
        row["loss"] = finite(total / count) if count else None
        return self._series.add(row | {name: finite(value) for name, value in measured.items()})

    def drop(self) -> None:
        """Finish no row: the run has failed."""
        self._judging = None

    def restart(self) -> Added:
        """The run begins anew: its rows do too."""
        self._judging, self._losses, self._evaluated = None, (0.0, 0), None
        return self._series.restart()


def finite(value: float | None) -> float | None:
    """The number, or None where JSON has none for it."""
    return float(value) if value is not None and math.isfinite(value) else None
