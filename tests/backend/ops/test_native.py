"""Kernels of our own against XLA's convolutions and PyTorch's, for this processor and for narrower ones."""

from __future__ import annotations

from collections.abc import Iterator
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
from tests.backend.compiling import quick

HERE = machine.here()
MACHINES = [HERE] if HERE is not None else []
if HERE is not None and HERE.lanes == 16:
    MACHINES += [machine.Machine("haswell", "", 8, 16), machine.Machine("haswell", "", 4, 16)]

RNG = np.random.default_rng(0)


def normal(*shape: int) -> Any:
    return jnp.asarray(RNG.normal(size=shape), jnp.float32)


@pytest.fixture(params=MACHINES, ids=lambda one: f"{one.name}-{one.lanes}")
def processor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[machine.Machine]:
    monkeypatch.setattr(calls, "here", lambda: request.param)
    return request.param


def test_every_machine_that_runs_the_tests_has_kernels() -> None:
    """x86 since 2013 and every 64-bit ARM: otherwise all below is skipped without a word."""
    assert MACHINES
    assert all(calls._sound(one) for one in MACHINES)


def both_ways(one: Any, other: Any, *inputs: Any) -> None:
    """Values, and gradients by every input, up to rounding."""

    def both(*inputs: Any) -> Any:
        value, back = jax.vjp(one, *inputs)
        expected, expected_back = jax.vjp(other, *inputs)
        upstream = jnp.cos(jnp.arange(expected.size, dtype=jnp.float32)).reshape(expected.shape)
        return (value, *back(upstream)), (expected, *expected_back(upstream))

    for found, wanted in zip(*quick(both)(*inputs), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-4 * np.abs(wanted).max() + 1e-6)


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
    both_ways(lambda x, w: natively(x, w, window), lambda x, w: general(x, w, (window, window)), x, w)


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


def by_hand(x: Any, w: Any, g: Any, window: Slide) -> tuple[Any, Any, Any]:
    """A convolution and its gradients, position by position of the window (XLA's are wrong where padding is wide)."""
    k, step, dilation, low, high = window
    p = np.pad(x, ((0, 0), (low, high), (low, high), (0, 0))).astype(np.float64)
    y, by_p, by_w = np.zeros(g.shape), np.zeros_like(p), np.zeros(w.shape)
    for i, j in product(range(k), range(k)):
        rows, columns = (
            slice(at * dilation, at * dilation + (places - 1) * step + 1, step)
            for at, places in ((i, g.shape[1]), (j, g.shape[2]))
        )
        y += np.einsum("cf,cyxn->fyxn", w[i, j], p[:, rows, columns])
        by_p[:, rows, columns] += np.einsum("cf,fyxn->cyxn", w[i, j], g)
        by_w[i, j] = np.einsum("cyxn,fyxn->cf", p[:, rows, columns], g)
    return y, by_p[:, low : low + x.shape[1], low : low + x.shape[2]], by_w


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
    for one, right in zip(found, by_hand(x, w, g, window), strict=True):
        np.testing.assert_allclose(one, right, rtol=1e-4, atol=1e-3)


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
