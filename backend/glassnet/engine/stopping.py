"""The rule "loss below ε": judged at the end of every epoch, no matter how training is cut into calls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.results import Ended

Floats = NDArray[np.float32]


class Epochs:
    """Mean training losses of whole epochs, from the losses of single updates.

    Attributes:
        begun: losses of the updates of the epoch that has begun, in order.
    """

    def __init__(self, batches: int, batch_size: int, count: int) -> None:
        self.batches = batches
        sizes = np.full(batches, batch_size, np.float64)
        sizes[-1] = count - batch_size * (batches - 1)
        self._shares = sizes / count
        self.begun: Floats = np.zeros(0, np.float32)

    def first_below(self, losses: Floats, limit: float | None) -> tuple[int, float] | None:
        """The first epoch end within ``losses`` whose mean is below ``limit``: (updates until there, the mean)."""
        if limit is None:
            return None
        together = np.concatenate([self.begun, losses])
        whole = len(together) // self.batches
        rows = together[: whole * self.batches].reshape(whole, self.batches)
        means = (rows * self._shares).sum(axis=1)
        below = means < limit
        if not below.any():
            return None
        row = int(below.argmax())
        return (row + 1) * self.batches - len(self.begun), float(means[row])

    def add(self, losses: Floats) -> None:
        """Remember ``losses``, in order, as far as their epoch has not ended."""
        together = np.concatenate([self.begun, losses])
        self.begun = together[len(together) // self.batches * self.batches :]


def at_max_epochs(most: int | None, step: int) -> Ended:
    """The end of training after the ``most`` epochs that were asked for."""
    detail = f"The maximum of {most} epochs is reached."
    return Ended("max_epochs", detail, "Raise the maximum to train on.", step, None)
