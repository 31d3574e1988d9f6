from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.ops.geometry import Padding, Slide, slide

windows = st.builds(
    slide, st.integers(1, 31), st.integers(1, 8), st.integers(1, 16), st.sampled_from(["same", "valid"])
)


@given(window=windows, size=st.integers(1, 200))
def test_places_are_those_where_the_window_stays_inside(window: Slide, size: int) -> None:
    end = size + window.low + window.high
    places = [at for at in range(0, max(end, 1), window.stride) if at + window.extent <= end]
    assert max(0, window.out(size)) == len(places)


@given(kernel=st.integers(1, 31), stride=st.integers(1, 8), dilation=st.integers(1, 16), size=st.integers(1, 200))
def test_same_gives_the_size_over_the_stride(kernel: int, stride: int, dilation: int, size: int) -> None:
    assert slide(kernel, stride, dilation, "same").out(size) == ceil(size / stride)


@pytest.mark.parametrize(
    ("kernel", "dilation", "padding", "sides"),
    [
        (3, 1, "same", (1, 1)),
        (5, 1, "same", (2, 2)),
        (2, 1, "same", (0, 1)),
        (4, 1, "same", (1, 2)),
        (3, 2, "same", (2, 2)),
        (1, 5, "same", (0, 0)),
        (5, 1, "valid", (0, 0)),
    ],
)
def test_an_odd_padding_is_behind(kernel: int, dilation: int, padding: Padding, sides: tuple[int, int]) -> None:
    found = slide(kernel, 2, dilation, padding)
    assert (found.low, found.high) == sides


@given(window=windows, size=st.integers(1, 200))
def test_trimmed_padding_is_all_read_and_changes_no_place(window: Slide, size: int) -> None:
    if window.out(size) < 1:
        return
    trimmed = window.trimmed(size)
    assert trimmed._replace(high=window.high) == window
    assert trimmed.out(size) == window.out(size)
    last = (trimmed.out(size) - 1) * trimmed.stride + trimmed.extent
    assert trimmed.high == max(0, last - trimmed.low - size)
