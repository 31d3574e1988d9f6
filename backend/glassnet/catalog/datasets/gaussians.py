"""The Gaussians data set."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.datasets.points import Drawn, PointSet, shares, stacked


class Gaussians(PointSet):
    r"""Two clouds of points, one for each class: the easiest pattern, a single unit is enough.

    Equation: p \sim N(\pm(2, 2),\, \sigma^2 I)
    Source: Smilkov et al. (2017), Direct-Manipulation Visualization of Deep Networks, arXiv:1708.03788
    """

    title: ClassVar[str] = "Gaussians"

    kind: Literal["gaussians"] = "gaussians"

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        width = 0.5 + 3.0 * self.noise
        centres = zip((-2.0, 2.0), shares(count, 2), strict=True)
        return stacked([centre + width * rng.standard_normal((share, 2)) for centre, share in centres])
