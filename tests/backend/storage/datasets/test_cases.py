"""Which images belong together, how large a pixel is, when an image was taken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.storage.datasets.cases import groups_of, phase_of, ranges, spacing_of
from glassnet.storage.datasets.job import ReadError

sizes = st.lists(st.integers(1, 9), min_size=1, max_size=12)


@given(sizes=sizes, form=st.integers(0, 2), order=st.randoms())
def test_ranges_are_read_however_they_are_written(sizes: list[int], form: int, order: object) -> None:
    """First and one after the last; first and last; the same counted from 1."""
    ends = np.cumsum(sizes)
    given = np.stack([ends - sizes, ends], 1) + [(0, 0), (0, -1), (1, 0)][form]
    shuffled = given.tolist()
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    found = groups_of("x", np.asarray(shuffled), int(ends[-1]), [])
    np.testing.assert_array_equal(found, np.repeat(np.arange(len(sizes)), sizes))


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        ([[0, 3], [3, 6]], [0, 0, 0, 1, 1, 1]),
        ([[0, 2], [3, 5]], [0, 0, 0, 1, 1, 1]),
        ([[1, 3], [4, 6]], [0, 0, 0, 1, 1, 1]),
        ([[3.0, 6.0], [0.0, 3.0]], [0, 0, 0, 1, 1, 1]),
        ([[0, 0], [1, 5]], [0, 1, 1, 1, 1, 1]),
        ([[0, 2], [4, 6]], [0, 0, 1, 2, 3, 3]),
        ([[2, 6]], [0, 1, 2, 2, 2, 2]),
    ],
)
def test_ranges(array: list[list[int]], expected: list[int]) -> None:
    assert groups_of("x", np.asarray(array), 6, []).tolist() == expected


@pytest.mark.parametrize(
    "array",
    [[[0, 4], [3, 6]], [[0, 9]], [[-2, 6]], [[4, 2]], [[0.5, 6]], [[np.nan, 6]], [[1e300, 2]], [["a", "b"]]],
)
def test_what_is_no_range(array: list[list[float]]) -> None:
    assert ranges(np.asarray(array), 6) is None
    with pytest.raises(ReadError) as caught:
        groups_of("x", np.asarray(array), 6, [])
    assert (caught.value.code, caught.value.where) == ("groups", "options.groups")


@given(ids=st.lists(st.integers(-3, 3) | st.sampled_from("abc"), min_size=1, max_size=40))
def test_ids_number_groups_in_the_order_in_which_they_come(ids: list[object]) -> None:
    texts = [str(one) for one in ids]
    seen = list(dict.fromkeys(texts))
    for array in (np.asarray(texts), np.asarray([one.encode() for one in texts]), np.asarray(texts)[:, None]):
        assert groups_of("x", array, len(ids), []).tolist() == [seen.index(one) for one in texts]


GROUP = np.array([0, 0, 1, 1, 1, 2])


@pytest.mark.parametrize(
    ("array", "first", "last"),
    [
        (1.5, [1.5, 1.5, np.nan], [1.5, 1.5, np.nan]),
        ([1.5, 2], [1.5, 2, np.nan], [1.5, 2, np.nan]),
        ([1, 2, 8], [1, 2, 8], [1, 2, 8]),
        ([8, 1.25, 1.25], [1.25, 1.25, 8], [1.25, 1.25, 8]),
        ([[1, 1, 8], [2, 2, 8], [3, 3, 9]], [1, 1, 8], [3, 3, 9]),
        ([[1, 1]] * 5 + [[2, 3]], [1, 1, np.nan], [2, 3, np.nan]),
        ([[1.0], [2.0], [3.0]], [1, 1, np.nan], [3, 3, np.nan]),
        ([1, -1, 0], [1, np.nan, np.nan], [1, np.nan, np.nan]),
        ([np.inf, 1, 1e9], [np.nan, 1, np.nan], [np.nan, 1, np.nan]),
    ],
)
def test_spacing(array: object, first: list[float], last: list[float]) -> None:
    found = spacing_of("x", np.asarray(array), GROUP, [])
    assert (found.shape, found.dtype) == ((6, 3), np.float32)
    np.testing.assert_array_equal(found[0], np.asarray(first, np.float32))
    np.testing.assert_array_equal(found[-1], np.asarray(last, np.float32))


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        ([0, 1, 0, 1, 2, 0], [0, 1, 0, 1, -1, 0]),
        (["ED", "ES", "ed", "es", "mid", "ED"], [0, 1, 0, 1, -1, 0]),
        ([b"ED", b"ES", b"", b"", b"", b""], [0, 1, -1, -1, -1, -1]),
        (["diastole", "end_systole", "?"], [0, 0, 1, 1, 1, -1]),
        ([0.0, 1.0, 1.0], [0, 0, 1, 1, 1, 1]),
        ([[1], [0], [1]], [1, 1, 0, 0, 0, 1]),
    ],
)
def test_phase(array: list[object], expected: list[int]) -> None:
    assert phase_of("x", np.asarray(array), GROUP, []).tolist() == expected
