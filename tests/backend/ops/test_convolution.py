"""The fast forms against XLA's own convolution, values and both gradients."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from glassnet.ops import convolution, fast_convolution
from glassnet.ops.convolution import convolve, convolve_transposed, general
from glassnet.ops.geometry import UNIT, Slide, slide
from glassnet.ops.planes import cut, put
from tests.backend.compiling import quick
from tests.backend.ops.agreement import agree, normal

RNG = np.random.default_rng(0)


Case = tuple[tuple[int, ...], int, int, int, str, int]
"""The input's channels, rows, columns and batch; filters, kernel, stride, padding, dilation."""

CASES: dict[str, Case] = {
    "few channels": ((1, 8, 9, 8), 5, 3, 1, "same", 1),
    "few channels, stride 2": ((3, 8, 9, 8), 5, 3, 2, "same", 1),
    "many channels": ((16, 8, 9, 8), 5, 3, 1, "same", 1),
    "many channels, valid": ((16, 8, 9, 8), 12, 3, 1, "valid", 1),
    "many channels, 5 × 5": ((9, 8, 9, 8), 20, 5, 1, "same", 1),
    "even kernel": ((9, 8, 9, 8), 9, 4, 1, "same", 1),
    "even kernel, stride 2": ((9, 8, 9, 8), 9, 4, 2, "same", 1),
    "stride 2, odd size": ((16, 7, 9, 8), 8, 3, 2, "same", 1),
    "stride 3, valid, rest unread": ((16, 9, 11, 8), 8, 3, 3, "valid", 1),
    "stride beyond the kernel": ((16, 9, 11, 8), 8, 2, 5, "valid", 1),
    "dilated": ((16, 9, 11, 8), 8, 3, 1, "same", 2),
    "dilated, strided": ((16, 9, 11, 8), 8, 3, 2, "same", 3),
    "pointwise": ((16, 5, 6, 8), 8, 1, 1, "same", 1),
    "pointwise, strided": ((16, 5, 6, 8), 8, 1, 2, "valid", 1),
    "kernel as large as the image": ((12, 5, 5, 8), 8, 5, 1, "valid", 1),
    "one image": ((12, 5, 5, 1), 8, 3, 1, "same", 1),
    "a few images": ((12, 8, 9, 4), 8, 3, 1, "same", 2),
    "a few images, stride 2": ((12, 8, 9, 4), 8, 3, 2, "same", 1),
    "a kernel beyond the fast forms": ((2, 16, 16, 2), 3, 9, 1, "same", 1),
}


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_xla(name: str) -> None:
    shape, filters, kernel, stride, padding, dilation = CASES[name]
    window = slide(kernel, stride, dilation, padding)  # type: ignore[arg-type]
    x, w = normal(*shape), normal(kernel, kernel, shape[0], filters)
    agree(lambda x, w: convolve(x, w, window), lambda x, w: general(x, w, (window, window)), x, w)


@pytest.mark.parametrize(("groups", "filters"), [(2, 6), (4, 4), (12, 12), (12, 24)])
@pytest.mark.parametrize("stride", [1, 2])
def test_groups_agree_with_xla(groups: int, filters: int, stride: int) -> None:
    window = slide(3, stride, 1, "same")
    x, w = normal(12, 7, 8, 9), normal(3, 3, 12 // groups, filters)
    agree(
        lambda x, w: convolve(x, w, window, groups),
        lambda x, w: general(x, w, (window, window), groups),
        x,
        w,
    )


@pytest.mark.parametrize(("kernel", "stride", "dilation"), [(1, 1, 1), (3, 1, 1), (5, 2, 1), (3, 1, 4), (4, 3, 2)])
@pytest.mark.parametrize("channels", [2, 40])
def test_sequences_agree_with_xla(kernel: int, stride: int, dilation: int, channels: int) -> None:
    window = slide(kernel, stride, dilation, "same")
    x, w = normal(channels, 20, 9), normal(kernel, channels, 6)
    agree(
        lambda x, w: convolve(x, w, window),
        lambda x, w: general(x[:, None], w[None], (UNIT, window))[:, 0],
        x,
        w,
    )


@settings(max_examples=20)
@given(
    size=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    channels=st.sampled_from([1, 3, 10]),
    filters=st.sampled_from([1, 4]),
    kernel=st.integers(1, 5),
    stride=st.integers(1, 4),
    dilation=st.integers(1, 3),
    padding=st.sampled_from(["same", "valid"]),
    batch=st.sampled_from([2, 8]),
)
def test_any_window_agrees_with_xla(
    size: tuple[int, int],
    channels: int,
    filters: int,
    kernel: int,
    stride: int,
    dilation: int,
    padding: Any,
    batch: int,
) -> None:
    window = slide(kernel, stride, dilation, padding)
    assume(min(window.out(n) for n in size) >= 1)
    x, w = normal(channels, *size, batch), normal(kernel, kernel, channels, filters)
    agree(lambda x, w: convolve(x, w, window), lambda x, w: general(x, w, (window, window)), x, w)


@pytest.mark.parametrize(("kernel", "stride"), [(2, 2), (3, 2), (4, 2), (1, 2), (3, 1), (5, 3), (9, 2)])
@pytest.mark.parametrize("padding", ["same", "valid"])
def test_the_transpose_is_the_adjoint(kernel: int, stride: int, padding: Any) -> None:
    window = slide(kernel, stride, 1, padding)
    small, w = normal(6, 4, 5, 3), normal(kernel, kernel, 2, 6)
    size = tuple(n * stride if padding == "same" else (n - 1) * stride + kernel for n in (4, 5))
    assert tuple(window.out(n) for n in size) == (4, 5)
    large = jax.ShapeDtypeStruct((2, *size, 3), np.float32)

    def adjoint(x: Any, w: Any) -> Any:
        return jax.linear_transpose(lambda image: general(image, w, (window, window)), large)(x)[0]

    agree(lambda x, w: convolve_transposed(x, w, window, size), adjoint, small, w)  # type: ignore[arg-type]


def test_accelerators_get_the_general_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """As traced for a GPU: one convolution instead of shifts and products."""
    window = slide(3, 2, 1, "same")
    x, w, back = normal(16, 8, 8, 8), normal(3, 3, 16, 4), normal(3, 3, 5, 16)

    def operations(function: Any, *arguments: Any) -> str:
        return str(jax.make_jaxpr(function)(*arguments))

    grow = (16, 16)
    assert "conv_general_dilated" not in operations(lambda x, w: convolve(x, w, window), x, w)
    expected = convolve(x, w, window), convolve_transposed(x, back, window, grow)
    monkeypatch.setattr(convolution, "_on_cpu", lambda: False)
    assert "conv_general_dilated" in operations(lambda x, w: convolve(x, w, window), x, w)
    found = convolve(x, w, window), convolve_transposed(x, back, window, grow)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)


def test_replicas_keep_the_fast_form() -> None:
    window = slide(3, 1, 1, "same")
    x, w = normal(3, 2, 8, 8, 8), normal(3, 3, 3, 2, 5)
    alone = quick(lambda x, w: convolve(x, w, window))
    together = quick(jax.vmap(lambda x, w: convolve(x, w, window)))(x, w)
    apart = [alone(x[k], w[k]) for k in range(3)]
    np.testing.assert_allclose(together, np.stack(apart), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2])
def test_putting_back_is_the_adjoint_of_cutting(stride: int, dilation: int) -> None:
    slides = (Slide(3, stride, dilation, 1, 2), Slide(2, stride, 1, 0, 1))
    x = normal(2, 9, 8, 3)
    pieces = cut(x, slides)
    upstream = [normal(*piece.shape) for piece in pieces]
    inner = sum(float((one * other).sum()) for one, other in zip(pieces, upstream, strict=True))
    np.testing.assert_allclose(inner, float((put(upstream, slides, (9, 8)) * x).sum()), rtol=1e-3)


LARGE = (32, 32, fast_convolution.LARGE // 1024)
"""Rows, columns and batch of images that are just large enough for the forms of large images."""


@pytest.mark.parametrize(("channels", "filters", "kernel", "dilation"), [(2, 3, 3, 1), (16, 4, 3, 1), (9, 3, 2, 2)])
def test_forms_of_large_images_agree_with_xla(channels: int, filters: int, kernel: int, dilation: int) -> None:
    window = slide(kernel, 1, dilation, "same")
    x, w = normal(channels, *LARGE), normal(kernel, kernel, channels, filters)
    agree(lambda x, w: convolve(x, w, window), lambda x, w: general(x, w, (window, window)), x, w)


def test_the_form_follows_the_shapes() -> None:
    window = slide(3, 1, 1, "same")

    def forward(channels: int, filters: int, size: tuple[int, int, int], what: str) -> int:
        jaxpr = jax.make_jaxpr(lambda x, w: fast_convolution.forward(x, w, (window, window)))
        return str(jaxpr(*(np.zeros(s, "f4") for s in ((channels, *size), (3, 3, channels, filters))))).count(what)

    def correlate(channels: int, size: tuple[int, int, int], what: str) -> int:
        jaxpr = jax.make_jaxpr(lambda x, g: fast_convolution.correlate(x, g, (window, window)))
        return str(jaxpr(*(np.zeros((n, *size), "f4") for n in (channels, 4)))).count(what)

    small, few = (8, 8, 8), fast_convolution.TERMS // 9
    assert forward(few, 4, small, "dot_general") == 0
    assert forward(few + 1, 4, small, "dot_general") == 1
    assert forward(2 * few, fast_convolution.FEW, LARGE, "dot_general") == 0
    assert forward(2 * few, fast_convolution.FEW + 1, LARGE, "dot_general") == 1
    assert forward(few, 4, (8, 8, fast_convolution.SEVERAL - 1), "conv_general_dilated") == 1
    assert correlate(few, small, "conv_general_dilated") == 0
    assert correlate(few, LARGE, "conv_general_dilated") == 1
    assert correlate(1, LARGE, "conv_general_dilated") == 0
