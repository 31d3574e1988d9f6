"""A run in a list."""

from __future__ import annotations

import pytest

from glassnet.runtime.lines import Row, line, score_of
from glassnet.storage.store import StoredRun


@pytest.mark.parametrize(
    ("newest", "score"),
    [
        ({}, (None, "")),
        ({"train_accuracy": 0.9}, (None, "")),
        ({"validation_accuracy": 0.8, "test_accuracy": 0.7}, (0.8, "accuracy")),
        ({"validation_accuracy": None, "test_accuracy": 0.7}, (0.7, "accuracy")),
        ({"validation_accuracy": float("nan"), "test_accuracy": 0.7}, (0.7, "accuracy")),
        ({"validation_dice": 0.6, "validation_accuracy": 0.99}, (0.6, "dice")),
        ({"test_dice": 0.0, "validation_accuracy": 0.99}, (0.0, "dice")),
    ],
)
def test_the_score_is_of_what_was_not_trained_with(newest: Row, score: tuple[float | None, str]) -> None:
    assert score_of(newest) == score


def test_a_line_tells_the_newest_figures() -> None:
    newest = {"loss": 0.4, "train_loss": 0.3, "validation_loss": float("inf"), "test_accuracy": 0.5}
    run = StoredRun(
        id="run_a", user="ada", created_at=60.0, spec={}, status="running", step=7, epoch=0.5, title="T", newest=newest
    )
    told = line(run, 12.5)
    assert (told.loss, told.validation_loss, told.score, told.score_name) == (0.3, None, 0.5, "accuracy")
    assert (told.title, told.status, told.step, told.epoch, told.updates_per_s) == ("T", "running", 7, 0.5, 12.5)
    assert told.created_at.isoformat() == "1970-01-01T00:01:00+00:00"
    before = StoredRun(id="run_a", user="ada", created_at=60.0, spec={}, newest={"loss": 0.4, "train_loss": None})
    assert line(before).loss == 0.4
