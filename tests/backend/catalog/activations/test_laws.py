"""Every activation against PyTorch, and against what it says of itself."""

from __future__ import annotations

import math
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch
from torch.nn import functional

from glassnet.catalog.activations import ACTIVATIONS

POINTS = np.unique(
    np.concatenate([np.linspace(-50, 50, 401), np.linspace(-4, 4, 801), [1e-6, -1e-6, 1e-3, -1e-3]])
).astype(np.float32)

TORCH: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "linear": lambda x: x,
    "step": lambda x: torch.heaviside(x.detach(), torch.zeros_like(x)) + 0.0 * x,
    "hard_sigmoid": functional.hardsigmoid,
    "hard_tanh": functional.hardtanh,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda x: functional.leaky_relu(x, 0.01),
    "prelu": lambda x: functional.prelu(x, torch.tensor([0.25], dtype=x.dtype)),
    "elu": functional.elu,
    "gelu": functional.gelu,
    "silu": functional.silu,
    "softplus": functional.softplus,
    "softmax": lambda x: functional.softmax(x, -1),
}

every_activation = pytest.mark.parametrize("kind", ACTIVATIONS)


def test_every_activation_has_a_reference() -> None:
    assert set(TORCH) == set(ACTIVATIONS)


def shaped(kind: str) -> np.ndarray:
    """Points as a batch; a softmax sees them in rows of 3."""
    rows = len(POINTS) // 3
    mixed = np.random.default_rng(0).permutation(POINTS)[: 3 * rows].reshape(rows, 3)
    return mixed if kind == "softmax" else POINTS[:, None]


def upstream(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(1).uniform(0.5, 2.0, shape).astype(np.float32)


@every_activation
def test_values_and_gradients_agree_with_torch(kind: str) -> None:
    points = shaped(kind)
    weights = upstream(points.shape)
    value, back = jax.vjp(ACTIVATIONS[kind].apply, jnp.asarray(points))
    (gradient,) = back(jnp.asarray(weights))

    x = torch.tensor(points.astype(np.float64), requires_grad=True)
    y = TORCH[kind](x)
    y.backward(torch.tensor(weights.astype(np.float64)))
    np.testing.assert_allclose(value, y.detach().numpy(), rtol=2e-5, atol=2e-6)
    np.testing.assert_allclose(gradient, x.grad.numpy(), rtol=2e-5, atol=2e-6)


@every_activation
def test_shape_and_type_stay(kind: str) -> None:
    for shape in ((3,), (2, 3), (2, 4, 4, 3)):
        found = jax.eval_shape(ACTIVATIONS[kind].apply, jax.ShapeDtypeStruct(shape, np.float32))
        assert (found.shape, found.dtype) == (shape, np.float32)


@every_activation
def test_values_lie_in_the_stated_range(kind: str) -> None:
    low, high = ACTIVATIONS[kind].range
    values = np.asarray(ACTIVATIONS[kind].apply(jnp.asarray(shaped(kind))))
    assert (values >= low - 1e-6).all()
    assert (values <= high + 1e-6).all()
    # The range is no wider than it has to be.
    assert values.min() < low + 0.02 if math.isfinite(low) else values.min() < -0.4
    assert values.max() > high - 0.02 if math.isfinite(high) else values.max() > 40


@every_activation
def test_gradients_stay_finite_far_out(kind: str) -> None:
    far = jnp.asarray([[-1e30, 0.0, 1e30], [-3e38, 1e4, -1e4], [0.0, -0.0, 88.8]], jnp.float32)
    value, back = jax.vjp(ACTIVATIONS[kind].apply, far)
    assert np.isfinite(np.asarray(value)).all()
    assert np.isfinite(np.asarray(back(jnp.ones_like(far))[0])).all()


@every_activation
def test_second_call_does_not_trace(kind: str) -> None:
    traces = []

    @jax.jit
    def applied(x: jax.Array) -> jax.Array:
        traces.append(1)
        return ACTIVATIONS[kind].apply(x)

    applied(np.zeros((2, 3), np.float32))
    applied(np.ones((2, 3), np.float32))
    assert len(traces) == 1
