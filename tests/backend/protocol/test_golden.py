"""The golden frames mean today what they meant when they were written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.protocol.frames import FrameHeader, Tensor, decode, encode

GOLDEN = Path(__file__).parents[2] / "protocol" / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.bin"))
STALE = "the layout of frames changed: run `.venv/bin/python tests/protocol/write_golden.py`"


def described(name: str) -> list[dict[str, Any]]:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def test_there_are_golden_frames() -> None:
    assert NAMES == ["inside_frames", "no_frame", "odd_frame", "one_frame", "several_frames"]


@pytest.mark.parametrize("name", NAMES)
def test_bytes_decode_to_what_is_described(name: str) -> None:
    frames = decode((GOLDEN / f"{name}.bin").read_bytes())
    expected = described(name)
    assert len(frames) == len(expected)
    for frame, description in zip(frames, expected, strict=True):
        tensors = description.pop("tensors")
        assert {field: getattr(frame.header, field) for field in FrameHeader.__struct_fields__} == description
        assert list(frame.tensors) == [tensor["key"] for tensor in tensors]
        for tensor in tensors:
            found = frame.tensors[tensor["key"]]
            assert (found.array.dtype.name, list(found.array.shape)) == (tensor["dtype"], tensor["shape"])
            assert (found.lo, found.hi) == (tensor["lo"], tensor["hi"])
            np.testing.assert_array_equal(found.array.ravel(), np.array(tensor["values"], found.array.dtype))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_described_encodes_to_the_bytes(name: str) -> None:
    message = b""
    for description in described(name):
        tensors = [
            Tensor(t["key"], np.array(t["values"], t["dtype"]).reshape(t["shape"]), t["lo"], t["hi"])
            for t in description.pop("tensors")
        ]
        message += encode(FrameHeader(**description), tensors)
    assert message == (GOLDEN / f"{name}.bin").read_bytes(), STALE
