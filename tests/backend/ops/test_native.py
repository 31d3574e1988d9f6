"""Kernels of our own against XLA's convolutions and PyTorch's, for this processor and for narrower ones."""

from __future__ import annotations

import contextlib
import ctypes
import threading
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from glassnet.ops import convolution, native_convolution
from glassnet.ops.convolution import convolve, convolve_transposed, general
from glassnet.ops.geometry import Slide, slide
from glassnet.ops.native import calls, machine
from glassnet.ops.native.convolving import convolving
from glassnet.ops.native.correlating import correlating
from tests.backend.compiling import quick
from tests.backend.ops.agreement import agree, normal

HERE = machine.here()
MACHINES = [HERE] if HERE is not None else []
if HERE is not None and HERE.lanes == 16:
    MACHINES += [machine.Machine("haswell", "", 8, 16), machine.Machine("haswell", "", 4, 16)]

RNG = np.random.default_rng(0)


@pytest.fixture(params=MACHINES, ids=lambda one: f"{one.name}-{one.lanes}")
def processor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[machine.Machine]:
    monkeypatch.setattr(calls, "here", lambda: request.param)
    return request.param


def test_every_machine_that_runs_the_tests_has_kernels() -> None:
    """x86 since 2013 and every 64-bit ARM: otherwise all below is skipped without a word."""
    assert MACHINES
    assert all(calls._sound(one) for one in MACHINES)


def natively(x: Any, w: Any, window: Slide) -> Any:
    slides = (window.trimmed(x.shape[1]), window.trimmed(x.shape[2]))
    return native_convolution.convolution(x, w, slides, (x.shape[1], x.shape[2]))


CASES = {
    "as in a U-Net": ((8, 9, 10, 32), 8, slide(3, 1, 1, "same")),
    "one vector of images": ((3, 6, 7, 16), 5, slide(3, 1, 1, "same")),
    "images that fill no vector": ((3, 6, 7, 21), 15, slide(3, 1, 1, "same")),
    "stride 2": ((5, 9, 10, 16), 12, slide(3, 2, 1, "same")),
    "dilated, strided": ((4, 11, 9, 16), 3, slide(3, 2, 3, "same")),
    "a stride beyond the kernel": ((3, 11, 13, 16), 8, slide(2, 5, 1, "valid")),
    "pointwise": ((9, 5, 6, 16), 7, slide(1, 1, 1, "same")),
    "a window of nine columns": ((2, 10, 11, 16), 3, slide(9, 1, 1, "same")),
    "more places than are done at once": ((1, 3, 70, 16), 2, slide(2, 1, 1, "valid")),
}


@pytest.mark.parametrize("name", CASES)
def test_a_convolution_and_its_gradients(name: str, processor: machine.Machine) -> None:
    shape, filters, window = CASES[name]
    x, w = normal(*shape), normal(window.kernel, window.kernel, shape[0], filters)
    agree(lambda x, w: natively(x, w, window), lambda x, w: general(x, w, (window, window)), x, w)


@pytest.mark.parametrize(("kernel", "stride"), [(2, 2), (3, 2), (4, 2), (3, 1), (1, 3)])
def test_a_transposed_convolution_and_its_gradients(kernel: int, stride: int, processor: machine.Machine) -> None:
    small, w = normal(6, 4, 5, 16), normal(kernel, kernel, 10, 6)
    image = torch.tensor(np.asarray(small).transpose(3, 0, 1, 2), requires_grad=True)
    weight = torch.tensor(np.asarray(w).transpose(3, 2, 0, 1), requires_grad=True)
    wanted = torch.nn.functional.conv_transpose2d(image, weight, stride=stride)
    size = (wanted.shape[2], wanted.shape[3])
    upstream = np.cos(np.arange(wanted.numel(), dtype=np.float32)).reshape(wanted.shape)
    wanted.backward(torch.tensor(upstream))
    assert image.grad is not None
    assert weight.grad is not None

    def all_three(small: Any, w: Any, upstream: Any) -> Any:
        value, back = jax.vjp(
            lambda x, w: native_convolution.transposed(x, w, (Slide(kernel, stride), Slide(kernel, stride)), size),
            *(small, w),
        )
        return value, *back(upstream)

    value, by_image, by_weight = quick(all_three)(small, w, upstream.transpose(1, 2, 3, 0))
    expected = [
        wanted.detach().numpy().transpose(1, 2, 3, 0),
        image.grad.numpy().transpose(1, 2, 3, 0),
        weight.grad.numpy().transpose(2, 3, 1, 0),
    ]
    for found, right in zip([value, by_image, by_weight], expected, strict=True):
        np.testing.assert_allclose(found, right, rtol=1e-4, atol=1e-4)


def by_hand(x: Any, w: Any, g: Any, *slides: Slide) -> tuple[Any, Any, Any]:
    """A convolution and its gradients, position by position of the window (XLA's are wrong where padding is wide)."""
    p = np.pad(x, ((0, 0), *((along.low, along.high) for along in slides), (0, 0))).astype(np.float64)
    y, by_p, by_w = np.zeros(g.shape), np.zeros_like(p), np.zeros(w.shape)
    for i, j in product(range(w.shape[0]), range(w.shape[1])):
        rows, columns = (
            slice(at * along.dilation, at * along.dilation + (places - 1) * along.stride + 1, along.stride)
            for at, along, places in zip((i, j), slides, g.shape[1:], strict=False)
        )
        y += np.einsum("cf,cyxn->fyxn", w[i, j], p[:, rows, columns])
        by_p[:, rows, columns] += np.einsum("cf,fyxn->cyxn", w[i, j], g)
        by_w[i, j] = np.einsum("cyxn,fyxn->cf", p[:, rows, columns], g)
    first = [along.low for along in slides]
    return y, by_p[:, first[0] : first[0] + x.shape[1], first[1] : first[1] + x.shape[2]], by_w


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.integers(0, 4), st.integers(0, 4), st.integers(5, 9))
def test_any_window(kernel: int, stride: int, dilation: int, low: int, high: int, size: int) -> None:
    window = Slide(kernel, stride, dilation, low, high)
    assume(window.out(size) > 0)
    x, w = RNG.normal(size=(2, size, size + 1, 16)), RNG.normal(size=(kernel, kernel, 2, 3))
    g = RNG.normal(size=(3, window.out(size), window.out(size + 1), 16))

    def all_three(x: Any, w: Any, g: Any) -> Any:
        value, back = jax.vjp(
            lambda x, w: native_convolution.convolution(x, w, (window, window), (size, size + 1)), x, w
        )
        return value, *back(g)

    found = quick(all_three)(*(jnp.asarray(one, jnp.float32) for one in (x, w, g)))
    for one, right in zip(found, by_hand(x, w, g, window, window), strict=True):
        np.testing.assert_allclose(one, right, rtol=1e-4, atol=1e-3)


GUARD = 4096


@lru_cache
def code(one: machine.Machine, kind: str, variant: int) -> ctypes.c_void_p:
    text = {"convolving": convolving, "correlating": correlating}[kind](one, "kernel", variant)
    return machine.compiled(one, text, "kernel")


class Guarded:
    """Numbers with others before and behind them that must be neither read nor written: NaN."""

    def __init__(self, numbers: Any) -> None:
        self.all = np.full(numbers.size + 2 * GUARD, np.nan, np.float32)
        self.numbers = self.all[GUARD:-GUARD].reshape(numbers.shape)
        self.numbers[...] = numbers

    def untouched(self) -> bool:
        return bool(np.isnan(self.all[:GUARD]).all() and np.isnan(self.all[-GUARD:]).all())


def called(address: ctypes.c_void_p, parameters: Any, x: Guarded, other: Guarded, result: Guarded) -> None:
    """Calls a kernel as XLA does: addresses of the numbers 24 bytes into each buffer, of both lists in the frame."""
    buffers = [(ctypes.c_void_p * 8)() for _ in range(4)]
    for buffer, numbers in zip(buffers, (parameters, x.numbers, other.numbers, result.numbers), strict=True):
        buffer[3] = numbers.ctypes.data
    arguments = (ctypes.c_void_p * 3)(*(ctypes.addressof(one) for one in buffers[:3]))
    results = (ctypes.c_void_p * 1)(ctypes.addressof(buffers[3]))
    frame = (ctypes.c_void_p * 20)()
    frame[9], frame[14] = ctypes.addressof(arguments), ctypes.addressof(results)
    assert ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(address.value)(ctypes.addressof(frame)) is None


WINDOWS = st.builds(
    Slide, st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(0, 4), st.integers(0, 4)
)


@settings(max_examples=150, deadline=None)
@given(WINDOWS, WINDOWS, st.integers(1, 9), st.integers(1, 9), st.integers(1, 3), st.integers(1, 11))
def test_nothing_else_is_read_or_written(
    down: Slide, across: Slide, high: int, wide: int, channels: int, filters: int
) -> None:
    """Values with NaN all round, against sums position by position; every number of a result is written."""
    down, across = down.trimmed(high), across.trimmed(wide)
    places = (down.out(high), across.out(wide))
    assume(min(places) > 0)
    one, slides, images = MACHINES[0], (down, across), MACHINES[0].lanes
    x = RNG.integers(-3, 4, (channels, high, wide, images)).astype(np.float32)
    w = RNG.integers(-3, 4, (down.kernel, across.kernel, channels, filters)).astype(np.float32)
    g = RNG.integers(-3, 4, (filters, *places, images)).astype(np.float32)
    y, by_x, by_w = by_hand(x, w, g, *slides)
    p = np.pad(x, ((0, 0), *((along.low, along.high) for along in slides), (0, 0)))
    ends = [calls.axis(along, size) for along, size in zip(slides, (high, wide), strict=True)]
    q = np.pad(g, ((0, 0), *((end.low, end.high) for end in ends), (0, 0)))
    inside = (ends[0].low, ends[1].low)

    def watched(machine: machine.Machine, kind: str, variant: int, shape: tuple[int, ...]) -> Any:
        def call(parameters: Any, *inputs: Any) -> Any:
            result, given = Guarded(np.full(shape, np.nan)), [Guarded(one) for one in inputs]
            called(code(machine, kind, variant), parameters, *given, result)
            assert all(one.untouched() for one in (result, *given))
            return result.numbers

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calls, "here", lambda: one)
        patch.setattr(calls, "_call", watched)
        np.testing.assert_array_equal(calls.forward(p, w, slides), y)
        np.testing.assert_array_equal(calls.adjoint(q, w, slides, (high, wide)), by_x)
        np.testing.assert_array_equal(calls.correlate(p, q, slides, places, inside), by_w)


def test_threads_that_compile_at_once_make_a_kernel_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """XLA refuses a second one of the same name; then one program would have kernels and another none."""
    made, both = [], threading.Barrier(2)

    def slow(machine: machine.Machine, text: str, name: str) -> ctypes.c_void_p:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.1)
        made.append(name)
        return ctypes.c_void_p(1)

    monkeypatch.setattr(calls, "compiled", slow)
    monkeypatch.setattr(jax.ffi, "register_ffi_target", lambda *_, **__: None)
    unlike = machine.Machine("of this test only", "", 4, 16)
    threads = [threading.Thread(target=calls._call, args=(unlike, "convolving", 1, (1, 1, 1, 4))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


@pytest.mark.parametrize("there", [True, False])
def test_networks_use_them_where_they_are(there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """On other machines, and for few images, XLA's forms give the same."""
    window, x, w = slide(3, 2, 1, "same"), normal(4, 8, 8, 16), normal(3, 3, 4, 5)
    if not there:
        monkeypatch.setattr(convolution, "usable", lambda batch: False)
    for function, inputs in (
        (lambda x, w: convolve(x, w, window), (x, w)),
        (lambda x, w: convolve_transposed(x, w, window, (16, 16)), (x, w.transpose(0, 1, 3, 2))),
    ):
        text = jax.jit(function).lower(*inputs).as_text()
        assert ("glassnet_convolving" in text) is there
    few = jax.jit(lambda x, w: convolve(x, w, window)).lower(x[..., :1], w).as_text()
    assert "glassnet_convolving" not in few


def test_without_llvm_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    machine.here.cache_clear()
    monkeypatch.setattr(machine, "llvm", None)
    assert machine.here() is None
    assert not calls.usable(32)
    machine.here.cache_clear()
