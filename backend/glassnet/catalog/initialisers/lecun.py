"""The LeCun initialiser."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.initialisers.base import Initialiser, Weights


class LeCun(Initialiser):
    r"""Keeps the sums of a layer as large as its inputs: the oldest of the kind, for sigmoid, tanh and no activation.

    Equation: w \sim N(0, \tfrac{1}{n_\text{in}})
    Source: LeCun et al. (1998), Efficient BackProp, doi:10.1007/3-540-49430-8_2
    """

    title: ClassVar[str] = "LeCun"

    kind: Literal["lecun"] = "lecun"

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Weights:
        return (math.sqrt(1.0 / fan_in) * rng.standard_normal(shape)).astype(np.float32)
