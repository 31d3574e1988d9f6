"""The Blobs data set."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from glassnet.catalog.datasets.points import Drawn, PointSet, shares, stacked


class Blobs(PointSet):
    r"""Round clouds on a circle, one for each class: several classes that straight lines can part.

    Equation: p \sim N(3.5\,(\sin\tfrac{2\pi k}{K}, \cos\tfrac{2\pi k}{K}),\, \sigma^2 I)
    Source: scikit-learn, make_blobs
    """

    title: ClassVar[str] = "Blobs"

    kind: Literal["blobs"] = "blobs"
    classes: int = Field(default=3, ge=2, le=5, description="How many classes.")

    def class_count(self) -> int:
        return self.classes

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        width = 0.4 + 2.4 * self.noise
        parts = []
        for k, share in enumerate(shares(count, self.classes)):
            angle = 2 * np.pi * k / self.classes
            centre = 3.5 * np.array([np.sin(angle), np.cos(angle)])
            parts.append(centre + width * rng.standard_normal((share, 2)))
        return stacked(parts)
