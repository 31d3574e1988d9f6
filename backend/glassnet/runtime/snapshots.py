"""What a checkpoint holds besides weights, and how a run goes on from it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from glassnet.errors import GlassnetError
from glassnet.runtime.calls import Answer, Place
from glassnet.runtime.series import Added, Series
from glassnet.runtime.trainer import Arrays, Trainer
from glassnet.spec import RunSpec, live

_ANSWERS = 64

Answers = OrderedDict[str, Answer | GlassnetError]


def taken(trainer: Trainer, placement: int, series: Series, answers: Answers) -> tuple[Arrays, dict[str, Any]]:
    """The trainer's state as arrays; and as JSON its facts, the rows so far and the answers already given."""
    arrays, facts = trainer.save()
    known = {
        key: {"step": answer.step, "status": answer.status}
        for key, answer in list(answers.items())[-_ANSWERS:]
        if isinstance(answer, Answer)
    }
    manifest = {
        "trainer": facts,
        "placement": placement,
        "history": series.history,
        "rows": series.rows,
        "answers": known,
    }
    return arrays, manifest


def restored(
    trainer: Trainer, arrays: Arrays, manifest: dict[str, Any], place: Place, series: Series, answers: Answers
) -> Added:
    """Bring trainer, rows and answers back; live values as the server last confirmed them.

    Returns:
        the rows, to be told.
    """
    trainer.restore(arrays, manifest["trainer"])
    for path, value in live.differing(trainer.spec, RunSpec.model_validate(place.spec)).items():
        trainer.set_live(path, value)
    for key, answer in manifest["answers"].items():
        answers[key] = Answer(answer["step"], answer["status"])
    return series.load(manifest["rows"], max(place.history, int(manifest["history"])))
