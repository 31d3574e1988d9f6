"""Convolutions, transposed convolutions and their gradients by kernels of our own (see `glassnet.ops.native`).

Images are padded once, by rows and columns and to whole vectors of images: what the convolution reads is what the
gradient of its kernel reads.
"""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Float

from glassnet.ops.keeping import kept
from glassnet.ops.native.calls import adjoint, axis, correlate, filling, forward
from glassnet.ops.planes import Slides

Size = tuple[int, int]


@partial(jax.custom_vjp, nondiff_argnums=(2, 3))
def convolution(x: Float[Array, "ci h w n"], w: Float[Array, "kh kw ci co"], slides: Slides, size: Size) -> Array:
    """The convolution ``(co, oh, ow, n)`` of images of ``size`` rows and columns."""
    return _convolved(x, w, slides, size)[0]


def _convolved(x: Array, w: Array, slides: Slides, size: Size) -> tuple[Array, tuple[Array, Array]]:
    del size
    p = _large(x, slides)
    return forward(p, w, slides)[..., : x.shape[-1]], (p, w)


def _convolution_back(slides: Slides, size: Size, saved: tuple[Array, Array], g: Array) -> tuple[Array, Array]:
    p, w = saved
    q, inside = _small(g, slides, size)
    return adjoint(q, w, slides, size)[..., : g.shape[-1]], correlate(p, q, slides, (g.shape[1], g.shape[2]), inside)


convolution.defvjp(_convolved, _convolution_back)


@partial(jax.custom_vjp, nondiff_argnums=(2, 3))
def transposed(x: Float[Array, "co oh ow n"], w: Float[Array, "kh kw ci co"], slides: Slides, size: Size) -> Array:
    """The adjoint of a convolution of images of ``size`` rows and columns: ``(ci, *size, n)``."""
    return _transposed(x, w, slides, size)[0]


def _transposed(x: Array, w: Array, slides: Slides, size: Size) -> tuple[Array, tuple[Array, Array]]:
    q, _ = _small(x, slides, size)
    return adjoint(q, w, slides, size)[..., : x.shape[-1]], (q, w)


def _transposed_back(slides: Slides, size: Size, saved: tuple[Array, Array], g: Array) -> tuple[Array, Array]:
    q, w = saved
    p = _large(g, slides)
    down, across = (axis(one, length) for one, length in zip(slides, size, strict=True))
    places = q.shape[1] - down.low - down.high, q.shape[2] - across.low - across.high
    return forward(p, w, slides)[..., : g.shape[-1]], correlate(p, q, slides, places, (down.low, across.low))


transposed.defvjp(_transposed, _transposed_back)


def _large(x: Array, slides: Slides) -> Array:
    """The larger images with the padding that the window reads."""
    return _padded(x, *((one.low, one.high) for one in slides))


def _small(g: Array, slides: Slides, size: Size) -> tuple[Array, Size]:
    """The smaller images with the padding that their adjoint reads, and the place where they begin."""
    down, across = (axis(one, length) for one, length in zip(slides, size, strict=True))
    return _padded(g, (down.low, down.high), (across.low, across.high)), (down.low, across.low)


def _padded(x: Array, down: tuple[int, int], across: tuple[int, int]) -> Array:
    widths = ((0, 0), down, across, (0, filling(x.shape[-1])))
    return kept(jnp.pad(x, widths) if any(map(any, widths)) else x)
