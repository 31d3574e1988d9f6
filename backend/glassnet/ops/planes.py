"""Windows of an image: cut out as strided slices, and put back by adding.

Arrays are ``(channels, rows, columns, batch)``. XLA's own ways to put windows back (dilated convolutions, scatters)
are slow on a CPU; here every residue of the stride is a plane of its own, made by adding shifted arrays, and the
planes are interleaved at the end.
"""

from __future__ import annotations

from itertools import product

import jax.numpy as jnp
from jax import Array
from jaxtyping import Float

from glassnet.ops.geometry import Slide

Slides = tuple[Slide, Slide]
"""The window along rows and along columns."""


def padded(x: Array, slides: Slides, value: float = 0.0) -> Array:
    """``x`` with the padding of ``slides`` around it."""
    if not any(one.low or one.high for one in slides):
        return x
    return jnp.pad(
        x, ((0, 0), *((one.low, one.high) for one in slides), (0, 0)), mode="constant", constant_values=value
    )


def every(x: Array, axis: int, first: int, count: int, step: int) -> Array:
    """``count`` positions of ``axis`` from ``first`` on, ``step`` apart."""
    index = [slice(None)] * x.ndim
    index[axis] = slice(first, first + (count - 1) * step + 1, step)
    return x[tuple(index)]


def cut(x: Float[Array, "c h w n"], slides: Slides, value: float = 0.0) -> list[Float[Array, "c oh ow n"]]:
    """For each position inside the window, row by row, what it reads at every place of the window."""
    down, across = slides
    high, wide = down.out(x.shape[1]), across.out(x.shape[2])
    p = padded(x, slides, value)
    return [
        every(every(p, 1, i * down.dilation, high, down.stride), 2, j * across.dilation, wide, across.stride)
        for i, j in product(range(down.kernel), range(across.kernel))
    ]


def put(pieces: list[Float[Array, "c oh ow n"]], slides: Slides, size: tuple[int, int]) -> Float[Array, "c h w n"]:
    """The adjoint of `cut`: every piece added where it was cut from, in an image of ``size`` rows and columns."""
    down, across = slides
    length = [-(-(n + one.low + one.high) // one.stride) for n, one in zip(size, slides, strict=True)]
    taps = list(product(range(down.kernel), range(across.kernel)))
    channels, high, wide, batch = pieces[0].shape
    planes = []
    for r, q in product(range(down.stride), range(across.stride)):
        total = None
        for piece, (i, j) in zip(pieces, taps, strict=True):
            a, b = i * down.dilation, j * across.dilation
            if (a % down.stride, b % across.stride) != (r, q):
                continue
            a, b = a // down.stride, b // across.stride
            moved = jnp.pad(piece, ((0, 0), (a, length[0] - a - high), (b, length[1] - b - wide), (0, 0)))
            total = moved if total is None else total + moved
        planes.append(jnp.zeros((channels, *length, batch), pieces[0].dtype) if total is None else total)
    if len(planes) == 1:
        whole = planes[0]
    else:
        whole = jnp.stack(planes).reshape(down.stride, across.stride, channels, *length, batch)
        whole = whole.transpose(2, 3, 0, 4, 1, 5)
        whole = whole.reshape(channels, length[0] * down.stride, length[1] * across.stride, batch)
    return whole[:, down.low : down.low + size[0], across.low : across.low + size[1]]
