"""Schedules within a run: what they do to the steps, and that nothing is compiled anew."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from glassnet.catalog.schedules import SCHEDULES
from glassnet.spec import live
from tests.backend.engine.conftest import Compilations
from tests.backend.engine.trainers import begun
from tests.backend.specimens import run_spec

KNOBS: dict[str, dict[str, float]] = {
    "cosine": {"epochs": 4.0, "floor": 0.1, "warm_up": 1.0},
    "warm_up": {"warm_up": 3.0},
    "step": {"every": 2.0, "factor": 0.25, "warm_up": 1.0},
    "exponential": {"factor": 0.5, "warm_up": 1.0},
    "one_cycle": {"epochs": 4.0, "rise": 0.4, "start": 0.1, "floor": 0.01},
}

every_schedule = pytest.mark.parametrize("kind", SCHEDULES)


def steps(schedule: dict[str, Any] | None, updates: int) -> np.ndarray:
    """How far each update of plain gradient descent with a constant slope moves one bias: its learning rate."""
    more = {} if schedule is None else {"schedule": schedule}
    network = {
        "nodes": [
            {"id": "in", "kind": "input"},
            {"id": "out", "kind": "dense", "units": 1, "activation": "linear"},
        ],
        "edges": [("in", "out")],
    }
    spec = run_spec(
        network, {"kind": "plane"}, loss={"kind": "l1"}, optimiser={"kind": "sgd", "learning_rate": 0.01}, **more
    )
    trainer = begun(spec)
    trainer.set_weight("out", "bias", [0], 1000.0)
    found = [trainer.parameters()["out.bias"][0]]
    for _ in range(updates):
        trainer.advance(1)
        found.append(trainer.parameters()["out.bias"][0])
    return -np.diff(np.asarray(found, np.float64)) / 0.01


@every_schedule
def test_an_update_takes_the_learning_rate_of_its_epoch(kind: str) -> None:
    # 36 points train in batches of 12: three updates are an epoch.
    knobs = KNOBS.get(kind, {})
    epochs = [jnp.float32(update / 3) for update in range(14)]
    expected = [SCHEDULES[kind]().scale(epoch, knobs) for epoch in epochs]
    np.testing.assert_allclose(steps({"kind": kind, **knobs}, 14), expected, atol=0.02)


def test_the_usual_schedule_leaves_every_bit_as_it_was() -> None:
    one, other = begun(run_spec()), begun(run_spec(schedule={"kind": "constant"}))
    np.testing.assert_array_equal(one.advance(40).losses, other.advance(40).losses)
    assert not [path for path in live.traced(run_spec()) if "schedule" in path]


@every_schedule
def test_its_numbers_are_live(kind: str, compilations: Compilations) -> None:
    trainer = begun(run_spec(schedule={"kind": kind}))
    trainer.advance(5)
    before = trainer.parameters()["out.weight"].copy()
    with compilations() as found:
        for name, value in KNOBS.get(kind, {}).items():
            trainer.set_live(f"training.schedule.{name}", value)
            trainer.advance(5)
    assert found == []
    assert kind == "constant" or not np.array_equal(before, trainer.parameters()["out.weight"])
