"""Input features: numbers computed from a point of the plane before the network sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.base import name_of

Column = NDArray[np.float32]


class Feature(NamedTuple):
    """One number made of a point.

    Attributes:
        title: how it is written in the diagram.
        equation: KaTeX.
        summary: why one would want it, in one sentence.
        of: the function of the columns x and y, float32, elementwise.
    """

    title: str
    equation: str
    summary: str
    of: Callable[[Column, Column], Column]

    @classmethod
    def kind_name(cls) -> str:
        """The registry is keyed by name; the class itself has none."""
        return "feature"


FEATURES: dict[str, Feature] = {
    "x": Feature("x", "x", "Where the point lies from left to right.", lambda x, y: x),
    "y": Feature("y", "y", "Where the point lies from bottom to top.", lambda x, y: y),
    "x2": Feature(
        "x²", "x^2", "Distance from the middle in x: bends a straight line into a parabola.", lambda x, y: x * x
    ),
    "y2": Feature("y²", "y^2", "Distance from the middle in y; with x² it makes circles easy.", lambda x, y: y * y),
    "xy": Feature(
        "xy", "xy", "Positive in two opposite corners: with it XOR needs no hidden layer.", lambda x, y: x * y
    ),
    "sin_x": Feature(
        "sin x", r"\sin x", "Repeats from left to right: helps with stripes and spirals.", lambda x, y: np.sin(x)
    ),
    "sin_y": Feature("sin y", r"\sin y", "Repeats from bottom to top.", lambda x, y: np.sin(y)),
}

FeatureName: Any = name_of(dict.fromkeys(FEATURES, Feature), "feature")


def columns(points: NDArray[np.float32], names: Sequence[str]) -> NDArray[np.float32]:
    """The features ``names`` of points ``(n, 2)``: float32 ``(n, len(names))``."""
    x, y = points[:, 0], points[:, 1]
    return np.stack([FEATURES[name].of(x, y) for name in names], axis=1).astype(np.float32)
