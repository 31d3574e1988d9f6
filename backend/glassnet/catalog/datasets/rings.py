"""The Rings data set."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from glassnet.catalog.datasets.points import Drawn, PointSet, shares, stacked


class Rings(PointSet):
    r"""A ring around a ring around a disc, each a class: only the distance from the middle tells them apart.

    Equation: \text{class} = \left\lfloor \tfrac{K\,\lVert p \rVert}{5.7} \right\rfloor
    Source: after scikit-learn, make_circles
    """

    title: ClassVar[str] = "Rings"

    kind: Literal["rings"] = "rings"
    classes: int = Field(default=3, ge=2, le=5, description="How many classes.")

    def class_count(self) -> int:
        return self.classes

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        width = 5.7 / self.classes
        parts = []
        for k, share in enumerate(shares(count, self.classes)):
            radius = width * (k + rng.uniform(0.1, 0.8, share))
            angle = rng.uniform(0, 2 * np.pi, share)
            point = np.stack([radius * np.sin(angle), radius * np.cos(angle)], 1)
            parts.append(point + self.noise * rng.uniform(-2.0, 2.0, point.shape))
        return stacked(parts)
