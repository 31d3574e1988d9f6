"""What a schedule is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from glassnet.catalog.base import Part

if TYPE_CHECKING:
    from jax import Array


class Schedule(Part):
    """A factor on the learning rate as a function of the epoch. Every field is a live value."""

    steady: ClassVar[bool] = False
    """Whether the factor is always 1, so that nothing needs to be computed."""

    @abstractmethod
    def scale(self, epoch: Array, knobs: Mapping[str, Any]) -> Array:
        """What the learning rate is multiplied by.

        Args:
            epoch: passes over the training data before this update, with the fraction of the current one, float32
                scalar.
            knobs: the live values by field name, traced float32 scalars.

        Returns:
            0 or more, float32 scalar.
        """
