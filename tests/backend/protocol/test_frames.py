"""Frames round trip for any tensors, are aligned, and refuse what is none."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glassnet.protocol.frames import DTYPES, FrameHeader, Tensor, decode, encode

text = st.text(st.characters(codec="utf-8"), max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False)
facts = st.dictionaries(
    text, st.one_of(st.booleans(), st.integers(-(2**53), 2**53), numbers, text, st.none()), max_size=4
)
headers = st.builds(
    FrameHeader,
    run=text,
    view=text,
    placement=st.integers(0, 2**31),
    step=st.integers(0, 2**53),
    epoch=numbers,
    made_ms=numbers,
    meta=facts,
)


@st.composite
def tensors(draw: st.DrawFn) -> list[Tensor]:
    found = []
    for key in draw(st.lists(text, max_size=4, unique=True)):
        shape = tuple(draw(st.lists(st.integers(0, 5), max_size=4)))
        dtype = DTYPES[draw(st.sampled_from(sorted(DTYPES)))]
        size = int(np.prod(shape))
        raw = draw(st.binary(min_size=size * dtype.itemsize, max_size=size * dtype.itemsize))
        array = np.frombuffer(raw, dtype).reshape(shape)
        lo, hi = draw(st.sampled_from([(None, None), (0.0, 1.0), (-2.5, 2.5)]))
        found.append(Tensor(key, array, lo, hi))
    return found


frames = st.tuples(headers, tensors())
HEADER = FrameHeader("r", "surface", 1, 2, 0.5, 3.0, {})


@settings(max_examples=60)
@given(said=st.lists(frames, max_size=3))
def test_round_trip(said: list[tuple[FrameHeader, list[Tensor]]]) -> None:
    message = b"".join(encode(header, arrays) for header, arrays in said)
    heard = decode(message)
    assert [frame.header for frame in heard] == [header for header, _ in said]
    for frame, (_, arrays) in zip(heard, said, strict=True):
        assert list(frame.tensors) == [one.key for one in arrays]
        for one in arrays:
            found = frame.tensors[one.key]
            assert (found.array.dtype, found.array.shape) == (one.array.dtype, one.array.shape)
            assert found.array.tobytes() == one.array.tobytes(), "bit by bit, NaN and all"
            assert (found.lo, found.hi) == (one.lo, one.hi)


@settings(max_examples=60)
@given(said=frames)
def test_every_part_is_aligned_to_eight(said: tuple[FrameHeader, list[Tensor]]) -> None:
    message = encode(*said)
    head, payload = struct.unpack_from("<II", message)
    assert head % 8 == payload % 8 == len(message) % 8 == 0
    assert len(message) == 8 + head + payload
    header = json.loads(message[8 : 8 + head])
    assert [entry["offset"] % 8 for entry in header["tensors"]] == [0] * len(said[1])
    ends = [entry["offset"] + one.array.nbytes for entry, one in zip(header["tensors"], said[1], strict=True)]
    starts = [entry["offset"] for entry in header["tensors"]]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False)), "they do not overlap"


def test_views_of_other_layouts_are_encoded_by_value() -> None:
    array = np.arange(12, dtype=np.float32).reshape(3, 4)
    for view in (array.T, array[:, ::2], array.astype(">f4"), array[::-1]):
        np.testing.assert_array_equal(decode(encode(HEADER, [Tensor("a", view)]))[0].tensors["a"].array, view)


def test_arrays_are_read_in_place() -> None:
    message = encode(HEADER, [Tensor("a", np.arange(4, dtype=np.float32))])
    found = decode(message)[0].tensors["a"].array
    assert np.shares_memory(found, np.frombuffer(message, np.uint8))
    assert not found.flags.writeable


@pytest.mark.parametrize("dtype", ["float64", "int64", "bool", "complex64", "U3", "object"])
def test_other_types_are_refused_by_name(dtype: str) -> None:
    with pytest.raises(ValueError, match=r"tensor 'a' is .*; a frame carries uint8, int32, float32"):
        encode(HEADER, [Tensor("a", np.zeros(2).astype(dtype))])


def frame(head: Any, payload: bytes = b"") -> bytes:
    raw = head if isinstance(head, bytes) else json.dumps(head).encode()
    raw += b" " * (-len(raw) % 8)
    return struct.pack("<II", len(raw), len(payload)) + raw + payload


def described(**entry: Any) -> dict[str, Any]:
    plain = {"run": "r", "view": "v", "placement": 1, "step": 0, "epoch": 0.0, "made_ms": 0.0, "meta": {}}
    one = {"key": "a", "dtype": "float32", "shape": [2], "offset": 0, **entry}
    return {**plain, "tensors": [one]}


def test_the_hand_made_frame_is_sound() -> None:
    """So that the refusals below are for their own reason."""
    assert decode(frame(described(), bytes(8)))[0].tensors["a"].array.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "message",
    [
        b"\x00",
        b"\x00" * 7,
        struct.pack("<II", 8, 0),
        struct.pack("<II", 4, 0) + b"null",
        struct.pack("<II", 0, 0),
        struct.pack("<II", 0xFFFFFFF8, 0xFFFFFFF8) + b"        ",
        frame(b"{not json}"),
        frame(b"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8"),
        frame(b"[" * 100_000),
        frame(None),
        frame([]),
        frame({}),
        frame({"tensors": []}),
        frame({**described(), "tensors": None}, bytes(8)),
        frame({**described(), "tensors": [None]}, bytes(8)),
        frame({**described(), "tensors": {"a": 1}}, bytes(8)),
        frame({**described(), "step": "many"}, bytes(8)),
        frame({**described(), "run": None}, bytes(8)),
        *[
            frame(described(**entry), bytes(8))
            for entry in (
                {"key": None},
                {"key": []},
                {"dtype": "float64"},
                {"dtype": None},
                {"dtype": []},
                {"dtype": "object"},
                {"shape": [3]},
                {"shape": [-1]},
                {"shape": [-2, -1]},
                {"shape": [2**62, 4]},
                {"shape": [2**70]},
                {"shape": [1.5]},
                {"shape": "2"},
                {"shape": None},
                {"shape": 2},
                {"shape": [0] * 65},
                {"offset": -8},
                {"offset": 8},
                {"offset": 4, "shape": [1]},
                {"offset": 2**70},
                {"offset": None},
                {"offset": 0.0},
                {"lo": "low"},
            )
        ],
    ],
)
def test_malformed_frames_are_value_errors(message: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(message)


@settings(max_examples=300)
@given(message=st.binary(max_size=200))
@example(b"\x08\x00\x00\x00\x00\x00\x00\x00null    ")
def test_any_bytes_are_frames_or_a_value_error(message: bytes) -> None:
    try:
        decode(message)
    except ValueError:
        return
    assert len(message) % 8 == 0


@settings(max_examples=300)
@given(said=frames, drawn=st.data())
def test_damaged_frames_are_frames_or_a_value_error(
    said: tuple[FrameHeader, list[Tensor]], drawn: st.DataObject
) -> None:
    message = bytearray(encode(*said))
    for _ in range(drawn.draw(st.integers(1, 4))):
        message[drawn.draw(st.integers(0, len(message) - 1))] = drawn.draw(st.integers(0, 255))
    cut = drawn.draw(st.integers(0, len(message)))
    for damaged in (bytes(message), bytes(message[:cut])):
        try:
            decode(damaged)
        except ValueError:
            continue
