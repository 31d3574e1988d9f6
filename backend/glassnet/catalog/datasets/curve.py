"""The Curve data set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from glassnet.catalog.datasets.points import EXTENT, Drawn, PointSet, stacked

Shape = Literal["sine", "line", "parabola", "bump", "stairs"]

_SHAPES: dict[Shape, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "sine": lambda x: np.sin(np.pi * x / 3),
    "line": lambda x: x / EXTENT,
    "parabola": lambda x: 2 * (x / EXTENT) ** 2 - 1,
    "bump": lambda x: 2 * np.exp(-x * x / 2) - 1,
    "stairs": lambda x: (2 * np.clip(np.floor((x + EXTENT) / 3), 0, 3) - 3) / 3,
}


class Curve(PointSet):
    r"""One number in, one number out: a value along a line, such as a wave, which the network draws after.

    The points lie on the plane at the height of their value, ``y = 6 v``, so that they trace the curve; the network is
    told of ``x`` alone, and so what it says is the same all the way up and down.

    Equation: v = f(x) + \varepsilon,\quad f(x) = \sin\tfrac{\pi x}{3}
    Source: Bishop (2006), Pattern Recognition and Machine Learning, section 1.1
    """

    title: ClassVar[str] = "Curve"
    regression: ClassVar[bool] = True

    kind: Literal["curve"] = "curve"
    shape: Shape = Field(default="sine", description="What is to be learned: sine, line, parabola, bump or stairs.")
    features: list[Literal["x", "x2", "sin_x"]] = Field(
        default=["x"], min_length=1, max_length=3, description="What the network is told about each point."
    )

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        x = rng.uniform(-EXTENT, EXTENT, count)
        value = np.clip(_SHAPES[self.shape](x) + 0.5 * self.noise * rng.standard_normal(count), -1.0, 1.0)
        return stacked([np.stack([x, EXTENT * value], 1)], value)
