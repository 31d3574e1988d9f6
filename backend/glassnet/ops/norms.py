"""Normalisation: numbers shifted and scaled to mean 0 and variance 1."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax
from jaxtyping import Float

from glassnet.ops.layout import channel_axis, per_channel


class Moments(NamedTuple):
    """Mean and variance ``(channels,)``, and how many numbers each was taken over."""

    mean: Array
    variance: Array
    size: int


def batch_moments(x: Float[Array, ...]) -> Moments:
    """Moments of every channel over the whole batch and all positions; the variance divides by the count."""
    axes = tuple(axis for axis in range(x.ndim) if axis != channel_axis(x))
    mean = x.mean(axes)
    return Moments(mean, jnp.square(x - per_channel(mean, x)).mean(axes), x.size // mean.size)


def standardise(x: Float[Array, ...], mean: Array, variance: Array, epsilon: Array) -> Float[Array, ...]:
    """Every channel minus its mean, over its standard deviation."""
    return (x - per_channel(mean, x)) * per_channel(lax.rsqrt(variance + epsilon), x)


def group_norm(x: Float[Array, ...], groups: int, epsilon: Array) -> Float[Array, ...]:
    """Each group of neighbouring channels of each example brought to mean 0 and variance 1, positions included.

    One group is layer normalisation, as many groups as channels instance normalisation.
    """
    if x.ndim == 2:
        apart = x.reshape(x.shape[0], groups, -1)
        axes: tuple[int, ...] = (2,)
    else:
        apart = x.reshape(groups, -1, *x.shape[1:])
        axes = tuple(range(1, apart.ndim - 1))
    centred = apart - apart.mean(axes, keepdims=True)
    variance = jnp.square(centred).mean(axes, keepdims=True)
    return (centred * lax.rsqrt(variance + epsilon)).reshape(x.shape)
