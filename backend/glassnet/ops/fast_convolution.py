"""Convolutions from shifts, sums and matrix products: the forms that are fast on a CPU.

XLA's own convolutions there are good forwards at stride 1 and slow backwards, most of all with strides. Three functions
are enough for a convolution, its transpose and all their gradients:

* `forward`: a large image to a small one, the convolution;
* `backward`: a small image to a large one, its adjoint, which is the transposed convolution;
* `correlate`: the gradient of the kernel, from a large image and a small one.

Images are ``(channels, rows, columns, batch)``, kernels ``(rows, columns, large side's channels, small side's)``.
"""

from __future__ import annotations

from functools import partial, reduce
from itertools import product
from operator import add

import jax
import jax.numpy as jnp
from jax import Array, lax
from jaxtyping import Float

from glassnet.ops.keeping import kept
from glassnet.ops.planes import Slides, every, padded, put

IN_LAYOUT = ("CHWN", "HWIO", "CHWN")

TERMS = 72
"""Up to this many products for each output (8 channels under a 3 × 3 kernel) a convolution is written as one fused sum
of products: with so few, a matrix product spends its time on copies of the image. Compilers lose their way in longer
sums."""

FEW = 8
"""For so few filters of a large image two fused sums, one after the other, are still faster than the product."""

SEVERAL = 8
"""Of fewer images, which are looked at and seldom trained on, XLA's own convolution is as fast and sooner compiled."""

CHAINS = 6
"""A fused sum is added up in so many chains: an addition waits four cycles for the one before it."""

LARGE = 1 << 15
"""From so many places on (positions times images) the gradient of a kernel is one of XLA's convolutions, which reads
the images where they lie; below, copies of them fit into the processor's caches and a matrix product is faster."""


def forward(big: Float[Array, "ci h w n"], w: Float[Array, "kh kw ci co"], slides: Slides) -> Array:
    """The convolution ``(co, oh, ow, n)``."""
    down, across = slides
    kh, kw, ci, co = w.shape
    high, wide = down.out(big.shape[1]), across.out(big.shape[2])
    if big.shape[-1] < SEVERAL and kh * kw * ci > 9 and max(down.stride, across.stride) == 1:
        return kept(library(big, w, slides))
    large = high * wide * big.shape[-1] >= LARGE
    if kh * kw > 1 and kh * kw * ci <= (2 * TERMS if large and co <= FEW else TERMS):
        return _sum(big, w, slides)
    if down.stride > 1 or across.stride > 1 or kh == 1:
        columns = _windows(big, slides)
        return _product(w.reshape(-1, co), columns, 0, 0).reshape(co, high, wide, -1)
    columns = _columns(big, slides)
    sums = _product(w.transpose(0, 3, 1, 2).reshape(kh * co, kw * ci), columns.reshape(kw * ci, -1), 1, 0)
    sums = sums.reshape(kh, co, columns.shape[1], wide, -1)
    return kept(reduce(add, [sums[i, :, i * down.dilation : i * down.dilation + high] for i in range(kh)]))


def _sum(big: Array, w: Array, slides: Slides) -> Array:
    """`forward` as one fused sum of products, or as two of half of the channels each.

    Rows come first while it is computed: few rows of all channels stay in the processor's cache for all filters.
    """
    down, across = slides
    kh, kw, ci, co = w.shape
    high, wide = down.out(big.shape[1]), across.out(big.shape[2])
    p = kept(padded(big, slides).transpose(1, 0, 2, 3))
    shape = (high, co, wide, big.shape[-1])
    weights = w.reshape(-1, co)

    def term(i: int, j: int, c: int) -> Array:
        first = (i * down.dilation, c, j * across.dilation, 0)
        last = (first[0] + (high - 1) * down.stride + 1, c + 1, first[2] + (wide - 1) * across.stride + 1, shape[3])
        piece = lax.slice(p, first, last, (down.stride, 1, across.stride, 1))
        weight = lax.slice_in_dim(weights, (i * kw + j) * ci + c, (i * kw + j) * ci + c + 1)
        return lax.broadcast_in_dim(weight, shape, (0, 1)) * lax.broadcast_in_dim(piece, shape, (0, 1, 2, 3))

    group = max(1, TERMS // (kh * kw))
    total = None
    for first in range(0, ci, group):
        chains: list[Array] = []
        for place, (c, i, j) in enumerate(product(range(first, min(first + group, ci)), range(kh), range(kw))):
            if place < CHAINS:
                chains.append(term(i, j, c))
            else:
                chains[place % CHAINS] += term(i, j, c)
        part = reduce(add, chains)
        total = kept(part if total is None else total + part)
    assert total is not None
    return total.transpose(1, 0, 2, 3)


def backward(small: Float[Array, "co oh ow n"], w: Array, slides: Slides, size: tuple[int, int]) -> Array:
    """The adjoint of `forward` for a large image of ``size`` rows and columns: ``(ci, *size, n)``."""
    kh, kw, ci, co = w.shape
    if all(one.stride == 1 for one in slides):
        turned = tuple(one._replace(low=one.extent - 1 - one.low, high=one.extent - 1 - one.high) for one in slides)
        return forward(small, w[::-1, ::-1].transpose(0, 1, 3, 2), (turned[0], turned[1]))
    pieces = _product(w.reshape(-1, co), small.reshape(co, -1), 1, 0).reshape(kh * kw, ci, *small.shape[1:])
    return kept(put(list(pieces), slides, size))


def correlate(big: Float[Array, "ci h w n"], small: Float[Array, "co oh ow n"], slides: Slides) -> Array:
    """The gradient ``(kh, kw, ci, co)`` of a kernel between two images."""
    down, across = slides
    ci, co = big.shape[0], small.shape[0]
    kh, kw = down.kernel, across.kernel
    strided = down.stride > 1 or across.stride > 1
    if not strided and kh * kw > 1 and ci > 1 and small[0].size >= LARGE:
        return _large_correlate(big, small, slides)
    small = kept(small)
    if strided or kh * kw * ci < kh * co + kw * ci:
        found = _product(_windows(big, slides), small.reshape(co, -1), 1, 1)
        return found.reshape(kh, kw, ci, co)
    columns = _columns(big, slides)
    tall = columns.shape[1]
    moved = [
        jnp.pad(small, ((0, 0), (i * down.dilation, tall - i * down.dilation - small.shape[1]), (0, 0), (0, 0)))
        for i in range(kh)
    ]
    found = _product(jnp.concatenate(moved).reshape(kh * co, -1), columns.reshape(kw * ci, -1), 1, 1)
    return found.reshape(kh, co, kw, ci).transpose(0, 2, 3, 1)


def library(x: Array, w: Array, slides: Slides, groups: int = 1) -> Array:
    """XLA's own convolution."""
    return lax.conv_general_dilated(
        x,
        w,
        [one.stride for one in slides],
        [(one.low, one.high) for one in slides],
        rhs_dilation=[one.dilation for one in slides],
        dimension_numbers=IN_LAYOUT,
        feature_group_count=groups,
    )


def _large_correlate(big: Array, small: Array, slides: Slides) -> Array:
    """`correlate` at stride 1 as a convolution: channels are its batch, images its channels, ``small`` its kernel."""
    found = lax.conv_general_dilated(
        kept(big),
        kept(small.transpose(1, 2, 3, 0)),
        [one.dilation for one in slides],
        [(one.low, one.high) for one in slides],
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
    )
    return found.transpose(1, 2, 0, 3)


@partial(jax.custom_vjp, nondiff_argnums=(2,))
def convolution(x: Float[Array, "ci h w n"], w: Float[Array, "kh kw ci co"], slides: Slides) -> Array:
    """`forward` with its gradients."""
    return forward(x, w, slides)


def _convolution_back(slides: Slides, saved: tuple[Array, Array], g: Array) -> tuple[Array, Array]:
    x, w = saved
    return backward(g, w, slides, (x.shape[1], x.shape[2])), correlate(x, g, slides)


convolution.defvjp(lambda x, w, slides: (forward(x, w, slides), (x, w)), _convolution_back)


@partial(jax.custom_vjp, nondiff_argnums=(2, 3))
def transposed(
    x: Float[Array, "ci h w n"], w: Float[Array, "kh kw co ci"], slides: Slides, size: tuple[int, int]
) -> Array:
    """`backward` with its gradients: an image of ``size`` rows and columns from a smaller one."""
    return backward(x, w, slides, size)


def _transposed_back(
    slides: Slides, size: tuple[int, int], saved: tuple[Array, Array], g: Array
) -> tuple[Array, Array]:
    del size
    x, w = saved
    return forward(g, w, slides), correlate(g, x, slides)


transposed.defvjp(lambda x, w, slides, size: (backward(x, w, slides, size), (x, w)), _transposed_back)


def _product(a: Array, b: Array, axis_a: int, axis_b: int) -> Array:
    return lax.dot_general(a, b, (((axis_a,), (axis_b,)), ((), ())))


def _columns(x: Array, slides: Slides) -> Array:
    """The image once for each column of the kernel, moved: ``(kw * ci, padded h, ow, n)``."""
    across = slides[1]
    p = kept(padded(x, slides))
    wide = across.out(x.shape[2])
    return jnp.concatenate([every(p, 2, j * across.dilation, wide, 1) for j in range(across.kernel)])


def _windows(x: Array, slides: Slides) -> Array:
    """The image once for each position of the kernel, at the places of the window: ``(kh * kw * ci, oh * ow * n)``."""
    down, across = slides
    if all(one == (1, 1, one.dilation, 0, 0) for one in slides):
        return x.reshape(x.shape[0], -1)
    p = kept(padded(x, slides))
    high, wide = down.out(x.shape[1]), across.out(x.shape[2])
    rows = jnp.concatenate([every(p, 2, j * across.dilation, wide, across.stride) for j in range(across.kernel)])
    tall = jnp.concatenate([every(rows, 1, i * down.dilation, high, down.stride) for i in range(down.kernel)])
    return tall.reshape(tall.shape[0], -1)
