"""Pooling: one number for each window."""

from __future__ import annotations

from functools import partial, reduce
from math import prod

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jaxtyping import Float

from glassnet.ops.geometry import UNIT, Slide
from glassnet.ops.keeping import kept
from glassnet.ops.layout import space_axes
from glassnet.ops.planes import Slides, cut, put

TAPS = 64
"""Windows of up to so many positions are pooled by slices; larger ones by XLA's sliding windows."""


def max_pool(x: Float[Array, "channels ... batch"], slide: Slide) -> Float[Array, "channels ... batch"]:
    """The largest number of each window; padding never wins. Of equal ones the first gets the gradient."""
    image, slides = (
        (x[:, None], (UNIT, slide)) if x.ndim == 3 else (x, (slide.trimmed(x.shape[1]), slide.trimmed(x.shape[2])))
    )
    pool = _max if slides[0].kernel * slides[1].kernel <= TAPS else general_max
    pooled = pool(image, slides)
    return pooled[:, 0] if x.ndim == 3 else pooled


def mean_pool(x: Float[Array, "channels ... batch"], slide: Slide) -> Float[Array, "channels ... batch"]:
    """The mean of each window; padding does not count."""
    image, slides = (
        (x[:, None], (UNIT, slide)) if x.ndim == 3 else (x, (slide.trimmed(x.shape[1]), slide.trimmed(x.shape[2])))
    )
    pooled = _mean(image, slides)
    return pooled[:, 0] if x.ndim == 3 else pooled


def global_mean(x: Float[Array, "channels ... batch"]) -> Float[Array, "batch channels"]:
    """The mean of every channel over all positions."""
    return x.mean(space_axes(x)).T


def global_max(x: Float[Array, "channels ... batch"]) -> Float[Array, "batch channels"]:
    """The largest number of every channel."""
    return x.max(space_axes(x)).T


def general_max(x: Array, slides: Slides) -> Array:
    """The form that is right for windows of any size."""
    return lax.reduce_window(x, -jnp.inf, lax.max, *_window(slides))


@partial(jax.custom_vjp, nondiff_argnums=(1,))
def _max(x: Array, slides: Slides) -> Array:
    return kept(reduce(jnp.maximum, cut(x, slides, -np.inf)))


def _max_forward(x: Array, slides: Slides) -> tuple[Array, tuple[Array, Array]]:
    y = _max(x, slides)
    return y, (x, y)


def _max_back(slides: Slides, saved: tuple[Array, Array], g: Array) -> tuple[Array]:
    x, y = saved
    if all(n == m * one.kernel and one == Slide(one.kernel, one.kernel) for n, m, one in _sides(x, y, slides)):
        return (_tiled_back(slides, x, y, g),)
    pieces, free = [], None
    for piece in cut(x, slides, -np.inf):
        wins = piece == y
        if free is not None:
            wins &= free
        pieces.append(jnp.where(wins, g, 0.0))
        free = ~wins if free is None else free & ~wins
    return (put(pieces, slides, (x.shape[1], x.shape[2])),)


def _tiled_back(slides: Slides, x: Array, y: Array, g: Array) -> Array:
    """The gradient where windows tile the image: the number of each window's winner, and ``g`` where it is.

    A third of the time of putting pieces together, since nothing is interleaved.
    """
    down, across = (one.kernel for one in slides)
    pieces = cut(x, slides)
    winner = jnp.full(y.shape, len(pieces) - 1, x.dtype)
    for k in reversed(range(len(pieces) - 1)):
        winner = jnp.where(pieces[k] == y, jnp.asarray(k, x.dtype), winner)
    number = jnp.arange(down * across, dtype=x.dtype).reshape(1, 1, down, 1, across, 1)
    spread = (slice(None), slice(None), None, slice(None), None)
    return jnp.where(kept(winner)[spread] == number, g[spread], 0.0).reshape(x.shape)


def _sides(x: Array, y: Array, slides: Slides) -> zip[tuple[int, int, Slide]]:
    return zip(x.shape[1:3], y.shape[1:3], slides, strict=True)


_max.defvjp(_max_forward, _max_back)


def _mean(x: Array, slides: Slides) -> Array:
    channels, *size, batch = x.shape
    down, across = slides
    if all(one == (one.kernel, one.kernel, 1, 0, 0) for one in slides):
        high, wide = down.out(size[0]), across.out(size[1])
        tiles = x[:, : high * down.kernel, : wide * across.kernel]
        return tiles.reshape(channels, high, down.kernel, wide, across.kernel, batch).mean((2, 4))
    sums = lax.reduce_window(x, 0.0, lax.add, *_window(slides))
    if not any(one.low or one.high for one in slides):
        return sums / prod(one.kernel for one in slides)
    counts = lax.reduce_window(jnp.ones((1, *size, 1), x.dtype), 0.0, lax.add, *_window(slides))
    return sums / counts


def _window(slides: Slides) -> tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[int, int], ...]]:
    down, across = slides
    return (
        (1, down.kernel, across.kernel, 1),
        (1, down.stride, across.stride, 1),
        ((0, 0), (down.low, down.high), (across.low, across.high), (0, 0)),
    )
