"""The Zeros initialiser."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.initialisers.base import Initialiser, Weights


class Zeros(Initialiser):
    r"""All weights start at zero: every unit of a layer then learns the same thing, which shows why starts are
    random.

    Equation: w = 0
    Source: any text book
    """

    title: ClassVar[str] = "Zeros"

    kind: Literal["zeros"] = "zeros"

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Weights:
        return np.zeros(shape, np.float32)
