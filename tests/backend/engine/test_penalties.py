"""L1 and L2 of single layers, in place of the run's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from glassnet.engine import Trainer
from glassnet.spec import RunSpec
from tests.backend.engine.conftest import Compilations
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec

RATE = 0.1
RUN = {"l1": 0.003, "l2": 0.02}
OWN = {"l1": 0.05, "l2": 0.4}


def with_own(node: str, **fields: Any) -> RunSpec:
    """A chain one layer of which has penalties of its own."""
    network = chain((4, "tanh"), (3, "tanh"))
    for one in network["nodes"]:
        if one["id"] == node:
            one |= {"own_penalty": True, **fields}
    return run_spec(network, optimiser={"kind": "sgd", "learning_rate": RATE}, **RUN)


def step(trainer: Trainer) -> dict[str, np.ndarray]:
    before = {name: array.astype(np.float64) for name, array in trainer.parameters().items()}
    trainer.advance(1)
    return {name: trainer.parameters()[name] - array for name, array in before.items()}


@pytest.mark.parametrize("node", ["h1", "h2", "out"])
def test_a_layer_with_its_own_is_pulled_by_them_alone(node: str) -> None:
    """Against the step without any penalty: what is left is the pull."""
    free = step(begun(run_spec(chain((4, "tanh"), (3, "tanh")), optimiser={"kind": "sgd", "learning_rate": RATE})))
    trainer = begun(with_own(node, **OWN))
    weights = {name: array.astype(np.float64) for name, array in trainer.parameters().items()}
    penalty = trainer.evaluate()["penalty"]
    found, total = step(trainer), 0.0
    for name, w in weights.items():
        layer, kind = name.split(".")
        told = OWN if layer == node else RUN
        pull = told["l1"] * np.sign(w) + told["l2"] * w if kind == "weight" else np.zeros_like(w)
        np.testing.assert_allclose(found[name] - free[name], -RATE * pull, atol=2e-6, err_msg=name)
        if kind == "weight":
            total += told["l1"] * np.abs(w).sum() + 0.5 * told["l2"] * (w**2).sum()
    assert penalty == pytest.approx(total, rel=1e-5)


def test_a_layer_can_be_left_alone() -> None:
    trainer = begun(with_own("h2"))
    w = {name: array for name, array in trainer.parameters().items() if name in ("h1.weight", "out.weight")}
    expected = sum(RUN["l1"] * np.abs(one).sum() + 0.5 * RUN["l2"] * (one**2).sum() for one in w.values())
    assert trainer.evaluate()["penalty"] == pytest.approx(expected, rel=1e-5)


def test_weights_that_vanished_are_counted() -> None:
    trainer = begun(with_own("h2"))
    weights = [array for name, array in trainer.parameters().items() if name in ("h1.weight", "out.weight")]
    assert min(np.abs(one).min() for one in weights) > 0.01
    assert trainer.evaluate()["near_zero"] == 0.0
    trainer.set_weight("h1", "weight", [0, 1], -0.009)
    trainer.set_weight("h2", "weight", [0, 1], 0.0)  # nothing pulls at this one
    assert trainer.evaluate()["near_zero"] == pytest.approx(1 / sum(one.size for one in weights))


def test_its_strengths_are_live(compilations: Compilations) -> None:
    trainer = begun(with_own("h1", **OWN))
    trainer.advance(3)
    before = np.abs(trainer.parameters()["h1.weight"]).sum()
    with compilations() as found:
        trainer.set_live("network.nodes.h1.l1", 5.0)
        trainer.advance(12)
    assert found == []
    assert np.abs(trainer.parameters()["h1.weight"]).sum() < before
    trainer.set_live("network.nodes.h1.l1", 0.0)
    trainer.set_live("network.nodes.h1.l2", 0.0)
    for name in RUN:
        trainer.set_live(f"training.{name}", 0.0)
    assert "penalty" not in trainer.evaluate()


def test_unused_strengths_of_a_layer_do_nothing() -> None:
    network = chain((4, "tanh"), l1=7.0, l2=7.0)
    plain, told = begun(run_spec(chain((4, "tanh")))), begun(run_spec(network))
    assert plain.program is told.program
    assert plain.advance(40).losses.tobytes() == told.advance(40).losses.tobytes()
    assert "penalty" not in told.evaluate()
