"""Rosenblatt's rule, written out in NumPy, against training by the perceptron's loss, one sample at a time."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from glassnet.engine import Trainer
from glassnet.errors import SpecError
from glassnet.ops.random import fold, permutations
from glassnet.protocol.views import Margin
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec

RATE = 0.25
PARTED = {"kind": "gaussians", "noise": 0.0}


def perceptron(data: dict[str, Any], loss: str = "perceptron", activation: str = "step", **fields: Any) -> Trainer:
    network = chain(output=(1, activation), **{"initialiser": "zeros", **fields})
    rule = {"loss": {"kind": loss}, "optimiser": {"kind": "sgd", "learning_rate": RATE}, "batch_size": 1}
    return begun(run_spec(network, data, **rule))


def orders(trainer: Trainer, epochs: int) -> np.ndarray:
    keys = fold(jnp.uint32(trainer.spec.training.seed), jnp.arange(epochs, dtype=jnp.uint32))
    return np.asarray(permutations(keys, trainer.spec.data.parts()[0]))


def by_hand(trainer: Trainer, epochs: int) -> tuple[np.ndarray, list[int]]:
    """Weights with the bias last, and the mistakes of each epoch: w += eta (t - y) x on a unit that steps."""
    x = np.concatenate([trainer.examples.inputs, np.ones((len(trainer.examples.inputs), 1), np.float32)], 1)
    t, w, mistakes = trainer.examples.labels, np.zeros(3, np.float32), []
    for order in orders(trainer, epochs):
        mistakes.append(0)
        for row in order:
            y = np.float32(w @ x[row] > 0)
            w = w + np.float32(RATE) * (t[row] - y) * x[row]
            mistakes[-1] += int(t[row] != y)
    return w, mistakes


@pytest.mark.parametrize("activation", ["step", "linear", "sigmoid"])
@pytest.mark.parametrize("data", [PARTED, {"kind": "gaussians", "noise": 0.9}, {"kind": "xor"}], ids=str)
def test_it_is_rosenblatts_rule(data: dict[str, Any], activation: str) -> None:
    trainer = perceptron(data, activation=activation)
    trainer.advance(36 * 5)
    expected, mistakes = by_hand(trainer, 5)
    learned = trainer.parameters()
    found = [*learned["out.weight"].ravel(), *learned["out.bias"]]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)
    assert trainer.mistakes == sum(mistakes)
    assert trainer.evaluate()["mistakes"] == sum(mistakes)


def test_what_can_be_parted_is_found_within_the_bound() -> None:
    trainer = perceptron(PARTED)
    trainer.advance(36 * 200)
    told = trainer.probe(Margin()).meta
    assert told["separable"]
    assert told["single_unit"]
    assert 0 < told["mistakes"] <= told["bound"]
    assert told["bound"] == pytest.approx((told["radius"] / told["margin"]) ** 2)
    before = trainer.parameters()["out.weight"].copy()
    losses = trainer.advance(36 * 50).losses
    assert not losses.any(), "no more mistakes, no more changes"
    np.testing.assert_array_equal(before, trainer.parameters()["out.weight"])
    assert trainer.evaluate()["train_accuracy"] == 1.0


def test_xor_never_comes_to_rest() -> None:
    trainer = perceptron({"kind": "xor", "noise": 0.0})
    told = trainer.probe(Margin()).meta
    assert (told["separable"], told["bound"], told["margin"]) == (False, None, 0.0)
    for _ in range(20):
        epochs = trainer.advance(36 * 100).losses.reshape(100, 36)
        assert (epochs > 0).any(1).all(), "a mistake in every epoch"


def test_the_bound_is_of_units_that_start_at_zero() -> None:
    told = perceptron(PARTED, initialiser="xavier").probe(Margin()).meta
    assert told["separable"]
    assert told["bound"] is None


def test_several_classes_have_no_margin() -> None:
    network = chain(output=(3, "softmax"))
    trainer = begun(run_spec(network, {"kind": "blobs"}, loss={"kind": "cross_entropy"}))
    with pytest.raises(SpecError, match="between two classes; this data set has 3"):
        trainer.probe(Margin())


def test_mistakes_are_counted_on_from_a_checkpoint_and_anew_after_a_reset() -> None:
    one, other = perceptron({"kind": "xor"}), perceptron({"kind": "xor"})
    one.advance(50)
    other.restore(*one.save())
    assert other.mistakes == one.mistakes != 0
    assert other.advance(100).losses.tobytes() == one.advance(100).losses.tobytes()
    assert other.mistakes == one.mistakes
    other.reset(same_init=True)
    assert other.mistakes == 0
    assert "mistakes" not in begun(run_spec()).evaluate()


def test_a_sample_step_tells_what_each_weight_gained() -> None:
    trainer = perceptron({"kind": "xor"})
    for _ in range(12):
        before = trainer.parameters()
        looked = trainer.sample_step()
        error = looked.target[0] - float(looked.output[0])
        point = np.float32(looked.inputs)
        np.testing.assert_allclose(looked.change["out.weight"], RATE * error * point, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(looked.change["out.bias"], [RATE * error], atol=1e-7)
        after = trainer.parameters()["out.weight"].ravel()
        np.testing.assert_allclose(after, before["out.weight"].ravel() + looked.change["out.weight"], atol=1e-6)


def test_within_a_batch_nothing_changes() -> None:
    trainer = begun(run_spec())
    changes = [trainer.sample_step().change for _ in range(12)]
    assert changes[:11] == [{}] * 11
    assert set(changes[11]) == {"h1.weight", "h1.bias", "out.weight", "out.bias"}
    assert any(changes[11]["h1.weight"])


@pytest.mark.parametrize("activation", ["step", "linear"])
def test_the_delta_rule_adds_error_times_input(activation: str) -> None:
    """ADALINE: the sum is compared with -1 and 1, whatever a step makes of it afterwards."""
    trainer = perceptron({"kind": "gaussians"}, "delta_rule", activation)
    trainer.set_live("training.optimiser.learning_rate", 0.01)
    x = np.concatenate([trainer.examples.inputs, np.ones((len(trainer.examples.inputs), 1))], 1).astype(np.float64)
    w = np.zeros(3)
    for order in orders(trainer, 3):
        for row in order:
            w += 0.01 * (2 * trainer.examples.labels[row] - 1 - w @ x[row]) * x[row]
    trainer.advance(36 * 3)
    learned = trainer.parameters()
    np.testing.assert_allclose([*learned["out.weight"].ravel(), *learned["out.bias"]], w, rtol=1e-4, atol=1e-5)
    said = np.asarray(trainer.predict([[5.0, 5.0], [-5.0, -5.0]]))
    assert activation == "linear" or set(said.ravel()) <= {0.0, 1.0}
