"""Two functions held against each other: values, and gradients by every input."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tests.backend.compiling import quick

_RNG = np.random.default_rng(0)


def normal(*shape: int) -> Any:
    return jnp.asarray(_RNG.normal(size=shape), jnp.float32)


def agree(one: Any, other: Any, *inputs: Any) -> None:
    """Values, and gradients by every input, up to rounding."""

    def both(*inputs: Any) -> Any:
        value, back = jax.vjp(one, *inputs)
        expected, expected_back = jax.vjp(other, *inputs)
        upstream = jnp.cos(jnp.arange(expected.size, dtype=jnp.float32)).reshape(expected.shape)
        return (value, *back(upstream)), (expected, *expected_back(upstream))

    for found, wanted in zip(*quick(both)(*inputs), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-4 * np.abs(wanted).max() + 1e-6)
