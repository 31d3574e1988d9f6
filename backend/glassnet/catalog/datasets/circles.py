"""The Circles data set."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.datasets.points import Drawn, PointSet, shares, stacked


class Circles(PointSet):
    r"""A disc of one class inside a ring of the other: no straight line can part them, a few units together can.

    Equation: \text{class} = [\,\lVert p \rVert < 2.5\,]
    Source: Smilkov et al. (2017), Direct-Manipulation Visualization of Deep Networks, arXiv:1708.03788
    """

    title: ClassVar[str] = "Circles"

    kind: Literal["circles"] = "circles"

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        inner, outer = shares(count, 2)
        radii = [rng.uniform(0.7 * 5, 5, inner), rng.uniform(0, 0.5 * 5, outer)]
        parts = []
        for radius in radii:
            angle = rng.uniform(0, 2 * np.pi, len(radius))
            point = np.stack([radius * np.sin(angle), radius * np.cos(angle)], 1)
            parts.append(point + self.noise * rng.uniform(-2.5, 2.5, point.shape))
        return stacked(parts)
