"""Small networks on real digits of 8 × 8 pixels."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from glassnet.spec import RunSpec

Json = dict[str, Any]

ADAM = {"kind": "adam", "learning_rate": 0.01}


def layer(kind: str, name: str, **fields: Any) -> Json:
    return {"id": name, "kind": kind, **fields}


OUT = layer("dense", "out", units=10, activation="softmax")
PLAIN = [
    layer("conv2d", "c1", filters=4, activation="tanh"),
    layer("max_pool2d", "p1"),
    layer("conv2d", "c2", filters=5, stride=2, activation="relu"),
    layer("flatten", "flat"),
    OUT,
]
NORMED = [
    layer("conv2d", "c1", filters=4, activation="linear", bias=False),
    layer("batch_norm", "n1"),
    layer("activation", "a1", activation="tanh"),
    layer("avg_pool2d", "p1"),
    layer("flatten", "flat"),
    OUT,
]
ALL_CHANCE = [
    layer("conv2d", "c1", filters=3, activation="linear"),
    layer("batch_norm", "n1"),
    layer("spatial_dropout", "d1", rate=0.2),
    layer("max_pool2d", "p1"),
    layer("flatten", "flat"),
    layer("dropout", "d2", rate=0.3),
    OUT,
]


def image_spec(nodes: list[Json] | None = None, data: Json | None = None, **training: Any) -> RunSpec:
    """A chain of layers on 120 digits, 72 of which train; cross-entropy and Adam unless told otherwise."""
    every = [layer("input", "in"), *(nodes or PLAIN)]
    return RunSpec.model_validate(
        {
            "network": {"nodes": every, "edges": list(pairwise(node["id"] for node in every))},
            "data": {"kind": "digits8", "samples": 120, "seed": 3, **(data or {})},
            "training": {
                "loss": {"kind": "cross_entropy"},
                "optimiser": ADAM,
                "batch_size": 12,
                "seed": 5,
                **training,
            },
        }
    )
