"""Ready networks on tables, as JSON of networks, data and training."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

Json = dict[str, Any]


class TableTemplate(NamedTuple):
    """A ready set-up: id, name, one sentence on what it shows, and a RunSpec as JSON."""

    id: str
    title: str
    description: str
    spec: Json


def _network(hidden: int, outputs: int, activation: str, **fields: Any) -> Json:
    nodes: list[Json] = [
        {"id": "in", "kind": "input"},
        {"id": "h1", "kind": "dense", "units": hidden, "activation": "tanh", **fields},
        {"id": "out", "kind": "dense", "units": outputs, "activation": activation},
    ]
    return {"nodes": nodes, "edges": list(pairwise(node["id"] for node in nodes))}


TABLE_TEMPLATES: list[TableTemplate] = [
    TableTemplate(
        "iris",
        "Iris, 4-5-3",
        "Four measurements of a flower tell its species: the lecture's first table, one output for each class.",
        {
            "network": _network(5, 3, "softmax"),
            "data": {"kind": "iris"},
            "training": {
                "loss": {"kind": "cross_entropy"},
                "optimiser": {"kind": "adam", "learning_rate": 0.005},
                "batch_size": 5,
            },
        },
    ),
    TableTemplate(
        "breast_cancer",
        "Benign or malignant",
        "Thirty measurements of a tumour: L1 brings the weights to zero that are not needed.",
        {
            "network": _network(4, 1, "sigmoid"),
            "data": {"kind": "breast_cancer"},
            "training": {
                "loss": {"kind": "binary_cross_entropy"},
                "optimiser": {"kind": "adam", "learning_rate": 0.005},
                "batch_size": 16,
                "l1": 0.003,
            },
        },
    ),
    TableTemplate(
        "diabetes",
        "How far a disease goes",
        "A value instead of a class: see what remains unexplained, and how more epochs only learn rows by heart.",
        {
            "network": _network(8, 1, "linear"),
            "data": {"kind": "diabetes"},
            "training": {
                "loss": {"kind": "mse"},
                "optimiser": {"kind": "adam", "learning_rate": 0.003},
                "batch_size": 16,
            },
        },
    ),
]
