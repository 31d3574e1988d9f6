"""Nothing a learner moves while training compiles anything, but for the first patience; what is static does."""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import pytest

from glassnet.engine import Trainer, prepare
from glassnet.engine.prepare import _later as later
from glassnet.engine.prepare import needs
from glassnet.engine.questions import at_once
from glassnet.protocol.views import Data, Surface, Unit, Units, Weights
from glassnet.spec import RunSpec
from glassnet.spec.key import key_of
from glassnet.spec.live import paths, traced
from tests.backend.engine.conftest import Compilations
from tests.backend.engine.image_specs import NORMED, image_spec
from tests.backend.engine.trainers import begun
from tests.backend.specimens import run_spec, with_dropout

NETWORK = with_dropout()
NETWORK["nodes"][2]["own_penalty"] = True
SPEC = run_spec(NETWORK, loss={"kind": "huber"}, optimiser={"kind": "adam"}, batch_size=8, l2=0.01)
OF_THE_RUN = [f"network.nodes.{node}.{name}" for node in ("right", "out") for name in ("l1", "l2")]
"""Strengths of layers that have none of their own: the run's act there."""
VIEWS = [Surface(size=16), Units(size=8), Unit(node="sum", unit=1, size=16), Weights(), Data()]


def use_everything(trainer: Trainer) -> None:
    trainer.advance(7)
    trainer.evaluate()
    for _ in range(9):
        trainer.sample_step()
    trainer.predict([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
    for view in VIEWS:
        trainer.probe(view)


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    found = prepare(SPEC)
    use_everything(found)
    found.set_live("training.patience", 9)
    assert not found.able(), "it has a program of its own, made on another thread when it is first asked for"
    found.advance(7)
    assert found.able()
    found.set_live("training.patience", None)
    return found


def test_the_second_time_nothing_is_traced_or_compiled(trainer: Trainer, compilations: Compilations) -> None:
    with compilations() as found:
        use_everything(trainer)
    assert found == []


def test_no_live_value_compiles_and_every_one_acts(trainer: Trainer, compilations: Compilations) -> None:
    with compilations() as found:
        for path, value in traced(SPEC).items():
            if path in OF_THE_RUN:
                continue
            trainer.reset(same_init=True)
            before = trainer.advance(5), trainer.parameters()
            trainer.set_live(path, 0.5 * value if value else 0.01)
            trainer.reset(same_init=True)
            after = trainer.advance(5), trainer.parameters()
            assert any(not np.array_equal(before[1][name], after[1][name]) for name in before[1]), path
            trainer.set_live(path, value)
        for path in set(paths(SPEC)) - set(traced(SPEC)):
            trainer.set_live(path, 1000)
            trainer.advance(3)
            trainer.set_live(path, getattr(SPEC.training, path.removeprefix("training.")))
    assert found == []


def test_starts_weights_and_checkpoints_do_not_compile(trainer: Trainer, compilations: Compilations) -> None:
    with compilations() as found:
        trainer.reset(same_init=False)
        trainer.advance(5)
        trainer.set_weight("left", "weight", [1, 2], 0.5)
        trainer.advance(5)
        arrays, facts = trainer.save()
        trainer.restore({name: np.array(array) for name, array in arrays.items()}, json.loads(json.dumps(facts)))
        use_everything(trainer)
    assert found == []


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"noise": 0.9}},
        {"data": {"seed": 77}},
        {"data": {"kind": "xor"}},
        {"data": {"features": ["x2", "xy"]}},
        {"training": {"seed": 9}},
        {"training": {"max_epochs": 3, "stop_below": 0.5, "updates_per_s": 10}},
        {"training": {"l1": 0.5}},
    ],
    ids=str,
)
def test_another_run_of_the_same_form_does_not_compile(
    trainer: Trainer, compilations: Compilations, change: dict[str, Any]
) -> None:
    raw = SPEC.model_dump(mode="json")
    for part, fields in change.items():
        raw[part] |= fields
    for node in raw["network"]["nodes"]:
        if "initialiser" in node:
            node["initialiser"] = "normal"
    spec = RunSpec.model_validate(raw)
    assert key_of(spec) == key_of(SPEC)
    with compilations() as found:
        other = prepare(spec)
        use_everything(other)
    assert found == []
    assert other.compile_cached
    assert not np.array_equal(other.flat, trainer.flat)


@pytest.mark.parametrize(
    "change",
    [
        {"batch_size": 9},
        {"optimiser": {"kind": "momentum"}},
        {"loss": {"kind": "mse"}},
        {"data": {"samples": 70}},
        {"network": with_dropout() | {"nodes": [*with_dropout()["nodes"][:-1], {"id": "join", "kind": "add"}]}},
        {"data": {"features": ["x"]}},
    ],
    ids=["batch size", "optimiser", "loss", "samples", "layer", "features"],
)
def test_what_is_static_does_compile_and_the_counter_counts(
    trainer: Trainer, compilations: Compilations, change: dict[str, Any]
) -> None:
    if "network" in change:
        change = {"network": {**change["network"], "edges": [*change["network"]["edges"]]}}
        change["network"]["nodes"] = [
            {**node, "units": 2} if node.get("units") == 4 else node for node in change["network"]["nodes"]
        ]
    plain = {"network": with_dropout(), "loss": {"kind": "huber"}, "optimiser": {"kind": "adam"}, "batch_size": 8}
    other = begun(run_spec(**{**plain, **change}))
    assert other.program is not trainer.program
    with compilations() as found:
        other.advance(1)
    assert "backend_compile_duration" in found


def test_what_predicts_is_compiled_beside_the_training_thread() -> None:
    for spec in (SPEC, image_spec(NORMED)):
        trainer = begun(spec)
        assert ("predict", at_once(trainer.program)) in needs(trainer.program).later
        trainer.predict(np.zeros((1, *trainer.spec.input_shape)) if trainer.program.images else [[0.0, 1.0]])
        assert [name for name in trainer.program._compiled if name[0] == "predict"] == [
            ("predict", at_once(trainer.program))
        ]
        assert trainer.can_predict()


def test_what_may_be_needed_later_is_compiled_for_a_run_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[prepare.__module__], "SETTLED_S", 0.2)
    program = prepare(run_spec(loss={"kind": "huber"}, batch_size=9)).program
    wanted = needs(program).later
    later.submit(int).result(60)
    assert not any(program.has(name) for name in wanted)  # nobody holds its trainer any more
    stays = prepare(run_spec(loss={"kind": "huber"}, batch_size=11))
    later.submit(int).result(60)
    assert all(stays.program.has(name) for name in needs(stays.program).later)
