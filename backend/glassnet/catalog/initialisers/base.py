"""What an initialiser is."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.base import Part

Weights = NDArray[np.float32]


class Initialiser(Part):
    """How the weights of a layer start. Drawn in NumPy: nothing is compiled for a new shape."""

    @abstractmethod
    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> Weights:
        """Weights of ``shape``, float32.

        Args:
            rng: the source of chance; equal generators give equal weights.
            shape: of the weights.
            fan_in: number of inputs of one unit.
            fan_out: number of units that one input feeds.
        """
