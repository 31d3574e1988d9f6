"""The Checkerboard data set."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from glassnet.catalog.datasets.points import EXTENT, Drawn, PointSet, shares, stacked


class Checkerboard(PointSet):
    r"""Squares of two classes in turn, as on a chessboard: XOR many times over, and as hard as there are squares.

    Equation: \text{class} = \left(\left\lfloor\tfrac{x + 6}{s}\right\rfloor + \left\lfloor\tfrac{y + 6}{s}\right\rfloor\right) \bmod 2
    Source: Ho and Kleinberg (1996), Building projectable classifiers of arbitrary complexity
    """

    title: ClassVar[str] = "Checkerboard"

    kind: Literal["checkerboard"] = "checkerboard"
    squares: int = Field(default=4, ge=2, le=8, description="How many squares along each side.")

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        side = 2 * EXTENT / self.squares
        places = np.stack(np.divmod(np.arange(self.squares**2), self.squares), 1)
        parts = []
        for k, share in enumerate(shares(count, 2)):
            own = places[places.sum(1) % 2 == k]
            square = own[rng.integers(0, len(own), share)]
            point = (square + rng.uniform(0.02, 0.98, (share, 2))) * side - EXTENT
            parts.append(point + self.noise * rng.uniform(-1.5, 1.5, point.shape))
        return stacked(parts)
