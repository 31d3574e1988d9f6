"""A forward pass in NumPy, double precision, written from the equations."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from glassnet.spec import RunSpec

Array = np.ndarray
_ERF = np.vectorize(math.erf)


def _softmax(x: Array) -> Array:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "linear": lambda x: x,
    "step": lambda x: (x > 0) * 1.0,
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "prelu": lambda x: np.where(x > 0, x, 0.25 * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "gelu": lambda x: x * 0.5 * (1 + _ERF(x / math.sqrt(2))),
    "silu": lambda x: x / (1 + np.exp(-x)),
    "softplus": lambda x: np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0),
    "softmax": _softmax,
}
FEATURES: dict[str, Callable[[Array, Array], Array]] = {
    "x": lambda x, y: x,
    "y": lambda x, y: y,
    "x2": lambda x, y: x * x,
    "y2": lambda x, y: y * y,
    "xy": lambda x, y: x * y,
    "sin_x": lambda x, y: np.sin(x),
    "sin_y": lambda x, y: np.sin(y),
}


def forward(spec: RunSpec, parameters: dict[str, Array], points: Array) -> dict[str, Array]:
    """Every node's output at ``points`` ``(n, 2)``, as in evaluation: dropout passes everything."""
    x, y = points.astype(np.float64).T
    values: dict[str, Array] = {}
    for name in spec.network.order:
        node: Any = spec.network.by_id[name]
        inputs = [values[start] for start, end in spec.network.edges if end == name]
        match node.kind:
            case "input":
                found = np.stack([FEATURES[feature](x, y) for feature in spec.data.features], 1)
            case "dense":
                found = inputs[0] @ parameters[f"{name}.weight"].astype(np.float64)
                found = ACTIVATIONS[node.activation](found + (parameters[f"{name}.bias"] if node.bias else 0))
            case "activation":
                found = ACTIVATIONS[node.activation](inputs[0])
            case "dropout":
                found = inputs[0]
            case "add":
                found = np.sum(inputs, axis=0)
            case "concat":
                found = np.concatenate(inputs, -1)
        values[name] = found
    return values
