"""The networks that the benchmarks train."""

from __future__ import annotations

from itertools import pairwise

from glassnet.spec import RunSpec

FEATURES = ["x", "y", "x2", "y2", "xy", "sin_x", "sin_y"]
NETWORKS = {"2-4-2-1": [2, 4, 2, 1], "7-8-8-8-8-8-8-1": [7, 8, 8, 8, 8, 8, 8, 1]}


def spec(sizes: list[int], optimiser: str) -> RunSpec:
    """250 training points of XOR, a tanh network of ``sizes``."""
    names = ["in", *(f"h{k}" for k in range(1, len(sizes) - 1)), "out"]
    dense = [
        {"id": name, "kind": "dense", "units": units, "activation": "tanh"}
        for name, units in zip(names[1:], sizes[1:], strict=True)
    ]
    data = {"kind": "xor", "samples": 250, "noise": 0.0, "validation_fraction": 0.0, "test_fraction": 0.0}
    return RunSpec.model_validate(
        {
            "network": {"nodes": [{"id": "in", "kind": "input"}, *dense], "edges": list(pairwise(names))},
            "data": {**data, "features": FEATURES[: sizes[0]]},
            "training": {"loss": {"kind": "mse"}, "optimiser": {"kind": optimiser}, "batch_size": 10},
        }
    )
