"""Scores, weights set by hand, inputs of predictions, sample steps, dropout in a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from glassnet.engine import Trainer, prepare
from glassnet.errors import SpecError
from glassnet.spec import RunSpec
from tests.backend.engine import reference
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec, with_dropout


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    found = begun(run_spec(with_dropout(), batch_size=8))
    found.advance(20)
    return found


def said(trainer: Trainer) -> np.ndarray:
    return reference.forward(trainer.spec, trainer.parameters(), trainer.examples.points)["out"]


PARTS = {"train": slice(0, 36), "validation": slice(36, 48), "test": slice(48, 60)}


def test_scores_of_two_classes(trainer: Trainer) -> None:
    p, labels = said(trainer)[:, 0], trainer.examples.labels
    losses = -(labels * np.log(p) + (1 - labels) * np.log(1 - p))
    found = trainer.evaluate()
    assert found.keys() == {f"{part}_{what}" for part in PARTS for what in ("loss", "accuracy")}
    for part, rows in PARTS.items():
        assert found[f"{part}_loss"] == pytest.approx(losses[rows].mean(), rel=1e-4)
        assert found[f"{part}_accuracy"] == pytest.approx(((p > 0.5) == (labels == 1))[rows].mean())
    assert trainer.evaluate() == found, "dropout is off: no chance in it"


@pytest.mark.parametrize(
    ("activation", "loss", "units"),
    [("tanh", "mse", 1), ("relu", "l1", 1), ("linear", "mse", 2), ("linear", "binary_cross_entropy", 1)],
)
def test_accuracy_asks_for_the_nearer_class(activation: str, loss: str, units: int) -> None:
    trainer = begun(
        run_spec(chain(output=(units, activation)), {"kind": "gaussians", "noise": 1.0}, loss={"kind": loss})
    )
    trainer.advance(3)
    out, labels = said(trainer), trainer.examples.labels
    middle = 0.5 if activation == "relu" else 0.0
    chosen = out[:, 0] > middle if units == 1 else np.clip(out, -1, 1).argmax(1)
    found = trainer.evaluate()
    for part, rows in PARTS.items():
        assert found[f"{part}_accuracy"] == pytest.approx((chosen == labels)[rows].mean())
        assert 0.2 < found[f"{part}_accuracy"] < 1.0, "neither all nor none, or this says nothing"


def test_scores_of_several_classes_and_of_values() -> None:
    data = {"kind": "blobs", "classes": 3, "noise": 1.0}
    trainer = begun(run_spec(chain(output=(3, "softmax")), data, loss={"kind": "cross_entropy"}))
    p, labels = said(trainer), trainer.examples.labels.astype(int)
    found = trainer.evaluate()
    for part, rows in PARTS.items():
        assert found[f"{part}_loss"] == pytest.approx(-np.log(p[np.arange(60), labels])[rows].mean(), rel=1e-4)
        assert found[f"{part}_accuracy"] == pytest.approx((p.argmax(1) == labels)[rows].mean())

    trainer = begun(run_spec(chain(output=(1, "linear")), {"kind": "plane"}, loss={"kind": "mse"}))
    found = trainer.evaluate()
    labels, off = trainer.examples.labels, said(trainer)[:, 0] - trainer.examples.labels
    assert found.keys() == {f"{part}_{name}" for part in PARTS for name in ("loss", "mae", "r2")}
    for part, rows in PARTS.items():
        assert found[f"{part}_loss"] == pytest.approx((off[rows] ** 2).mean(), rel=1e-4)
        assert found[f"{part}_mae"] == pytest.approx(np.abs(off[rows]).mean(), rel=1e-4)
        assert found[f"{part}_r2"] == pytest.approx(1 - (off[rows] ** 2).mean() / labels[rows].var(), rel=1e-3)


def test_parts_without_examples_have_no_columns() -> None:
    trainer = begun(run_spec(data={"validation_fraction": 0.0, "test_fraction": 0.0}))
    assert trainer.evaluate().keys() == {"train_loss", "train_accuracy"}


def test_setting_a_weight_sets_that_one(trainer: Trainer) -> None:
    for node, name, index, value in (
        ("left", "weight", [1, 3], 0.75),
        ("join", None, [], 0),
        ("out", "bias", [0], -2.5),
    ):
        if name is None:
            continue
        before = trainer.parameters()
        trainer.set_weight(node, name, index, value)
        after = trainer.parameters()
        changed = {key: np.argwhere(before[key] != after[key]).tolist() for key in before}
        assert {key: where for key, where in changed.items() if where} == {f"{node}.{name}": [index]}
        assert after[f"{node}.{name}"][tuple(index)] == value


@pytest.mark.parametrize(
    ("node", "name", "index", "value", "where"),
    [
        ("ghost", "weight", [0, 0], 1.0, "network.nodes.ghost.weight"),
        ("left", "ghost", [0, 0], 1.0, "network.nodes.left.ghost"),
        ("drop1", "weight", [0, 0], 1.0, "network.nodes.drop1.weight"),
        ("left", "weight", [2, 0], 1.0, "network.nodes.left.weight"),
        ("left", "weight", [0, 4], 1.0, "network.nodes.left.weight"),
        ("left", "weight", [-1, 0], 1.0, "network.nodes.left.weight"),
        ("left", "weight", [0], 1.0, "network.nodes.left.weight"),
        ("left", "weight", [0, 0, 0], 1.0, "network.nodes.left.weight"),
        ("left", "bias", [], 1.0, "network.nodes.left.bias"),
        ("left", "weight", [0, 0], float("nan"), "network.nodes.left.weight"),
        ("left", "weight", [0, 0], float("-inf"), "network.nodes.left.weight"),
        ("left", "weight", [0, 0], 1e39, "network.nodes.left.weight"),
    ],
)
def test_weights_that_are_not_there_or_not_numbers_are_refused(
    trainer: Trainer, node: str, name: str, index: list[int], value: float, where: str
) -> None:
    before = np.array(trainer.flat)
    with pytest.raises(SpecError) as caught:
        trainer.set_weight(node, name, index, value)
    assert caught.value.where == where
    np.testing.assert_array_equal(trainer.flat, before)


@pytest.mark.parametrize(
    "inputs",
    [
        [],
        [[]],
        [1.0, 2.0],
        [[1.0]],
        [[1.0, 2.0, 3.0]],
        [[1.0, 2.0], [3.0]],
        [["a", "b"]],
        [[None, 1.0]],
        [[float("nan"), 0.0]],
        [[float("inf"), 0.0]],
        [[1e39, 0.0]],
        "points",
        None,
        [[[1.0, 2.0]]],
    ],
)
def test_inputs_that_are_no_points_are_refused(trainer: Trainer, inputs: Any) -> None:
    with pytest.raises(SpecError) as caught:
        trainer.predict(inputs)
    assert caught.value.where == "inputs"
    assert "[[1.5, -2.0]]" in caught.value.hint


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
def test_predictions_do_not_depend_on_their_company(trainer: Trainer, count: int) -> None:
    points = np.random.default_rng(0).uniform(-6, 6, (count, 2)).astype(np.float32)
    together = trainer.predict(points)
    assert together.shape == (count, 1)
    alone = np.concatenate([trainer.predict(point[None]) for point in points])
    np.testing.assert_allclose(together, alone, rtol=1e-5)


def test_a_sample_step_shows_the_samples_of_the_next_batch_in_order(trainer: Trainer) -> None:
    trainer.reset(same_init=True)
    trainer.advance(1)
    out = said(trainer)[:, 0]
    seen = []
    for position in range(1, 9):
        looked = trainer.sample_step()
        assert (looked.step, looked.position, looked.of) == (1, position, 8)
        assert looked.inputs == pytest.approx(trainer.examples.points[looked.index].tolist())
        label = trainer.examples.labels[looked.index]
        assert looked.target == [label]
        assert looked.output == pytest.approx([out[looked.index]], rel=1e-4)
        p = out[looked.index]
        assert looked.loss == pytest.approx(-np.log(p if label == 1 else 1 - p), rel=1e-4)
        assert (looked.completed is not None) == (position == 8)
        assert trainer.step == (2 if position == 8 else 1)
        seen.append(looked.index)
    assert len(set(seen)) == 8
    assert max(seen) < 36, "only training examples"


def test_progress_is_counted(trainer: Trainer) -> None:
    trainer.reset(same_init=True)
    assert (trainer.batches, trainer.to_epoch_end()) == (5, 5)
    trainer.advance(7)
    assert (trainer.step, trainer.batch, trainer.epoch, trainer.whole_epochs) == (7, 2, 1.4, 1)
    assert trainer.to_epoch_end() == 3


def test_dropout_acts_in_training_and_at_rate_zero_not() -> None:
    losses = []
    for rate in (0.0, 0.0, 0.5):
        spec = run_spec(with_dropout(rate), batch_size=36, optimiser={"kind": "sgd", "learning_rate": 0.0})
        trainer = begun(spec)
        losses.append((trainer.advance(40).losses, trainer.evaluate()["train_loss"]))
    still, evaluated = losses[0]
    np.testing.assert_allclose(still, evaluated, rtol=1e-5)
    np.testing.assert_array_equal(still, losses[1][0])
    noisy, evaluated = losses[2]
    assert evaluated == pytest.approx(losses[0][1]), "off in evaluation"
    assert len(set(noisy.tolist())) == 40, "another mask in every update"


def test_equal_runs_share_a_program_and_the_first_compiles() -> None:
    spec = RunSpec.model_validate(run_spec(chain((2, "silu"), (2, "gelu"))).model_dump())
    first, second = prepare(spec), prepare(spec)
    assert (first.compile_cached, second.compile_cached) == (False, True)
    assert first.program is second.program
    assert first.compile_seconds > second.compile_seconds
