"""Cross-entropies take the output as the network gives it: probabilities after sigmoid or softmax, logits otherwise."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
import torch

from glassnet.engine import program_for
from glassnet.spec import RunSpec, live


def spec(data: dict[str, object], units: int, activation: str, loss: str) -> RunSpec:
    """A network of one dense layer."""
    nodes = [
        {"id": "in", "kind": "input"},
        {"id": "out", "kind": "dense", "units": units, "activation": activation, "initialiser": "normal"},
    ]
    return RunSpec.model_validate(
        {
            "network": {"nodes": nodes, "edges": [["in", "out"]]},
            "data": {"samples": 50, "validation_fraction": 0.0, "test_fraction": 0.0, **data},
            "training": {"loss": {"kind": loss}},
        }
    )


def losses(run: RunSpec, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Outputs of the network at random points, and the loss of each."""
    program, _ = program_for(run)
    graph = program.graph
    flat = jnp.asarray(program.layout.start(run.network, 3))
    knobs = jnp.asarray(list(live.traced(run).values()), jnp.float32)
    x = jnp.asarray(np.random.default_rng(0).uniform(-3, 3, (len(target), 2)), jnp.float32)
    passed = graph.run(flat, x, knobs)
    return np.asarray(passed.values["out"]), np.asarray(graph.losses(passed, jnp.asarray(target), knobs))


@pytest.mark.parametrize("activation", ["sigmoid", "softmax"])
def test_binary_cross_entropy_of_two_outputs_reads_probabilities(activation: str) -> None:
    target = np.eye(2, dtype=np.float32)[np.arange(20) % 2]
    said, loss = losses(spec({"kind": "circles"}, 2, activation, "binary_cross_entropy"), target)
    wanted = torch.nn.functional.binary_cross_entropy(
        torch.tensor(said).double(), torch.tensor(target).double(), reduction="none"
    ).mean(1)
    np.testing.assert_allclose(loss, wanted.numpy(), rtol=2e-4, atol=1e-6)


@pytest.mark.parametrize("activation", ["sigmoid", "softmax"])
def test_cross_entropy_reads_probabilities_and_makes_them_add_up_to_one(activation: str) -> None:
    target = np.eye(3, dtype=np.float32)[np.arange(21) % 3]
    said, loss = losses(spec({"kind": "blobs", "classes": 3}, 3, activation, "cross_entropy"), target)
    share = said.astype(np.float64) / said.sum(1, keepdims=True)
    np.testing.assert_allclose(loss, -np.log((share * target).sum(1)), rtol=2e-4, atol=1e-6)


def test_cross_entropy_reads_anything_else_as_logits() -> None:
    target = np.eye(3, dtype=np.float32)[np.arange(21) % 3]
    said, loss = losses(spec({"kind": "blobs", "classes": 3}, 3, "tanh", "cross_entropy"), target)
    wanted = torch.nn.functional.cross_entropy(torch.tensor(said), torch.tensor(target), reduction="none")
    np.testing.assert_allclose(loss, wanted.numpy(), rtol=1e-4, atol=1e-6)


def test_a_probability_of_zero_costs_much_but_not_infinitely() -> None:
    program, _ = program_for(spec({"kind": "circles"}, 2, "softmax", "binary_cross_entropy"))
    logits = np.asarray(program.graph.loss.logits(jnp.asarray([0.0, 1.0, 0.5])))
    assert np.isfinite(logits).all()
    assert logits[0] < -15 < 15 < logits[1]
    assert logits[2] == 0
