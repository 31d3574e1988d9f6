"""The Multi-Gaussian data set."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.datasets.points import EXTENT, Drawn, PointSet, stacked


class MultiGaussian(PointSet):
    r"""Three hills and three valleys: a value that needs several units together.

    Equation: v = \sum_k s_k\,\max\!\left(0,\, 1 - \tfrac{\lVert p - c_k \rVert}{2}\right)
    Source: Smilkov et al. (2017), Direct-Manipulation Visualization of Deep Networks, arXiv:1708.03788
    """

    title: ClassVar[str] = "Multi-Gaussian"
    regression: ClassVar[bool] = True

    kind: Literal["multi_gaussian"] = "multi_gaussian"

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        point = rng.uniform(-EXTENT, EXTENT, (count, 2))
        hills = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))
        value = np.zeros(count)
        for x, y, sign in hills:
            height = sign * np.maximum(0.0, 1.0 - np.hypot(point[:, 0] - x, point[:, 1] - y) / 2.0)
            value = np.where(np.abs(height) > np.abs(value), height, value)
        value += 0.5 * self.noise * rng.standard_normal(count)
        return stacked([point], np.clip(value, -1.0, 1.0))
