"""The Normal initialiser."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from glassnet.catalog.initialisers.base import Initialiser, Weights


class Normal(Initialiser):
    r"""Every weight is drawn from a bell curve of width 0.5, whatever the size of the layer.

    Equation: w \sim N(0, 0.5^2)
    Source: any text book
    """

    title: ClassVar[str] = "Normal"

    kind: Literal["normal"] = "normal"

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Weights:
        return (0.5 * rng.standard_normal(shape)).astype(np.float32)
