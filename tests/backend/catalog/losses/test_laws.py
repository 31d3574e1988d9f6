"""Every loss of one answer for each example against PyTorch; losses of masks are in `test_masks`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch
from torch import nn

from glassnet.catalog.activations import ACTIVATIONS
from glassnet.catalog.base import marked
from glassnet.catalog.losses import LOSSES, Loss


def binary(live: Any) -> Callable[[Any, Any], torch.Tensor]:
    """The weight goes with the whole example, by its class: the positive part of a single output."""
    by_class = torch.tensor(live["class_weights"], dtype=torch.float64)
    return lambda x, t: (
        nn.BCEWithLogitsLoss(reduction="none")(x, t).mean(1)
        * torch.where(t[:, 0] == 1, 1.0, live["foreground_weight"])
        * (t * by_class).sum(1)
    )


def focal(live: Any) -> Callable[[Any, Any], torch.Tensor]:
    def found(x: Any, t: Any) -> torch.Tensor:
        surprise = nn.CrossEntropyLoss(reduction="none")(x, t)
        untruth = torch.where(t == 1, -torch.inf, x).logsumexp(1) - x.logsumexp(1)
        weight = torch.where(t[:, 0] == 1, 1.0, live["foreground_weight"])
        return weight * torch.exp(live["gamma"] * untruth) * surprise

    return found


def categorical(live: Any) -> Callable[[Any, Any], torch.Tensor]:
    weight = torch.tensor([1.0, live["foreground_weight"], live["foreground_weight"]], dtype=torch.float64)
    return nn.CrossEntropyLoss(reduction="none", weight=weight * torch.tensor(live["class_weights"]))


def several(margin: float) -> Callable[[Any, Any], torch.Tensor]:
    """`case` has targets as one-hot rows."""
    return lambda x, t: nn.MultiMarginLoss(margin=margin, reduction="none")(x, t.argmax(1))


def rosenblatt(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """The error of each unit, of threshold 0, times its sum: its slope is the error."""
    return (((x > 0).double() - t) * x).sum(1)


TORCH: dict[str, Callable[[Any], Callable[[Any, Any], torch.Tensor]]] = {
    "mse": lambda live: nn.MSELoss(reduction="none"),
    "l1": lambda live: nn.L1Loss(reduction="none"),
    "huber": lambda live: nn.HuberLoss(reduction="none", delta=live["delta"]),
    "delta_rule": lambda live: lambda x, t: 0.5 * ((x - t) ** 2).sum(1),
    "perceptron": lambda live: rosenblatt,
    "hinge": lambda live: several(live["margin"]),
    "binary_cross_entropy": binary,
    "cross_entropy": categorical,
    "focal": focal,
}
EXTREMES = np.array([0.0, -0.0, 1e-7, -1e-7, 1.0, -1.0, 20.0, -20.0, 90.0, -90.0, 1e4, -1e4], np.float32)

OF_EXAMPLES = {kind: cls for kind, cls in LOSSES.items() if not cls.masks_only}

every_loss = pytest.mark.parametrize("cls", OF_EXAMPLES.values(), ids=OF_EXAMPLES)


OFF: dict[str, Any] = {"foreground_weight": 1.0, "class_weights": np.zeros(0, np.float32)}
WEIGHTS = np.array([0.5, 2.0, 1.25], np.float32)


def knobs(cls: type[Loss], factor: float = 0.7) -> dict[str, Any]:
    values = {name: getattr(cls(), name) for name in marked(cls, "live")}
    return {name: factor * (WEIGHTS if isinstance(value, list) else value) for name, value in values.items()}


def case(cls: type[Loss], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Outputs and fitting targets ``(n, 3)``, the extremes among them."""
    rng = np.random.default_rng(seed)
    output = np.concatenate([rng.normal(0, 3, (40, 3)), rng.choice(EXTREMES, (40, 3))]).astype(np.float32)
    match cls.fit:
        case "distance":
            target = rng.uniform(-1, 1, output.shape)
            target[::4] = output[::4]  # exact hits: no slope
        case "binary" | "categorical" | "classes":
            target = np.eye(3)[rng.integers(0, 3, len(output))]
    return output, target.astype(np.float32)


def test_every_loss_has_a_reference() -> None:
    assert set(TORCH) == set(OF_EXAMPLES)


@every_loss
def test_values_and_gradients_agree_with_torch(cls: type[Loss]) -> None:
    output, target = case(cls)
    live = knobs(cls)
    weights = np.random.default_rng(1).uniform(0.5, 2.0, len(output)).astype(np.float32)
    per_sample, back = jax.vjp(lambda one: cls().per_sample(one, jnp.asarray(target), live), jnp.asarray(output))
    assert per_sample.shape == (len(output),)

    x = torch.tensor(output.astype(np.float64), requires_grad=True)
    expected = TORCH[cls.kind_name()](live)(x, torch.tensor(target.astype(np.float64)))
    if expected.ndim == 2:
        expected = expected.mean(1)
    (expected * torch.tensor(weights.astype(np.float64))).sum().backward()
    np.testing.assert_allclose(per_sample, expected.detach().numpy(), rtol=2e-6, atol=1e-6)
    np.testing.assert_allclose(back(jnp.asarray(weights))[0], x.grad.numpy(), rtol=2e-5, atol=1e-6)


SUMS = np.float32([-3.0, -1.0, -0.25, 0.0, 0.25, 1.0, 3.0])[:, None]


@pytest.mark.parametrize("positive", [0.0, 1.0])
def test_of_one_output_hinge_is_that_of_minus_one_and_one(positive: float) -> None:
    target = np.full_like(SUMS, positive)
    found = LOSSES["hinge"]().per_sample(jnp.asarray(SUMS), jnp.asarray(target), {"margin": jnp.float32(0.5)})
    side = torch.tensor((2 * positive - 1) * SUMS)
    expected = nn.HingeEmbeddingLoss(margin=0.5, reduction="none")(side, torch.full((7, 1), -1))
    np.testing.assert_allclose(found, expected[:, 0], atol=1e-7)


@pytest.mark.parametrize("positive", [0.0, 1.0])
def test_the_slope_of_the_perceptron_is_the_error_of_a_step(positive: float) -> None:
    """Also at a sum of exactly 0, where the unit is silent; and a mistake there can be told by its loss."""
    target = jnp.full(SUMS.shape, positive)
    loss, back = jax.vjp(lambda v: LOSSES["perceptron"]().per_sample(v, target, {}), jnp.asarray(SUMS))
    error = (SUMS[:, 0] > 0) - positive
    np.testing.assert_array_equal(np.asarray(back(jnp.ones(7))[0])[:, 0], error)
    np.testing.assert_array_equal(np.asarray(loss) > 0, error != 0)


def test_weights_of_one_output_are_those_of_its_two_classes() -> None:
    target = (SUMS > 0).astype(np.float32)
    live = {**OFF, "class_weights": np.float32([0.5, 3.0])}
    found = LOSSES["binary_cross_entropy"]().per_sample(jnp.asarray(SUMS), jnp.asarray(target), live)
    plain = LOSSES["binary_cross_entropy"]().per_sample(jnp.asarray(SUMS), jnp.asarray(target), OFF)
    np.testing.assert_allclose(found, plain * np.where(target[:, 0] > 0, 3.0, 0.5), rtol=1e-6)


@every_loss
def test_loss_is_zero_at_the_target_and_positive_elsewhere(cls: type[Loss]) -> None:
    _, target = case(cls)
    sure = target if cls.fit == "distance" else (target * 2 - 1) * 100
    at_target = np.asarray(cls().per_sample(jnp.asarray(sure), jnp.asarray(target), knobs(cls)))
    np.testing.assert_allclose(at_target, 0.0, atol=1e-6)
    beside = np.asarray(cls().per_sample(jnp.asarray(-sure - 0.5), jnp.asarray(target), knobs(cls)))
    assert (beside > 0).all()


@every_loss
def test_live_values_change_the_loss(cls: type[Loss]) -> None:
    output, target = case(cls)
    for name in marked(cls, "live"):
        one, other = knobs(cls), {**knobs(cls), name: 0.5 * knobs(cls)[name]}
        before = cls().per_sample(jnp.asarray(output), jnp.asarray(target), one)
        after = cls().per_sample(jnp.asarray(output), jnp.asarray(target), other)
        assert not np.allclose(before, after)


@every_loss
def test_second_call_does_not_trace_whatever_the_live_values(cls: type[Loss]) -> None:
    output, target = case(cls)
    traces = []

    @jax.jit
    def applied(x: jax.Array, t: jax.Array, live: dict[str, jax.Array]) -> jax.Array:
        traces.append(1)
        return cls().per_sample(x, t, live)

    for factor in (0.7, 0.3):
        applied(output, target, {name: np.asarray(value, np.float32) for name, value in knobs(cls, factor).items()})
    assert len(traces) == 1


@every_loss
def test_fused_activation_exists_and_means_probabilities(cls: type[Loss]) -> None:
    for outputs in (1, 3):
        fused = cls().fused(outputs)
        assert fused is None or ACTIVATIONS[fused].range == (0.0, 1.0)
        assert (fused is None) == (cls.fit == "distance")


@pytest.mark.parametrize("cls", [cls for cls in LOSSES.values() if cls.fuses])
def test_fused_loss_equals_the_formula_on_probabilities(cls: type[Loss]) -> None:
    assert cls.fuses is not None
    rng = np.random.default_rng(2)
    sums = rng.normal(0, 2, (30, 3)).astype(np.float32)
    _, target = case(cls)
    p = np.asarray(ACTIVATIONS[cls.fuses].apply(jnp.asarray(sums)), np.float64)
    t = target[:30].astype(np.float64)
    binary, categorical = -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean(1), -(t * np.log(p)).sum(1)
    found = cls().per_sample(jnp.asarray(sums), jnp.asarray(target[:30]), OFF)
    np.testing.assert_allclose(found, binary if cls.fit == "binary" else categorical, rtol=1e-4, atol=1e-6)
