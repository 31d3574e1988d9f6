"""Other shapes of the same numbers. Their order is that of an example outside: rows, columns, channels."""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array
from jaxtyping import Float

from glassnet.ops.keeping import kept
from glassnet.ops.layout import channel_axis, enter, leave


def flatten(x: Float[Array, ...]) -> Float[Array, "batch features"]:
    """Every example as a list of numbers."""
    outside = leave(x)
    return outside.reshape(outside.shape[0], -1)


def reshape(x: Float[Array, ...], shape: Sequence[int]) -> Float[Array, ...]:
    """Every example in another shape of as many numbers."""
    outside = leave(x)
    return enter(outside.reshape(outside.shape[0], *shape))


def concat(inputs: Sequence[Float[Array, ...]]) -> Float[Array, ...]:
    """The channels of all inputs, one after the other."""
    joined = jnp.concatenate(list(inputs), channel_axis(inputs[0]))
    return joined if joined.ndim == 2 else kept(joined)
