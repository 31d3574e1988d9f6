"""The Xavier initialiser."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.initialisers.base import Initialiser, Weights


class Xavier(Initialiser):
    r"""Keeps the size of signals and gradients alike from layer to layer for activations that are linear near
    zero, such as tanh.

    Equation: w \sim U(-a, a),\; a = \sqrt{\tfrac{6}{n_\text{in} + n_\text{out}}}
    Source: Glorot and Bengio (2010)
    """

    title: ClassVar[str] = "Xavier"

    kind: Literal["xavier"] = "xavier"

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Weights:
        bound = math.sqrt(6.0 / (fan_in + fan_out))
        return rng.uniform(-bound, bound, shape).astype(np.float32)
