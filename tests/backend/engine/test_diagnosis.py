"""Numbers that are no longer finite are a lesson: a stop at an exact step, a sound state, a name and a cure."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from glassnet.engine import Advance, Trainer
from glassnet.spec import RunSpec
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec

DEEP = chain(*[(4, "relu")] * 4, output=(1, "linear"), initialiser="he")
MSE = {"kind": "mse"}


def spec(kind: str, rate: float, network: dict[str, Any] = DEEP, **more: Any) -> RunSpec:
    return run_spec(network, loss=MSE, optimiser={"kind": kind, "learning_rate": rate}, batch_size=8, **more)


SPECS = {
    "sgd 1e9": spec("sgd", 1e9),
    "sgd 1e12, the most": spec("sgd", 1e12),
    "slowly": spec("sgd", 0.3, chain(output=(1, "linear"))),
    "adam 1e9": spec("adam", 1e9),
    "rmsprop 1e12": spec("rmsprop", 1e12),
    "l2 pulls too hard": spec("sgd", 100.0, chain((3, "tanh"), output=(1, "tanh")), l2=100.0),
    "cross-entropy": run_spec(chain((4, "relu")), optimiser={"kind": "sgd", "learning_rate": 1e12}),
}


def finite(trainer: Trainer) -> bool:
    return all(np.isfinite(array).all() for array in trainer.save()[0].values())


def until_ended(trainer: Trainer, chunk: int) -> Advance:
    trainer.reset(same_init=True)
    while trainer.step < 5000:
        advance = trainer.advance(chunk)
        assert np.isfinite(advance.losses).all()
        assert finite(trainer)
        if advance.ended is not None:
            return advance
    raise AssertionError("it never diverged")


@pytest.fixture(scope="module")
def trainers() -> dict[str, Trainer]:
    return {name: begun(spec) for name, spec in SPECS.items()}


@pytest.mark.fault(13)
@pytest.mark.parametrize("name", SPECS)
def test_it_stops_at_the_same_sound_step_however_it_is_cut(name: str, trainers: dict[str, Trainer]) -> None:
    trainer = trainers[name]
    ended, states = [], []
    for chunk in (1000, 1, 3, 7):
        ended.append(until_ended(trainer, chunk).ended)
        states.append({key: np.array(array) for key, array in trainer.save()[0].items()})
        assert ended[-1] is not None
        assert ended[-1].step == trainer.step
    assert ended[0] == ended[1] == ended[2] == ended[3]
    for state in states[1:]:
        for key, array in state.items():
            np.testing.assert_array_equal(array, states[0][key])


@pytest.mark.fault(13)
@pytest.mark.parametrize("name", SPECS)
def test_it_names_a_node_and_a_cure(name: str, trainers: dict[str, Trainer]) -> None:
    trainer = trainers[name]
    ended = until_ended(trainer, 1000).ended
    assert ended is not None
    assert ended.rule == "diverged"
    assert ended.node in trainer.program.layout.shapes
    assert f"diverged at update {ended.step + 1}: at '{ended.node}' " in ended.detail
    assert f"of step {ended.step}, are kept" in ended.detail
    assert f"Lower the learning rate (now {trainer.spec.training.optimiser.learning_rate:g})" in ended.hint


@pytest.mark.fault(13)
@pytest.mark.parametrize("name", SPECS)
def test_everything_can_still_be_looked_at(name: str, trainers: dict[str, Trainer]) -> None:
    trainer = trainers[name]
    until_ended(trainer, 1000)
    for value in trainer.evaluate().values():
        assert value is None or np.isfinite(value)
    looked = trainer.sample_step()
    assert np.isfinite(looked.output).all()
    assert looked.loss is None or np.isfinite(looked.loss)
    again = trainer.advance(10)
    assert again.updates == 0
    assert again.ended is not None
    assert again.ended.step == trainer.step


@pytest.mark.fault(13)
@pytest.mark.parametrize("name", SPECS)
def test_the_hint_holds(name: str, trainers: dict[str, Trainer]) -> None:
    """Where it says "go on from here" a lower learning rate leads on; where it says "start again", only that does."""
    trainer = trainers[name]
    ended = until_ended(trainer, 1000).ended
    assert ended is not None
    before, l2, step = trainer.spec.training.optimiser.learning_rate, trainer.spec.training.l2, trainer.step
    trainer.set_live("training.l2", 0.0)
    trainer.set_live("training.optimiser.learning_rate", 0.0)
    on = trainer.advance(1)
    if "go on from here" in ended.hint:
        assert (on.updates, on.ended, trainer.step) == (1, None, step + 1)
    else:
        assert "start again" in ended.hint
        assert on.updates == 0
        trainer.set_live("training.optimiser.learning_rate", 1e-4)
        trainer.reset(same_init=True)
        assert trainer.advance(100).ended is None
    trainer.set_live("training.optimiser.learning_rate", before)
    trainer.set_live("training.l2", l2)


@pytest.mark.fault(13)
def test_both_hints_are_given(trainers: dict[str, Trainer]) -> None:
    hints = [until_ended(trainer, 1000).ended.hint for trainer in trainers.values()]
    assert any("go on from here" in hint for hint in hints)
    assert any("start again" in hint for hint in hints)


@pytest.mark.fault(13)
def test_a_slot_that_overflows_while_the_loss_stays_finite_is_found_quickly() -> None:
    network = chain((1, "linear"), output=(1, "linear"))
    trainer = begun(run_spec(network, loss=MSE, optimiser={"kind": "rmsprop", "learning_rate": 1e-6}, batch_size=36))
    start = {"h1.weight": [[1e-16], [1e-16]], "h1.bias": [0.0], "out.weight": [[1e18]], "out.bias": [0.0]}
    packed = trainer.program.layout.packed({key: np.asarray(value, np.float32) for key, value in start.items()})
    trainer.flat = packed[None]
    examples = trainer.examples.inputs[:36], trainer.examples.targets[:36]
    first = trainer.program.inspect(packed, trainer.live[0], *examples)
    assert np.isfinite(np.asarray(first.gradient)).all()
    assert np.abs(first.gradient).max() > 2e19, "its square overflows"
    trainer.advance(1)  # compiled before the clock starts
    began = time.perf_counter()
    advance = trainer.advance(trainer.ring)
    assert time.perf_counter() - began < 30
    assert advance.ended is not None
    assert (advance.updates, advance.ended.rule) == (0, "diverged")
    assert finite(trainer)


@pytest.mark.fault(13)
def test_the_first_node_whose_output_overflows_is_named() -> None:
    trainer = begun(run_spec(chain((2, "linear"), (2, "linear"), output=(1, "linear")), loss=MSE))
    for index in ([0, 0], [1, 0]):
        trainer.set_weight("h1", "weight", index, 3e38)
    ended = trainer.advance(5).ended
    assert ended is not None
    assert (ended.node, ended.step) == ("h1", 0)
    assert "its output is no longer a finite number" in ended.detail
