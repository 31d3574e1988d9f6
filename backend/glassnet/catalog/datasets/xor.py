"""The XOR data set."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.datasets.points import Drawn, PointSet, shares, stacked


class Xor(PointSet):
    r"""The class changes with the sign of x and of y: the pattern that one unit alone can never learn.

    Equation: \text{class} = [\,xy \ge 0\,]
    Source: Smilkov et al. (2017), Direct-Manipulation Visualization of Deep Networks, arXiv:1708.03788
    """

    title: ClassVar[str] = "XOR"

    kind: Literal["xor"] = "xor"

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        quadrants = [(1, -1), (-1, 1)], [(1, 1), (-1, -1)]
        parts = []
        for signs, share in zip(quadrants, shares(count, 2), strict=True):
            sign = np.asarray(signs)[rng.integers(0, 2, share)]
            point = sign * rng.uniform(0.3, 5.0, (share, 2))
            parts.append(point + self.noise * rng.uniform(-2.5, 2.5, point.shape))
        return stacked(parts)
