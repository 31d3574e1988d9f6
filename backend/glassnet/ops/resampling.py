"""Images made larger by a whole factor."""

from __future__ import annotations

from typing import Literal

import jax.numpy as jnp
from jax import Array, lax
from jaxtyping import Float

Method = Literal["nearest", "bilinear"]


def upsample(x: Float[Array, "c h w n"], factor: int, method: Method = "nearest") -> Float[Array, "c fh fw n"]:
    """Every pixel becomes ``factor × factor`` pixels: copies of it, or blends with its neighbours.

    Bilinear looks at the centres of pixels and repeats the rim, as ``torch.nn.Upsample(align_corners=False)`` does.
    """
    if method == "nearest":
        c, h, w, n = x.shape
        tiles = jnp.broadcast_to(x[:, :, None, :, None], (c, h, factor, w, factor, n))
        return tiles.reshape(c, h * factor, w * factor, n)
    return _blended(_blended(x, 1, factor), 2, factor)


def _blended(x: Array, axis: int, factor: int) -> Array:
    size = x.shape[axis]
    before = jnp.concatenate([lax.slice_in_dim(x, 0, 1, axis=axis), lax.slice_in_dim(x, 0, size - 1, axis=axis)], axis)
    after = jnp.concatenate(
        [lax.slice_in_dim(x, 1, size, axis=axis), lax.slice_in_dim(x, size - 1, size, axis=axis)], axis
    )
    planes = []
    for k in range(factor):
        offset = (k + 0.5) / factor - 0.5
        neighbour = before if offset < 0 else after
        planes.append((1 - abs(offset)) * x + abs(offset) * neighbour)
    shape = list(x.shape)
    shape[axis] *= factor
    return jnp.stack(planes, axis + 1).reshape(shape)
