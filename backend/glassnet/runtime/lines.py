"""A run in a list: the newest figures of it in a line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, NamedTuple, cast

from glassnet.protocol.events import RunStatus
from glassnet.protocol.projects import RunLine
from glassnet.storage.history import RunHead
from glassnet.storage.store import StoredRun

Row = Mapping[str, float | None]


class Score(NamedTuple):
    """How well a network does on examples that it was not trained with; which figure it is."""

    value: float | None
    name: Literal["dice", "accuracy", ""]


def line(run: RunHead | StoredRun, updates_per_s: float = 0.0) -> RunLine:
    """A run as lists show it."""
    score = score_of(run.newest)
    return RunLine(
        id=run.id,
        title=run.title,
        status=cast(RunStatus, run.status),
        step=run.step,
        epoch=run.epoch,
        updates_per_s=updates_per_s,
        loss=_figure(run.newest, "train_loss", "loss"),
        validation_loss=_figure(run.newest, "validation_loss"),
        score=score.value,
        score_name=score.name,
        project=run.project,
        created_at=datetime.fromtimestamp(run.created_at, UTC),
    )


def score_of(newest: Row) -> Score:
    """Mean Dice of masks, otherwise accuracy; of the validation part, otherwise of the test part."""
    names: tuple[Literal["dice"], Literal["accuracy"]] = ("dice", "accuracy")
    for name in names:
        value = _figure(newest, f"validation_{name}", f"test_{name}")
        if value is not None:
            return Score(value, name)
    return Score(None, "")


def _figure(newest: Row, *names: str) -> float | None:
    """The first of these figures that was measured and is a number."""
    for name in names:
        value = newest.get(name)
        if value is not None and math.isfinite(value):
            return value
    return None
