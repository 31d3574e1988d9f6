"""The Plane data set."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.datasets.points import EXTENT, Drawn, PointSet, stacked


class Plane(PointSet):
    r"""The value rises evenly from corner to corner: one linear unit learns it exactly.

    Equation: v = \tfrac{x + y}{12}
    Source: Smilkov et al. (2017), Direct-Manipulation Visualization of Deep Networks, arXiv:1708.03788
    """

    title: ClassVar[str] = "Plane"
    regression: ClassVar[bool] = True

    kind: Literal["plane"] = "plane"

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        point = rng.uniform(-EXTENT, EXTENT, (count, 2))
        value = (point[:, 0] + point[:, 1]) / (2 * EXTENT) + 0.5 * self.noise * rng.standard_normal(count)
        return stacked([point], np.clip(value, -1.0, 1.0))
