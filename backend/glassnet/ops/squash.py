"""Softmax over the features of a batch."""

from __future__ import annotations

import jax
from jaxtyping import Array, Float

from glassnet.ops.layout import channel_axis


def softmax(x: Float[Array, ...]) -> Float[Array, ...]:
    """Probabilities over features or channels: of an image, at every position."""
    return jax.nn.softmax(x, axis=channel_axis(x))


def log_softmax(x: Float[Array, ...]) -> Float[Array, ...]:
    """Logarithms of `softmax`, without its overflow."""
    return jax.nn.log_softmax(x, axis=channel_axis(x))
