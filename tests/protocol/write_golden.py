"""Writes the golden frames: binary messages beside what is in them, read by the tests of Python and of TypeScript.

Run it after a change of the layout: ``.venv/bin/python tests/protocol/write_golden.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from glassnet.protocol.frames import FrameHeader, Tensor, encode

GOLDEN = Path(__file__).parent / "golden"


def _header(view: str, **meta: Any) -> FrameHeader:
    return FrameHeader("run-1", view, 2, 340, 27.5, 1_700_000_000_123.25, meta)


def _codes(values: np.ndarray, lo: float, hi: float) -> np.ndarray:
    return np.rint(np.clip((values - lo) / (hi - lo), 0.0, 1.0) * 255.0).astype(np.uint8)


def _signed_codes(values: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return (np.rint(np.clip(values / scale, -1.0, 1.0) * 127.0) + 127.0).astype(np.uint8)


def _units() -> tuple[FrameHeader, list[Tensor]]:
    values = np.linspace(-2, 2, 2 * 3 * 3, dtype=np.float32).reshape(2, 3, 3)
    scale = np.array([2.0, 0.5], np.float32)
    return _header("units", size=3), [
        Tensor("h1", _signed_codes(values, scale[:, None, None])),
        Tensor("h1:scale", scale),
    ]


def _surface() -> tuple[FrameHeader, list[Tensor]]:
    values = np.linspace(-0.25, 1.25, 16, dtype=np.float32).reshape(1, 4, 4)
    return _header("surface", task="binary"), [Tensor("output", _codes(values, 0.0, 1.0), 0.0, 1.0)]


def _weights() -> tuple[FrameHeader, list[Tensor]]:
    weight = np.array([[0.5, -1.25, 3e-8], [float("inf"), float("-inf"), float("nan")]], np.float32)
    return _header("weights"), [Tensor("h1.weight", weight), Tensor("h1.bias", np.zeros(3, np.float32))]


def _odd() -> tuple[FrameHeader, list[Tensor]]:
    header = FrameHeader("läufer-✓", "unit:h1:0", 0, 0, 0.0, 0.0, {"note": 'quotes " and ≤', "none": None})
    return header, [
        Tensor("empty", np.zeros((0, 4), np.float32)),
        Tensor("counts", np.array([-1, 0, 2_147_483_647], np.int32)),
        Tensor("one byte", np.array([7], np.uint8), -3.0, 3.0),
        Tensor("single number", np.array(2.5, np.float32)),
    ]


def _inside() -> list[tuple[FrameHeader, list[Tensor]]]:
    counts = np.zeros((2, 64), np.int32)
    counts[0, 31:33], counts[1, 63] = (3, 4), 7
    rows = [{"node": "h1", "what": "weights"}, {"node": "h1", "what": "gradients"}]
    columns = {"zeros": [1, 0], "near": [2, 0], "total": [7, 7]}
    spread = [Tensor("counts", counts), Tensor("reach", np.array([2.0, 2.0**-24], np.float32))]
    spread += [Tensor(key, np.array(column, np.int32)) for key, column in columns.items()]
    values = [Tensor("h1", np.array([0.5, -1.0], np.float32)), Tensor("h1:sum", np.array([0.6, -2.0], np.float32))]
    values.append(Tensor("drop:dropped", np.array([0, 1], np.uint8)))
    facts = {"part": "train", "index": 4, "step": True, "loss": None, "point": [1.0, -2.0]}
    axis = np.linspace(-2.0, 2.0, 5, dtype=np.float32)
    curve = [Tensor("axis", axis), Tensor("value", np.tanh(axis)), Tensor("slope", 1 - np.tanh(axis) ** 2)]
    return [
        (_header("spread", rows=rows, norms={"h1": -1.0}, near=0.01, examples=10), spread),
        (_header("values", **facts), values),
        (_header("activation:h1", unit=None, reach=2.0, flat=0.25), curve),
    ]


MESSAGES = {
    "inside_frames": _inside(),
    "one_frame": [_units()],
    "several_frames": [_surface(), _weights(), _units()],
    "odd_frame": [_odd()],
    "no_frame": [],
}


def _described(header: FrameHeader, tensors: list[Tensor]) -> dict[str, Any]:
    """A frame as JSON; numbers that JSON cannot say are strings."""
    fields = {name: getattr(header, name) for name in FrameHeader.__struct_fields__}
    described = [
        {
            "key": tensor.key,
            "dtype": tensor.array.dtype.name,
            "shape": list(tensor.array.shape),
            "lo": tensor.lo,
            "hi": tensor.hi,
            "values": [v if np.isfinite(v) else str(v) for v in tensor.array.ravel().tolist()],
        }
        for tensor in tensors
    ]
    return {**fields, "tensors": described}


def main() -> None:
    """Write every message and its description."""
    GOLDEN.mkdir(exist_ok=True)
    for name, frames in MESSAGES.items():
        (GOLDEN / f"{name}.bin").write_bytes(b"".join(encode(*frame) for frame in frames))
        description = json.dumps([_described(*frame) for frame in frames], indent=1, ensure_ascii=False)
        (GOLDEN / f"{name}.json").write_text(description + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
