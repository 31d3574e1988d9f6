"""Softmax over the features of a batch."""

from __future__ import annotations

import jax
from jaxtyping import Array, Float


def softmax(x: Float[Array, "... features"]) -> Float[Array, "... features"]:
    """Probabilities over the last axis."""
    return jax.nn.softmax(x, axis=-1)


def log_softmax(x: Float[Array, "... features"]) -> Float[Array, "... features"]:
    """Logarithms of `softmax`, without its overflow."""
    return jax.nn.log_softmax(x, axis=-1)
