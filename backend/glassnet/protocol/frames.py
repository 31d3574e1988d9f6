"""Binary frames: tensors that a browser reads in place.

Layout of one frame, little endian:

====== ====================== =======================================================================
offset size                   content
====== ====================== =======================================================================
0      4                      ``h``: bytes of the header, a multiple of 8
4      4                      ``p``: bytes of the payload, a multiple of 8
8      ``h``                  header: JSON, UTF-8, padded with spaces
8 + h  ``p``                  payload: the tensors, each at its 8-aligned ``offset``, padded with zeros
====== ====================== =======================================================================

A binary message is one or more frames, one after the other; since every part is a multiple of 8 the tensors of all of
them are aligned, and typed-array views need no copy. Supersede: ``latest`` per (run, view).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import prod
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

DTYPES: dict[str, np.dtype[Any]] = {"uint8": np.dtype("u1"), "int32": np.dtype("<i4"), "float32": np.dtype("<f4")}
_PREFIX = struct.Struct("<II")


class Tensor(NamedTuple):
    """An array on its way to a browser.

    Attributes:
        key: its name in the frame.
        array: uint8, int32 or float32, any shape.
        lo, hi: for quantised maps, the values of the lowest and the highest code (0 and 255, or 0 and 254 for maps
            that are symmetric about zero); ``None`` for numbers that are read as they are.
    """

    key: str
    array: NDArray[Any]
    lo: float | None = None
    hi: float | None = None


class FrameHeader(msgspec.Struct, frozen=True):
    """The part of a frame's header that says whose it is.

    Attributes:
        run: id of the run.
        view: key of the view.
        placement: placement of the run that made it; frames of an older placement are dropped.
        step, epoch: the state of the training it shows.
        made_ms: when it was made, milliseconds since 1970.
        meta: facts about the view, small and JSON.
    """

    run: str
    view: str
    placement: int
    step: int
    epoch: float
    made_ms: float
    meta: dict[str, Any]


class _Entry(msgspec.Struct, frozen=True):
    """One tensor as the header describes it."""

    key: str
    dtype: Literal["uint8", "int32", "float32"]
    shape: Annotated[list[Annotated[int, msgspec.Meta(ge=0, le=2**31)]], msgspec.Meta(max_length=16)]
    offset: Annotated[int, msgspec.Meta(ge=0, le=2**32, multiple_of=8)]
    lo: float | None = None
    hi: float | None = None


class _Head(FrameHeader, frozen=True):
    """The whole header."""

    tensors: list[_Entry]


_HEADS = msgspec.json.Decoder(_Head)


class DecodedFrame(NamedTuple):
    """A frame read back: used by the Python client and by tests."""

    header: FrameHeader
    tensors: dict[str, Tensor]


def _padded(size: int) -> int:
    return (size + 7) & ~7


def encode(header: FrameHeader, tensors: Sequence[Tensor]) -> bytes:
    """The bytes of one frame.

    Raises:
        ValueError: when a tensor is of a type the wire does not know.
    """
    entries: list[dict[str, Any]] = []
    parts: list[bytes] = []
    offset = 0
    for tensor in tensors:
        name = tensor.array.dtype.name
        if name not in DTYPES:
            raise ValueError(f"tensor {tensor.key!r} is {name}; a frame carries {', '.join(DTYPES)}")
        raw = np.ascontiguousarray(tensor.array, dtype=DTYPES[name]).tobytes()
        entry = {"key": tensor.key, "dtype": name, "shape": tensor.array.shape, "offset": offset}
        if tensor.lo is not None:
            entry |= {"lo": float(tensor.lo), "hi": float(tensor.hi if tensor.hi is not None else tensor.lo)}
        entries.append(entry)
        parts.append(raw)
        parts.append(bytes(_padded(len(raw)) - len(raw)))
        offset += _padded(len(raw))
    fields = {name: getattr(header, name) for name in FrameHeader.__struct_fields__}
    head = msgspec.json.encode({**fields, "tensors": entries})
    head += b" " * (_padded(len(head)) - len(head))
    return b"".join([_PREFIX.pack(len(head), offset), head, *parts])


def decode(message: bytes) -> list[DecodedFrame]:
    """All frames of one binary message.

    Raises:
        ValueError: when the bytes are no frames.
    """
    frames: list[DecodedFrame] = []
    at = 0
    while at < len(message):
        if at + 8 > len(message):
            raise ValueError(f"{len(message) - at} bytes left at {at}; a frame starts with 8")
        head_size, payload_size = _PREFIX.unpack_from(message, at)
        end = at + 8 + head_size + payload_size
        if head_size % 8 or payload_size % 8 or end > len(message):
            raise ValueError(f"a frame at {at} says it ends at {end}; the message has {len(message)} bytes")
        try:
            head = _HEADS.decode(message[at + 8 : at + 8 + head_size])
        except RecursionError:
            raise ValueError(f"the header of the frame at {at} is nested too deeply") from None
        tensors = {entry.key: _tensor(message, at + 8 + head_size, payload_size, entry) for entry in head.tensors}
        header = FrameHeader(*(getattr(head, name) for name in FrameHeader.__struct_fields__))
        frames.append(DecodedFrame(header, tensors))
        at = end
    return frames


def _tensor(message: bytes, start: int, size: int, entry: _Entry) -> Tensor:
    dtype = DTYPES[entry.dtype]
    count = prod(entry.shape)
    if entry.offset + count * dtype.itemsize > size:
        raise ValueError(f"tensor {entry.key!r} reaches outside its frame")
    array = np.frombuffer(message, dtype, count, start + entry.offset).reshape(entry.shape)
    return Tensor(entry.key, array, entry.lo, entry.hi)
