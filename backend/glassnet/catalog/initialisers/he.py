"""The He initialiser."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.initialisers.base import Initialiser, Weights


class He(Initialiser):
    r"""Twice the variance of Xavier's by inputs, because a ReLU drops half of the signal; the choice for ReLU
    and its relatives.

    Equation: w \sim N(0, \tfrac{2}{n_\text{in}})
    Source: He et al. (2015), arXiv:1502.01852
    """

    title: ClassVar[str] = "He"

    kind: Literal["he"] = "he"

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Weights:
        return (math.sqrt(2.0 / fan_in) * rng.standard_normal(shape)).astype(np.float32)
