"""Distances of outlines over a whole part: too long for a turn of training, so they are measured beside it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from glassnet.engine import regions
from glassnet.engine.cases import cases
from glassnet.engine.outlines import apart
from glassnet.engine.questions import at_once
from glassnet.engine.sweep import Sweep

if TYPE_CHECKING:
    from glassnet.engine.trainer import Trainer

_beside = ThreadPoolExecutor(1, "measure")


class Outlines(NamedTuple):
    """Mean distances of outlines by class, ``(classes,)``, NaN for the first class; their unit is told by `in_mm`."""

    hausdorff: NDArray[np.float64]
    hausdorff95: NDArray[np.float64]


Measured = Future[Outlines | None]

_begun: WeakKeyDictionary[Sweep, dict[str, Measured]] = WeakKeyDictionary()


def outlines(trainer: Trainer, part: str) -> Outlines | None:
    """The distances in a part as of the last evaluation; ``None`` while they are being measured, beside the caller.

    Measuring begins when it is first asked for, stops when the run trains again, and begins anew when it rests.

    Raises:
        Exception: what went wrong while they were measured.
    """
    own = _of(trainer)
    if part not in own or (own[part].done() and own[part].result() is None):
        own[part] = _beside.submit(_measured, trainer, part)
        return None
    return own[part].result() if own[part].done() else None


def under_way(trainer: Trainer, part: str) -> bool:
    """Whether the outlines of the last evaluation are being measured now."""
    return trainer.judged is not None and part in _of(trainer) and not _of(trainer)[part].done()


def in_mm(trainer: Trainer, rows: NDArray[np.intp]) -> bool:
    """Whether the pixels of all these images have a known size, so that distances are told in mm."""
    spacing = cases(trainer.spec.data, trainer.examples).spacing[rows, :2]
    return len(rows) > 0 and bool(np.isfinite(spacing).all())


def _of(trainer: Trainer) -> dict[str, Measured]:
    assert trainer.judged is not None
    return _begun.setdefault(trainer.judged, {})


def _measured(trainer: Trainer, part: str) -> Outlines | None:
    sweep, program, examples = trainer.judged, trainer.program, trainer.examples
    assert sweep is not None
    assert sweep.verdict is not None
    rows = sweep.verdict.rows[sweep.verdict.bounds[part]]
    spacing = np.ones((len(rows), 2))
    if in_mm(trainer, rows):
        spacing = cases(trainer.spec.data, examples).spacing[rows, :2].astype(np.float64)
    size = at_once(program)
    found = np.full((2, len(rows), program.classes), np.nan)
    for first in range(0, len(rows), size):
        own = rows[np.minimum(np.arange(first, first + size), len(rows) - 1)]
        pixels = examples.inputs[own].astype(np.float32) / np.float32(255.0)
        masks = np.asarray(program.predict(sweep.flat, sweep.live, pixels))[0].argmax(-1)
        for k in range(first, min(first + size, len(rows))):
            if not trainer.resting or trainer.judged is not sweep:
                return None
            for one in range(1, program.classes):
                far = apart(examples.labels[rows[k]] == one, masks[k - first] == one, tuple(spacing[k]))
                if far is not None:
                    found[:, k, one] = far
    return Outlines(*regions.mean(found, 1))
