"""The Uniform initialiser."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.initialisers.base import Initialiser, Weights


class Uniform(Initialiser):
    r"""Every weight is drawn evenly between -0.5 and 0.5, whatever the size of the layer.

    Equation: w \sim U(-\tfrac{1}{2}, \tfrac{1}{2})
    Source: any text book
    """

    title: ClassVar[str] = "Uniform"

    kind: Literal["uniform"] = "uniform"

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Weights:
        return rng.uniform(-0.5, 0.5, shape).astype(np.float32)
