"""Stopping rules hold at exactly their epoch, however training is cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.engine import Advance, Trainer
from glassnet.engine.stopping import Epochs
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec

# 36 examples in batches of 8: five updates make an epoch, the last one of 4 examples.
SPEC = run_spec(chain((4, "tanh")), optimiser={"kind": "adam", "learning_rate": 0.03}, batch_size=8)
SIZES = [8, 8, 8, 8, 4]
EPOCHS = 40


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    return begun(SPEC)


@pytest.fixture(scope="module")
def means(trainer: Trainer) -> np.ndarray:
    """The mean loss of every epoch, over its examples, computed here."""
    trainer.reset(same_init=True)
    losses = trainer.advance(5 * EPOCHS).losses.astype(np.float64).reshape(EPOCHS, 5)
    return (losses * SIZES).sum(1) / 36


def until_ended(trainer: Trainer, chunks: list[int]) -> tuple[Advance, int]:
    """Train by these chunks, over and over, until a rule says stop."""
    trainer.reset(same_init=True)
    total = 0
    while True:
        for chunk in chunks:
            advance = trainer.advance(chunk)
            total += advance.updates
            assert len(advance.losses) == advance.updates
            if advance.ended is not None:
                return advance, total


chunkings = st.lists(st.integers(1, 300), min_size=1, max_size=4)


@settings(max_examples=20)
@given(chunks=chunkings, which=st.integers(1, EPOCHS - 1))
def test_stop_below_stops_at_the_first_epoch_below(
    trainer: Trainer, means: np.ndarray, chunks: list[int], which: int
) -> None:
    limit = float(means[: which + 1].min()) * 1.000001
    first = int((means < limit).argmax())
    trainer.reset(same_init=True)
    trainer.set_live("training.stop_below", limit)
    advance, total = until_ended(trainer, chunks)
    trainer.set_live("training.stop_below", None)
    assert total == trainer.step == 5 * (first + 1)
    assert advance.ended is not None
    assert (advance.ended.rule, advance.ended.step, advance.ended.node) == ("stop_below", trainer.step, None)
    assert f"{means[first]:.4g}" in advance.ended.detail


@settings(max_examples=15)
@given(chunks=chunkings, most=st.integers(1, 30))
def test_max_epochs_is_exact(trainer: Trainer, chunks: list[int], most: int) -> None:
    trainer.set_live("training.max_epochs", most)
    advance, total = until_ended(trainer, chunks)
    assert advance.ended is not None
    assert (advance.ended.rule, advance.ended.step) == ("max_epochs", 5 * most)
    assert total == trainer.step == 5 * most
    assert trainer.epoch == most
    again = trainer.advance(10)
    assert (again.updates, again.losses.size) == (0, 0)
    assert again.ended == advance.ended
    trainer.set_live("training.max_epochs", most + 1)
    assert trainer.advance(10).updates == 5, "raised, it trains on"
    trainer.set_live("training.max_epochs", None)


def test_both_rules_the_first_one_wins(trainer: Trainer, means: np.ndarray) -> None:
    trainer.set_live("training.stop_below", float(means[9]) * 1.000001)
    first = int((means < float(means[9]) * 1.000001).argmax())
    for most in (first, first + 1, first + 2):
        trainer.set_live("training.max_epochs", most)
        advance, _ = until_ended(trainer, [1000])
        assert advance.ended is not None
        assert advance.ended.rule == ("max_epochs" if most <= first else "stop_below")
        assert trainer.step == 5 * min(most, first + 1)
    trainer.set_live("training.max_epochs", None)
    trainer.set_live("training.stop_below", None)


def test_a_rule_set_in_the_middle_of_an_epoch_counts_all_of_it(trainer: Trainer, means: np.ndarray) -> None:
    trainer.reset(same_init=True)
    trainer.advance(12)
    trainer.set_live("training.stop_below", float(means[2]) * 1.000001)
    assert trainer.advance(100).updates == 3
    # Lowered, it trains on and stops at a later epoch.
    trainer.set_live("training.stop_below", float(means[20:].min()) * 1.000001)
    assert trainer.advance(1000).ended is not None
    assert trainer.step > 15
    trainer.set_live("training.stop_below", None)


def test_sample_steps_stop_too_and_can_go_on_looking(trainer: Trainer) -> None:
    trainer.set_live("training.max_epochs", 1)
    trainer.reset(same_init=True)
    looked = [trainer.sample_step() for _ in range(36)]
    assert [one.of for one in looked] == [size for size in SIZES for _ in range(size)]
    assert sorted(one.index for one in looked) == list(range(36))
    assert trainer.step == 5
    assert looked[-1].completed is not None
    assert looked[-1].completed.ended is not None
    for _ in range(3):  # nothing is trained any more, and nothing breaks
        completed = [trainer.sample_step().completed for _ in range(8)][-1]
        assert completed is not None
        assert (completed.updates, trainer.step, trainer.sample) == (0, 5, 0)
    trainer.set_live("training.max_epochs", None)


@given(data=st.data(), batches=st.integers(1, 6), size=st.integers(1, 5), epochs=st.integers(0, 8))
def test_epochs_found_piecewise_are_those_found_at_once(
    data: st.DataObject, batches: int, size: int, epochs: int
) -> None:
    count = batches * size - data.draw(st.integers(0, size - 1))
    many = epochs * batches + data.draw(st.integers(0, batches - 1))
    losses = np.asarray(data.draw(st.lists(st.floats(0, 1, width=32), min_size=many, max_size=many)), np.float32)
    limit = data.draw(st.floats(0.01, 1))

    sizes = np.full(batches, size)
    sizes[-1] = count - size * (batches - 1)
    rows = losses[: epochs * batches].reshape(epochs, batches)
    expected = next(((k + 1) * batches for k in range(epochs) if (rows[k] * (sizes / count)).sum() < limit), None)

    rule, done, found = Epochs(batches, size, count), 0, None
    while found is None and done < many:
        piece = data.draw(st.integers(1, many - done))
        reached = rule.first_below(losses[done : done + piece], limit)
        if reached is not None:
            found = done + reached[0]
        rule.add(losses[done : done + piece])
        done += piece
    assert found == expected
    assert Epochs(batches, size, count).first_below(losses, None) is None
