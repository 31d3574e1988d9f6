"""Weights are a function of (specification, step): however training is cut, they are equal bit by bit."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.engine import Trainer
from glassnet.errors import GlassnetError
from glassnet.spec import RunSpec
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec, with_dropout

ADAM = {"kind": "adam", "learning_rate": 0.02}

# 36 examples train. A batch of 8 leaves a partial last one; 2400 points make an epoch longer than a shuffled block.
SPECS: dict[str, RunSpec] = {
    "plain": run_spec(),
    "adam, dropout, partial batch": run_spec(with_dropout(), optimiser=ADAM, batch_size=8),
    "momentum, regularised, full batch": run_spec(
        chain((4, "relu")), optimiser={"kind": "momentum"}, batch_size=36, l1=0.01, l2=0.01
    ),
    "one example per batch": run_spec(optimiser={"kind": "rmsprop"}, batch_size=1),
    "classes": run_spec(
        chain((5, "tanh"), output=(3, "softmax")),
        {"kind": "spiral", "classes": 3},
        loss={"kind": "cross_entropy"},
        optimiser={"kind": "nesterov"},
        batch_size=7,
    ),
    "epoch longer than a block": run_spec(
        with_dropout(), {"samples": 9000}, optimiser={"kind": "adagrad"}, batch_size=1000
    ),
    "many epochs in a block": run_spec(optimiser=ADAM, data={"samples": 10}, batch_size=4),
}
TOTAL = 60

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
        advance = trainer.advance(TOTAL)
        assert (advance.updates, advance.ended) == (TOTAL, None)
        found[name] = snapshot(trainer), advance.losses
    return found


def snapshot(trainer: Trainer) -> dict[str, np.ndarray]:
    """Copies of all weights and slots, and the losses of the epoch that has begun."""
    return {name: np.array(array) for name, array in trainer.save()[0].items()}


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    assert one.keys() == other.keys()
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name], err_msg=name, strict=True)


def by_chunks(trainer: Trainer, chunks: list[int]) -> np.ndarray:
    losses = []
    for chunk in chunks:
        advance = trainer.advance(chunk)
        assert advance.updates == chunk
        losses.append(advance.losses)
    return np.concatenate(losses)


def by_samples(trainer: Trainer, updates: int) -> np.ndarray:
    losses = []
    while len(losses) < updates:
        looked = trainer.sample_step()
        if looked.completed is not None:
            losses += looked.completed.losses.tolist()
    return np.asarray(losses, np.float32)


@every_spec
def test_training_moves_every_weight_array(name: str, expected: dict[str, Any], trainers: dict[str, Trainer]) -> None:
    """Without this the equalities below would say little."""
    trainers[name].reset(same_init=True)
    before = snapshot(trainers[name])
    after = expected[name][0]
    for key in after:
        if not key.startswith("training."):
            assert not np.array_equal(before[key], after[key]), key


@every_spec
def test_single_steps(name: str, expected: dict[str, Any], trainers: dict[str, Trainer]) -> None:
    trainers[name].reset(same_init=True)
    losses = by_chunks(trainers[name], [1] * TOTAL)
    np.testing.assert_array_equal(losses, expected[name][1])
    same(snapshot(trainers[name]), expected[name][0])


@every_spec
@settings(max_examples=12)
@given(cuts=st.sets(st.integers(1, TOTAL - 1)))
def test_any_chunks(name: str, expected: dict[str, Any], trainers: dict[str, Trainer], cuts: set[int]) -> None:
    trainers[name].reset(same_init=True)
    ends = [0, *sorted(cuts), TOTAL]
    losses = by_chunks(trainers[name], np.diff(ends).tolist())
    np.testing.assert_array_equal(losses, expected[name][1])
    same(snapshot(trainers[name]), expected[name][0])


@pytest.mark.parametrize("name", [name for name in SPECS if not name.startswith(("epoch longer", "one example"))])
def test_sample_steps_and_epoch_steps(name: str, expected: dict[str, Any], trainers: dict[str, Trainer]) -> None:
    trainer = trainers[name]
    trainer.reset(same_init=True)
    losses = [by_chunks(trainer, [min(3, TOTAL)]), by_samples(trainer, 5)]
    assert trainer.step == 8
    trainer.sample_step()
    # A batch step in the middle of looking at samples: the batch counts once.
    losses.append(by_chunks(trainer, [1]))
    assert trainer.sample == 0
    while trainer.step < TOTAL:
        losses.append(by_chunks(trainer, [min(trainer.to_epoch_end(), TOTAL - trainer.step)]))
    np.testing.assert_array_equal(np.concatenate(losses), expected[name][1])
    same(snapshot(trainer), expected[name][0])


@every_spec
@pytest.mark.parametrize("at", [0, 1, 13, 36])
def test_saving_and_restoring_in_the_middle(
    name: str, at: int, expected: dict[str, Any], trainers: dict[str, Trainer]
) -> None:
    first = trainers[name]
    first.reset(same_init=True)
    if at:
        first.advance(at)
    arrays, facts = first.save()
    facts = json.loads(json.dumps(facts))
    arrays = {key: np.array(array) for key, array in arrays.items()}
    first.advance(5)  # what was saved does not follow

    second = begun(RunSpec.model_validate(facts["spec"]))
    second.restore(arrays, facts)
    assert (second.step, second.spec) == (at, first.spec)
    same(snapshot(second), arrays)
    losses = by_chunks(second, [7, TOTAL - at - 7])
    np.testing.assert_array_equal(losses, expected[name][1][at:])
    same(snapshot(second), expected[name][0])


def test_restoring_in_the_middle_of_a_batch_keeps_the_sample(trainers: dict[str, Trainer]) -> None:
    first = trainers["plain"]
    first.reset(same_init=True)
    first.advance(4)
    for _ in range(5):
        first.sample_step()
    second = begun(SPECS["plain"])
    second.restore(*first.save())
    assert second.sample == 5
    assert second.sample_step() == first.sample_step()


def test_live_values_and_new_starts_are_restored() -> None:
    first = begun(SPECS["plain"])
    first.reset(same_init=False)
    first.advance(2)
    first.set_live("training.optimiser.learning_rate", 0.7)
    first.set_weight("h1", "weight", [1, 2], 0.25)
    arrays, facts = first.save()
    second = begun(RunSpec.model_validate(facts["spec"]))
    second.restore(arrays, facts)
    np.testing.assert_array_equal(first.advance(20).losses, second.advance(20).losses)
    same(snapshot(first), snapshot(second))
    # A later reset starts both from the same new seed.
    first.reset(same_init=True)
    second.reset(same_init=True)
    same(snapshot(first), snapshot(second))


@pytest.mark.fault(4)
@pytest.mark.parametrize(
    "damage",
    [
        lambda arrays, facts: arrays.pop("h1.weight"),
        lambda arrays, facts: arrays.pop("optimiser.mean.out.bias"),
        lambda arrays, facts: arrays.pop("training.epoch_losses"),
        lambda arrays, facts: arrays.update({"h1.weight": np.zeros((3, 2), np.float32)}),
        lambda arrays, facts: arrays.update({"training.epoch_losses": np.zeros(2, np.float32)}),
        lambda arrays, facts: facts.pop("step"),
        lambda arrays, facts: facts.update({"step": "many"}),
    ],
)
def test_a_checkpoint_that_does_not_fit_is_refused_and_changes_nothing(damage: Any) -> None:
    trainer = begun(run_spec(optimiser=ADAM))
    trainer.advance(4)
    arrays, facts = trainer.save()
    damage(arrays, facts)
    before = snapshot(trainer)
    with pytest.raises(GlassnetError, match="The checkpoint does not fit"):
        trainer.restore(arrays, facts)
    same(snapshot(trainer), before)
    assert trainer.step == 4


def test_seeds_draw_other_starts_and_orders() -> None:
    losses, starts = [], []
    for seed in range(4):
        trainer = begun(run_spec(seed=seed))
        starts.append(trainer.parameters()["h1.weight"])
        trainer.flat = np.zeros_like(trainer.flat)
        trainer.set_weight("out", "weight", [0, 0], 1.0)
        trainer.set_weight("h1", "weight", [0, 0], 1.0)
        losses.append(trainer.advance(10).losses)
    for k in range(3):
        assert not np.array_equal(starts[k], starts[k + 1])
        assert not np.array_equal(losses[k], losses[k + 1]), "equal weights, other batches"


def test_reset_returns_to_the_start_and_a_new_start_to_the_next_seed() -> None:
    trainer = begun(run_spec(optimiser=ADAM))
    start = snapshot(trainer)
    losses = trainer.advance(20).losses
    trainer.sample_step()
    trainer.reset(same_init=True)
    assert (trainer.step, trainer.sample, trainer.epoch, trainer.batch) == (0, 0, 0.0, 0)
    same(snapshot(trainer), start)
    np.testing.assert_array_equal(trainer.advance(20).losses, losses)
    trainer.reset(same_init=False)
    assert trainer.spec.training.seed == 6
    same(snapshot(trainer), snapshot(begun(run_spec(optimiser=ADAM, seed=6))))
