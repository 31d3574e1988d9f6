"""The kernels as functions of JAX arrays ``(channels, rows, columns, batch)``, float32.

A kernel checks nothing: what it may read is asserted here, while a program is traced.
"""

from __future__ import annotations

import ctypes
import hashlib
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product
from math import gcd
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float

from glassnet.ops.geometry import Slide
from glassnet.ops.native.machine import Machine, compiled, here
from glassnet.ops.planes import Slides

CACHED = 1024
"""Places times images whose eight filters fill two thirds of the first cache (32 KB)."""

_turn = threading.RLock()
"""Held while a kernel is compiled or tried: two threads that compile programs would each make the same one known."""

_SIZES = (2, 3, 5, 6, 32)
"""Channels, filters, rows, columns and images of the example every kernel is tried on."""


class Reach(NamedTuple):
    """What one residue of a stride reads along an axis.

    Attributes:
        first, step, taps: which positions of the window fall on it.
        places: how many positions of the image have this residue.
        begin: what the first place reads at the first position; it may lie outside.
        back: how far before it the next position of the window reads.
    """

    first: int
    step: int
    taps: int
    places: int
    begin: int
    back: int


class Axis(NamedTuple):
    """An adjoint along one axis: the padding that the smaller image needs, and what each residue reads."""

    low: int
    high: int
    reaches: tuple[Reach, ...]


def axis(slide: Slide, size: int) -> Axis:
    """The adjoint of a window's sums along an axis of ``size``."""
    period = slide.stride // gcd(slide.stride, slide.dilation)
    back, found = period * slide.dilation // slide.stride, []
    for residue in range(slide.stride):
        at = residue + slide.low
        taps = [i for i in range(slide.kernel) if (at - i * slide.dilation) % slide.stride == 0]
        first = taps[0] if taps else 0
        begin = (at - first * slide.dilation) // slide.stride
        found.append(Reach(first, period, len(taps), -(-(size - residue) // slide.stride), begin, back))
    real = [one for one in found if one.taps and one.places]
    low = max([0, *((one.taps - 1) * one.back - one.begin for one in real)])
    high = max([0, *(one.begin + one.places - slide.out(size) for one in real)])
    return Axis(low, high, tuple(found))


def usable(batch: int) -> bool:
    """Whether there are kernels for this machine, they compute what they should, and so many images pay for them."""
    machine = here()
    if machine is None or 2 * batch < machine.lanes:
        return False
    with _turn:
        return _sound(machine)


def filling(batch: int) -> int:
    """How many empty images fill up the last vector of a batch."""
    return -batch % _machine().lanes


def forward(p: Float[Array, "ci h w n"], w: Float[Array, "kh kw ci co"], slides: Slides) -> Array:
    """The convolution ``(co, oh, ow, n)``.

    Args:
        p: images with the padding of ``slides`` around them, a multiple of a vector's lanes of them.
        w: the kernel.
        slides: its windows.
    """
    from glassnet.ops.native.convolving import Block

    down, across = slides
    kh, kw, ci, co = w.shape
    n = p.shape[-1]
    row, channel = p.shape[2] * n, p.shape[1] * p.shape[2] * n
    high, wide = (_bare(one).out(size) for one, size in zip(slides, p.shape[1:3], strict=True))
    assert (p.shape[0], kh, kw) == (ci, down.kernel, across.kernel)
    block = Block(
        *(ci, co, kh, kw, high, wide, n),
        *(0, channel, down.stride * row, across.stride * n, down.dilation * row, across.dilation * n),
        *(0, co, 1, kw * ci * co, ci * co),
        *(0, high * wide * n, wide * n, n),
    )
    return _convolve([block], p, w, (co, high, wide, n))


def adjoint(p: Array, w: Float[Array, "kh kw ci co"], slides: Slides, size: tuple[int, int]) -> Array:
    """The adjoint of `forward` ``(ci, *size, n)`` of smaller images ``(co, …)`` padded as their `axis` says."""
    from glassnet.ops.native.convolving import Block

    rows, columns = (axis(one, length) for one, length in zip(slides, size, strict=True))
    _, kw, ci, co = w.shape
    n = p.shape[-1]
    row, channel, line = p.shape[2] * n, p.shape[1] * p.shape[2] * n, size[1] * n
    tap, taps = ci * co, kw * ci * co
    reach = (
        one.low + window.out(length) + one.high
        for one, window, length in zip((rows, columns), slides, size, strict=True)
    )
    assert p.shape[:3] == (co, *reach)
    blocks = [
        Block(
            *(co, ci, a.taps, b.taps, a.places, b.places, n),
            (rows.low + a.begin) * row + (columns.low + b.begin) * n,
            *(channel, row, n, -a.back * row, -b.back * n),
            *(a.first * taps + b.first * tap, 1, co, a.step * taps, b.step * tap),
            *(i * line + j * n, size[0] * line, slides[0].stride * line, slides[1].stride * n),
        )
        for (i, a), (j, b) in product(enumerate(rows.reaches), enumerate(columns.reaches))
    ]
    return _convolve(blocks, p, w, (ci, *size, n))


def correlate(p: Array, g: Array, slides: Slides, places: tuple[int, int], inside: tuple[int, int]) -> Array:
    """The gradient of weights ``(kh, kw, ci, co)``.

    Args:
        p: larger images with their padding around them.
        g: smaller images, with any padding.
        slides: windows; their padding does not count.
        places: rows and columns of ``g`` without its padding.
        inside: row and column of ``g`` where they begin.
    """
    from glassnet.ops.native.correlating import Pair

    machine = _machine()
    down, across = slides
    ci, n = p.shape[0], p.shape[-1]
    co = g.shape[0]
    row, other = p.shape[2] * n, g.shape[2] * n
    assert g.shape[-1] == n
    for one, large, small, count, begin in zip(slides, p.shape[1:], g.shape[1:], places, inside, strict=False):
        assert 0 < count <= min(small - begin, _bare(one).out(large))
    columns = max(1, CACHED // n)
    pair = Pair(
        *(ci, co, down.kernel, *places, n),
        *(p.shape[1] * row, down.stride * row, across.stride * n, down.dilation * row, across.dilation * n),
        *(inside[0] * other + inside[1] * n, g.shape[1] * other, other, n),
        *(max(1, columns // places[1]), columns),
    )
    shape = (down.kernel, ci, co, across.kernel, machine.lanes)
    sums = _call(machine, "correlating", across.kernel, shape)(np.asarray(pair, np.int32), p, g)
    return sums.sum(-1).transpose(0, 3, 1, 2)


def _bare(slide: Slide) -> Slide:
    return slide._replace(low=0, high=0)


def _convolve(blocks: Sequence[Any], p: Array, w: Array, shape: tuple[int, ...]) -> Array:
    machine = _machine()
    blocks = [_by_twos(one) if one.batch % (2 * machine.lanes) else one for one in blocks]
    vectors = 1 if any(one.batch % (2 * machine.lanes) for one in blocks) else 2
    parameters = np.asarray([len(blocks), *(value for block in blocks for value in block)], np.int32)
    return _call(machine, "convolving", vectors, shape)(parameters, p, w)


def _by_twos(block: Any) -> Any:
    """The same sums with two neighbouring columns as one of twice the batch, where they lie side by side."""
    n = block.batch
    if block.wide % 2 or (block.x_column, block.y_column) != (n, n):
        return block
    return block._replace(batch=2 * n, wide=block.wide // 2, x_column=2 * n, y_column=2 * n)


def _call(machine: Machine, kind: str, variant: int, shape: tuple[int, ...]) -> Callable[..., Array]:
    """A kernel that gives float32 numbers in this shape, of parameters and two arrays."""
    with _turn:
        name = _target(machine, kind, variant)
    return jax.ffi.ffi_call(name, jax.ShapeDtypeStruct(shape, jnp.float32), vmap_method="sequential")


def _machine() -> Machine:
    machine = here()
    assert machine is not None
    return machine


@lru_cache(maxsize=64)
def _target(machine: Machine, kind: str, variant: int) -> str:
    """A kernel's name in XLA, compiled and made known when first asked for.

    The name changes with the kernel and the processor: programs on disk call it by name.
    """
    from glassnet.ops.native.convolving import convolving
    from glassnet.ops.native.correlating import correlating

    written = {"convolving": convolving, "correlating": correlating}[kind]
    text = written(machine, "kernel", variant)
    name = f"glassnet_{kind}_{hashlib.sha256(f'{machine}{text}'.encode()).hexdigest()[:12]}"
    jax.ffi.register_ffi_target(name, _capsule(compiled(machine, text, "kernel")), platform="cpu")
    return name


def _capsule(address: ctypes.c_void_p) -> Any:
    make = ctypes.pythonapi.PyCapsule_New
    make.restype, make.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    return make(address, None, None)


@lru_cache(maxsize=8)
def _sound(machine: Machine) -> bool:
    """Whether XLA takes the kernels, and one example comes out as it should."""
    channels, filters, high, wide, n = _SIZES
    rng = np.random.default_rng(0)
    x = rng.integers(-4, 5, (channels, high, wide, n)).astype(np.float32)
    w = rng.integers(-4, 5, (3, 3, channels, filters)).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), (1, 2))
    slides = (Slide(3), Slide(3))
    right = np.einsum("cyxnij,ijcf->fyxn", windows, w)
    places = (high - 2, wide - 2)

    def both(x: Array, w: Array, g: Array) -> tuple[Array, Array]:
        return forward(x, w, slides), correlate(x, g, slides, places, (0, 0))

    try:
        found, gradient = map(np.asarray, jax.jit(both).lower(x, w, right).compile()(x, w, right))
    except Exception:  # another version of XLA's interface, or code that this machine does not run
        return False
    return bool((found == right).all() and np.allclose(gradient, np.einsum("cyxnij,fyxn->ijcf", windows, right)))
