"""The Spiral data set."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from glassnet.catalog.datasets.points import Drawn, PointSet, shares, stacked


class Spiral(PointSet):
    r"""Arms that wind around each other, one for each class: hard with x and y alone, a fine test for depth.

    Equation: p = r\,(\sin\varphi, \cos\varphi),\; \varphi = \tfrac{7\pi}{2}\,\tfrac{r}{5} + \tfrac{2\pi k}{K}
    Source: Smilkov et al. (2017), Direct-Manipulation Visualization of Deep Networks, arXiv:1708.03788
    """

    title: ClassVar[str] = "Spiral"

    kind: Literal["spiral"] = "spiral"
    classes: int = Field(default=2, ge=2, le=5, description="How many classes.")

    def class_count(self) -> int:
        return self.classes

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        parts = []
        for k, share in enumerate(shares(count, self.classes)):
            turn = (np.arange(share) + 0.5) / share
            angle = 1.75 * turn * 2 * np.pi + 2 * np.pi * k / self.classes
            point = np.stack([5 * turn * np.sin(angle), 5 * turn * np.cos(angle)], 1)
            parts.append(point + self.noise * rng.uniform(-1.0, 1.0, point.shape))
        return stacked(parts)
