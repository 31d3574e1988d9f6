"""The evaluation of one state, in pieces that are short enough to fit between two turns of training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.data import Examples
from glassnet.engine.program import Program
from glassnet.engine.scores import mask_scores, scores

MOST = {"train": 1000, "validation": 2000, "test": 2000}
"""Images of each part that are judged: always the first ones, so that a curve compares like with like."""

Floats = NDArray[np.float32]


class Verdict(NamedTuple):
    """What the network said of examples.

    Attributes:
        rows: which examples, by their number in the whole set, ``(n,)``.
        predictions: ``(n, outputs)``, values in the unit of the labels; of masks counts of pixels ``(n, classes,
            classes)``, see `counts`.
        losses: ``(n,)``.
        bounds: first and last + 1 entry of each part in these arrays.
    """

    rows: NDArray[np.intp]
    predictions: Floats
    losses: Floats
    bounds: dict[str, slice]

    @property
    def counts(self) -> Floats:
        """Pixels of each mask by truth (row) and prediction (column), ``(n, classes, classes)``."""
        assert self.predictions.ndim == 3
        return self.predictions


class Sweep:
    """An evaluation under way.

    Args:
        program: of the run.
        examples: of the run; of images at most `MOST` of each part are judged.
        state: parameters and live values.
        at: step and epoch of that state.
        penalty: what is to stand beside the scores.
        conclude: told once when it is done.

    Attributes:
        flat, live: the state.
        step, epoch: when it was taken.
        verdict: the outcome, once it is there.
    """

    def __init__(
        self,
        program: Program,
        examples: Examples,
        state: tuple[Any, Any],
        at: tuple[int, float],
        penalty: dict[str, float | None],
        conclude: Callable[[Sweep], None],
    ) -> None:
        self.flat, self.live = state
        self.step, self.epoch = at
        self.verdict: Verdict | None = None
        self._penalty = penalty
        self._conclude = conclude
        self._program = program
        self._examples = examples
        self._chosen = _chosen(examples) if program.images else examples.bounds
        self._left = self._calls()
        self._found: list[tuple[Floats, Floats]] = []

    @property
    def ready(self) -> bool:
        """Whether what it needs is compiled; until then it is being compiled, and `work` would wait for that."""
        if self._program.has("judge"):
            return True
        self._program.compile(["judge"])
        return False

    def work(self, enough: Callable[[], bool]) -> dict[str, float | None] | None:
        """Go on until it is done or ``enough`` says so, at least by one call; the scores when it is done."""
        while self._left:
            first, count = self._left.pop(0)
            judged = self._program.judge(self.flat, self.live, *self._examples.on_device, first)
            self._found.append((np.asarray(judged.predictions)[0, :count], np.asarray(judged.losses)[0, :count]))
            if self._left and enough():
                return None
        if self.verdict is None:
            self.verdict = self._together()
            self._conclude(self)
        verdict = self.verdict
        encoding = self._program.key.encoding
        if encoding.masks:
            return mask_scores(verdict.counts, verdict.losses, verdict.bounds) | self._penalty
        labels = self._examples.labels[verdict.rows]
        return scores(verdict.predictions, verdict.losses, labels, verdict.bounds, encoding) | self._penalty

    def _calls(self) -> list[tuple[int, int]]:
        """First example and number of examples of each call."""
        if not self._program.images:
            return [(0, len(self._examples.labels))]
        size = self._program.block
        return [
            (first, min(size, part.stop - first))
            for part in self._chosen.values()
            for first in range(part.start, part.stop, size)
        ]

    def _together(self) -> Verdict:
        bounds, first = {}, 0
        for part, chosen in self._chosen.items():
            last = first + chosen.stop - chosen.start
            bounds[part] = slice(first, last)
            first = last
        rows = np.concatenate([np.arange(chosen.start, chosen.stop) for chosen in self._chosen.values()])
        predictions, losses = (np.concatenate(parts) for parts in zip(*self._found, strict=True))
        return Verdict(rows, self._examples.values(predictions), losses, bounds)


def _chosen(examples: Examples) -> dict[str, slice]:
    return {
        part: slice(bounds.start, min(bounds.stop, bounds.start + MOST[part]))
        for part, bounds in examples.bounds.items()
    }
