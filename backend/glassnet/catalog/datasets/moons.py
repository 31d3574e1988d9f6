"""The Moons data set."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.datasets.points import Drawn, PointSet, shares, stacked


class Moons(PointSet):
    r"""Two half moons that reach into each other: a gentle curve parts them.

    Equation: (\cos t, \sin t)\;\text{and}\;(1 - \cos t, \tfrac{1}{2} - \sin t)
    Source: scikit-learn, make_moons
    """

    title: ClassVar[str] = "Moons"

    kind: Literal["moons"] = "moons"

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        upper, lower = shares(count, 2)
        t, s = rng.uniform(0, np.pi, upper), rng.uniform(0, np.pi, lower)
        moons = [np.stack([np.cos(t), np.sin(t)], 1), np.stack([1 - np.cos(s), 0.5 - np.sin(s)], 1)]
        centre = np.array([0.5, 0.25])
        return stacked([3.0 * (moon - centre) + 2.0 * self.noise * rng.standard_normal(moon.shape) for moon in moons])
