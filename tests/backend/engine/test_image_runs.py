"""Runs on images: the same weights however training is cut, running statistics, stopping, evaluation in pieces."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from glassnet.engine import Trainer, program_for, sweep
from glassnet.errors import GlassnetError, SpecError
from glassnet.spec import RunSpec
from tests.backend.engine.image_specs import ALL_CHANCE, NORMED, PLAIN, image_spec, layer
from tests.backend.engine.trainers import begun

AUGMENT = [{"kind": "rotate"}, {"kind": "noise"}]

# 72 images train: a batch of 20 leaves a partial last one.
SPECS: dict[str, RunSpec] = {
    "plain": image_spec(),
    "all chance, partial batch": image_spec(ALL_CHANCE, {"augment": AUGMENT}, batch_size=20),
    "dense alone": image_spec([PLAIN[-2], layer("dense", "h", units=6), PLAIN[-1]], optimiser={"kind": "momentum"}),
}
TOTAL = 24
every_spec = pytest.mark.parametrize("name", SPECS)


@pytest.fixture(scope="module")
def trainers() -> dict[str, Trainer]:
    return {name: begun(spec) for name, spec in SPECS.items()}


@pytest.fixture(scope="module")
def expected(trainers: dict[str, Trainer]) -> dict[str, Any]:
    """State and losses after one call of `TOTAL` updates."""
    found = {}
    for name, trainer in trainers.items():
        trainer.reset(same_init=True)
        found[name] = trainer.advance(TOTAL).losses, snapshot(trainer)
    return found


def snapshot(trainer: Trainer) -> dict[str, np.ndarray]:
    return {name: np.array(array) for name, array in trainer.save()[0].items()}


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    assert one.keys() == other.keys()
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name], err_msg=name, strict=True)


@every_spec
@pytest.mark.parametrize("chunks", [[1] * TOTAL, [5, 1, 7, 11], [23, 1]], ids=str)
def test_any_cut_gives_the_same_bits(
    name: str, chunks: list[int], trainers: dict[str, Trainer], expected: dict[str, Any]
) -> None:
    trainer = trainers[name]
    trainer.reset(same_init=True)
    losses = np.concatenate([trainer.advance(chunk).losses for chunk in chunks])
    np.testing.assert_array_equal(losses, expected[name][0])
    same(snapshot(trainer), expected[name][1])


@every_spec
def test_looking_at_samples_and_judging_change_nothing(
    name: str, trainers: dict[str, Trainer], expected: dict[str, Any]
) -> None:
    trainer = trainers[name]
    trainer.reset(same_init=True)
    trainer.advance(TOTAL - 4)
    while trainer.step < TOTAL:
        looked = trainer.sample_step()
        assert looked.inputs == []
        assert looked.index < 72
        trainer.evaluate()
    same(snapshot(trainer), expected[name][1])


@every_spec
@pytest.mark.parametrize("at", [0, 1, 13])
def test_saved_and_restored_in_the_middle(
    name: str, at: int, trainers: dict[str, Trainer], expected: dict[str, Any]
) -> None:
    first = trainers[name]
    first.reset(same_init=True)
    if at:
        first.advance(at)
    arrays, facts = first.save()
    arrays, facts = {key: np.array(array) for key, array in arrays.items()}, json.loads(json.dumps(facts))
    first.advance(3)
    second = begun(RunSpec.model_validate(facts["spec"]))
    second.restore(arrays, facts)
    np.testing.assert_array_equal(second.advance(TOTAL - at).losses, expected[name][0][at:])
    same(snapshot(second), expected[name][1])


def test_running_statistics_move_are_left_alone_by_the_optimiser_and_set_back() -> None:
    trainer = begun(image_spec(NORMED, l1=0.1, l2=0.1))
    start = snapshot(trainer)
    assert (start["n1.mean"] == 0).all()
    assert (start["n1.variance"] == 1).all()
    trainer.advance(10)
    after = snapshot(trainer)
    for name in ("n1.mean", "n1.variance"):
        assert not np.array_equal(after[name], start[name])
        for slot in trainer.program.slots:
            assert (after[f"optimiser.{slot}.{name}"] == 0).all(), "no gradient reaches it"
    trainer.reset(same_init=True)
    same(snapshot(trainer), start)


def test_evaluation_takes_the_running_statistics() -> None:
    trainer = begun(image_spec(NORMED))
    trainer.advance(10)
    before = trainer.evaluate()
    one, many = trainer.examples.inputs[:1].tolist(), trainer.examples.inputs[:9].tolist()
    np.testing.assert_allclose(trainer.predict(one)[0], trainer.predict(many)[0], rtol=1e-6)
    trainer.set_weight("n1", "mean", [0], 5.0)
    assert trainer.evaluate() != before


def test_statistics_that_are_not_finite_are_a_divergence() -> None:
    spec = image_spec(NORMED, optimiser={"kind": "sgd", "learning_rate": 100.0}, l2=100.0)
    steps, states = [], []
    for chunk in (50, 1, 7):
        trainer = begun(spec)
        ended = None
        while ended is None and trainer.step < 300:
            ended = trainer.advance(chunk).ended
        assert ended is not None
        assert ended.rule == "diverged"
        assert ended.node in trainer.program.layout.shapes
        assert all(np.isfinite(array).all() for array in snapshot(trainer).values())
        steps.append(ended.step)
        states.append(snapshot(trainer))
    assert len(set(steps)) == 1
    same(states[0], states[1])
    same(states[0], states[2])


@pytest.mark.parametrize("rule", [{"max_epochs": 2}, {"stop_below": 2.2}])
def test_rules_stop_at_the_same_step_however_it_is_cut(rule: dict[str, Any]) -> None:
    steps = []
    for chunk in (100, 1, 5):
        trainer = begun(image_spec(**rule))
        while (ended := trainer.advance(chunk).ended) is None:
            assert trainer.step < 500
        assert ended.rule == next(iter(rule))
        assert trainer.batch == 0
        steps.append(trainer.step)
    assert len(set(steps)) == 1


def test_an_evaluation_in_pieces_tells_the_state_at_which_it_began(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = begun(image_spec())
    monkeypatch.setattr(trainer.program, "block", 16)
    monkeypatch.setattr(trainer.program, "_compiled", {})
    whole = trainer.evaluate()
    trainer.judged = trainer._judging = None
    judging = trainer.judge()
    assert judging is trainer.judge()
    pieces, measured = 0, None
    while measured is None:
        pieces += 1
        measured = judging.work(lambda: True)
        trainer.advance(1)
    assert pieces == 5 + 2 + 2, "72, 24 and 24 images in blocks of 16"
    assert measured == whole
    assert (judging.step, trainer.step) == (0, pieces)
    assert trainer.judge() is not judging


def test_large_parts_are_judged_by_their_first_images(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "MOST", {"train": 30, "validation": 10, "test": 100})
    trainer = begun(image_spec())
    trainer.advance(5)
    found = trainer.evaluate()
    verdict = trainer.judged.verdict
    bounds = trainer.examples.bounds
    rows = [*range(30), *range(bounds["validation"].start, bounds["validation"].start + 10), *range(96, 120)]
    assert verdict.rows.tolist() == rows
    said = trainer.predict(trainer.examples.inputs[:30].tolist())
    assert found["train_accuracy"] == (said.argmax(1) == trainer.examples.labels[:30]).mean()


def test_pixels_stay_bytes_and_runs_on_equal_data_share_them() -> None:
    one, other = begun(image_spec()), begun(image_spec(NORMED, {"augment": AUGMENT}))
    assert one.examples.inputs.dtype == np.uint8
    assert one.examples.on_device[0].dtype == np.uint8
    assert one.examples is other.examples
    assert begun(image_spec(data={"seed": 4})).examples is not one.examples


def test_what_decides_the_program() -> None:
    program, _ = program_for(image_spec(data={"augment": AUGMENT}))
    assert program is program_for(image_spec(data={"augment": [{"kind": "rotate", "degrees": 3.0}, AUGMENT[1]]}))[0]
    assert program is program_for(image_spec(data={"augment": AUGMENT, "seed": 9}))[0]
    assert program is not program_for(image_spec())[0]
    assert program is not program_for(image_spec(data={"augment": AUGMENT[:1]}))[0]
    assert program is not program_for(image_spec(data={"augment": AUGMENT, "fill": "edge"}))[0]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ([[1.0, 2.0]], r"shape \(1, 2\); expected \(n, 8, 8, 1\) or \(n, 8, 8\)"),
        (np.zeros((2, 8, 7)).tolist(), r"shape \(2, 8, 7\)"),
        (np.full((1, 8, 8), 256.0).tolist(), "within 0 to 255"),
        (np.full((1, 8, 8), np.nan).tolist(), "within 0 to 255"),
        ([[[1.0], [2.0, 3.0]]], "no table of numbers"),
        ([], "shape"),
    ],
)
def test_inputs_that_are_no_images(inputs: Any, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        begun(image_spec()).predict(inputs)


def test_images_with_and_without_their_one_channel() -> None:
    trainer = begun(image_spec())
    images = trainer.examples.inputs[:40]
    np.testing.assert_array_equal(trainer.predict(images.tolist()), trainer.predict(images[..., 0].tolist()))


def test_a_checkpoint_without_statistics_is_refused() -> None:
    trainer = begun(image_spec(NORMED))
    arrays, facts = trainer.save()
    del arrays["n1.mean"]
    with pytest.raises(GlassnetError, match=r"n1\.mean is missing"):
        trainer.restore(arrays, facts)
