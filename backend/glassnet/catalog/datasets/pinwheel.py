"""The Pinwheel data set."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from glassnet.catalog.datasets.points import Drawn, PointSet, shares, stacked

SCALE = 3.2
"""Units of the plane in one of the pinwheel's."""


class Pinwheel(PointSet):
    r"""Blades that bend the more the farther out, one for each class: between blobs and a spiral in difficulty.

    Equation: \varphi = \tfrac{2\pi k}{K} + \tfrac14 e^{r},\quad p = 3.2\,r\,(\cos\varphi, \sin\varphi)
    Source: Johnson et al. (2016), Structured VAEs, arXiv:1603.06277, with blades of even length
    """

    title: ClassVar[str] = "Pinwheel"

    kind: Literal["pinwheel"] = "pinwheel"
    classes: int = Field(default=3, ge=2, le=5, description="How many classes.")

    def class_count(self) -> int:
        return self.classes

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        parts = []
        for k, share in enumerate(shares(count, self.classes)):
            along, across = rng.uniform(0.2, 1.75, share), 0.5 * self.noise * rng.standard_normal(share)
            angle = 2 * np.pi * k / self.classes + 0.25 * np.exp(along)
            cos, sin = np.cos(angle), np.sin(angle)
            parts.append(SCALE * np.stack([along * cos - across * sin, along * sin + across * cos], 1))
        return stacked(parts)
