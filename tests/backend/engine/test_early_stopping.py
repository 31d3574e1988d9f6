"""Early stopping ends at one epoch, with one set of weights, however training is cut, paused or restored."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.engine import Ended, Trainer
from glassnet.engine.drives import State
from glassnet.engine.early import Best
from glassnet.errors import SpecError
from glassnet.spec import RunSpec
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec

# 36 examples in batches of 8 are five updates of an epoch; 12 examples validate. Noise makes the network overfit.
DATA = {"kind": "circles", "noise": 0.9}
RULE: dict[str, Any] = {"optimiser": {"kind": "adam", "learning_rate": 0.05}, "batch_size": 8}
PATIENCE = 6
EPOCHS = 120


def spec(**training: Any) -> RunSpec:
    return run_spec(chain((8, "tanh")), DATA, **RULE, **training)


@pytest.fixture(scope="module")
def course() -> tuple[np.ndarray, list[dict[str, np.ndarray]]]:
    """The validation loss and the weights at every epoch's end of a run that is never stopped."""
    trainer = begun(spec())
    losses, weights = [], []
    for _ in range(EPOCHS):
        trainer.advance(5)
        losses.append(trainer.evaluate()["validation_loss"])
        weights.append({name: array.copy() for name, array in trainer.parameters().items()})
    return np.array(losses, np.float64), weights


def expected(losses: np.ndarray, patience: int, least: float = 0.0) -> tuple[int, int]:
    """The epoch after which training stops, and the best one; both counted from 1. Written from the rule."""
    best, when = np.inf, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best - least or when == 0:
            best, when = loss, epoch
        if epoch - when >= patience:
            return epoch, when
    raise AssertionError("it does not stop")


def until_ended(trainer: Trainer, chunks: list[int]) -> Ended:
    while True:
        for chunk in chunks:
            ended = trainer.advance(chunk).ended
            if ended is not None:
                return ended


def stopped_as(trainer: Trainer, ended: Ended, course: Any, patience: int, least: float = 0.0) -> None:
    stop, best = expected(course[0], patience, least)
    assert 1 < best < stop < EPOCHS
    assert (ended.rule, ended.step, ended.best_step) == ("early_stopping", 5 * stop, 5 * best)
    assert f"after epoch {stop}, and the weights of epoch {best}, the best at {course[0][best - 1]:.4g}" in ended.detail
    assert trainer.step == 5 * stop
    for name, array in trainer.parameters().items():
        np.testing.assert_array_equal(array, course[1][best - 1][name])
    assert trainer.evaluate()["validation_loss"] == course[0][best - 1]


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    return begun(spec(patience=PATIENCE))


@settings(max_examples=12, deadline=None)
@given(chunks=st.lists(st.integers(1, 700), min_size=1, max_size=4))
def test_it_stops_at_the_same_epoch_with_the_same_weights(course: Any, trainer: Trainer, chunks: list[int]) -> None:
    trainer.reset(same_init=True)
    stopped_as(trainer, until_ended(trainer, chunks), course, PATIENCE)


@pytest.mark.parametrize("least", [0.002, 0.01])
def test_a_fall_that_is_too_small_is_no_better(course: Any, trainer: Trainer, least: float) -> None:
    trainer.reset(same_init=True)
    trainer.set_live("training.min_delta", least)
    ended = until_ended(trainer, [64])
    trainer.set_live("training.min_delta", 0.0)
    stopped_as(trainer, ended, course, PATIENCE, least)


@pytest.mark.parametrize("at", [1, 12, 33, 39])
def test_a_checkpoint_on_the_way_changes_nothing(course: Any, at: int) -> None:
    one, other = begun(spec(patience=PATIENCE)), begun(spec())
    one.advance(at)
    other.restore(*one.save())
    stopped_as(other, until_ended(other, [17]), course, PATIENCE)


def test_play_goes_on_from_the_best_weights_and_waits_anew(course: Any, trainer: Trainer) -> None:
    trainer.reset(same_init=True)
    first = until_ended(trainer, [300])
    again = until_ended(trainer, [300])
    assert again.step >= first.step + 5 * PATIENCE
    assert again.rule == "early_stopping"
    assert trainer.evaluate()["validation_loss"] <= expected_loss(course)


def expected_loss(course: Any) -> float:
    return float(course[0][expected(course[0], PATIENCE)[1] - 1])


def test_other_rules_hold_beside_it(trainer: Trainer) -> None:
    trainer.reset(same_init=True)
    trainer.set_live("training.max_epochs", 3)
    assert until_ended(trainer, [1000]).rule == "max_epochs"
    assert trainer.step == 15
    trainer.set_live("training.max_epochs", None)


def test_a_turn_of_many_epochs_is_one_call(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call for each epoch made small networks seven times slower."""
    trainer.reset(same_init=True)
    trainer.set_live("training.patience", 10**6)
    train, calls = trainer.program.train_watched, []
    monkeypatch.setattr(trainer.program, "train_watched", lambda *given: (calls.append(1), train(*given))[1])
    assert trainer.advance(5 * EPOCHS).updates == 5 * EPOCHS
    trainer.set_live("training.patience", PATIENCE)
    assert len(calls) == 1


@pytest.mark.parametrize("limit", [0.3, 0.25])
def test_the_training_loss_ends_it_at_the_same_epoch(trainer: Trainer, limit: float) -> None:
    plain = begun(spec(stop_below=limit))
    expected_end = until_ended(plain, [1000])
    trainer.reset(same_init=True)
    trainer.set_live("training.patience", 10**6)
    trainer.set_live("training.stop_below", limit)
    ended = until_ended(trainer, [1000])
    trainer.set_live("training.stop_below", None)
    trainer.set_live("training.patience", PATIENCE)
    assert ended == expected_end
    for name, array in trainer.parameters().items():
        np.testing.assert_array_equal(array, plain.parameters()[name])


def test_it_diverges_at_the_same_update() -> None:
    rule = {"optimiser": {"kind": "sgd", "learning_rate": 1e9}, "loss": {"kind": "mse"}}
    runs = [
        begun(run_spec(chain((8, "relu"), output=(1, "linear")), DATA, batch_size=8, **rule, **more))
        for more in ({}, {"patience": 50})
    ]
    one, other = (until_ended(run, [1000]) for run in runs)
    assert one.rule == "diverged"
    assert one == other
    for name, array in runs[0].parameters().items():
        np.testing.assert_array_equal(array, runs[1].parameters()[name])


def test_without_patience_nothing_is_kept(course: Any) -> None:
    del course
    trainer = begun(spec())
    trainer.advance(20)
    arrays, facts = trainer.save()
    assert not [name for name in arrays if name.startswith("best.")]
    assert "best" not in facts


def test_it_needs_examples_that_validate() -> None:
    data = {**DATA, "validation_fraction": 0.0}
    with pytest.raises(SpecError, match="no example validates") as caught:
        run_spec(data=data, patience=3)
    assert caught.value.where == "training.patience"
    with pytest.raises(SpecError, match="no example validates"):
        begun(run_spec(data=data)).set_live("training.patience", 3)


def test_images_stop_too() -> None:
    """A network on images is judged in blocks."""
    network = {
        "nodes": [
            {"id": "in", "kind": "input"},
            {"id": "flat", "kind": "flatten"},
            {"id": "out", "kind": "dense", "units": 10, "activation": "softmax"},
        ],
        "edges": [("in", "flat"), ("flat", "out")],
    }
    rule = {"loss": {"kind": "cross_entropy"}, "optimiser": {"kind": "sgd", "learning_rate": 0.0}, "patience": 2}
    run = {"network": network, "data": {"kind": "digits8", "samples": 60}, "training": rule | {"batch_size": 12}}
    trainer = begun(RunSpec.model_validate(run))
    ended = until_ended(trainer, [2])
    assert (ended.rule, ended.step, ended.best_step) == ("early_stopping", 9, 3)


def test_no_loss_is_worse_than_one_that_is_no_number() -> None:
    """A checkpoint cannot hold it otherwise: a run that is restored would stop elsewhere."""
    best = Best()
    best.tell(float("nan"), 5, lambda: State(None, {}), 0.0)
    assert best.loss == np.inf
    best.tell(2.0, 10, lambda: State(None, {}), 0.0)
    assert (best.loss, best.step, best.waited) == (2.0, 10, 0)
