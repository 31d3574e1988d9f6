"""What an optimiser is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from glassnet.catalog.base import Part

if TYPE_CHECKING:
    from jax import Array

Slots = dict[str, "Array"]


class Optimiser(Part):
    """How weights move against the gradient.

    It works on one flat vector of all parameters. ``slots`` names the vectors it remembers from update to update;
    they start at zero. Every field is a live value.
    """

    slots: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def update(
        self, gradient: Array, slots: Slots, knobs: Mapping[str, Any], count: Array, weights: Array
    ) -> tuple[Array, Slots]:
        """The change to subtract from the parameters, and the new slots.

        Args:
            gradient: of the loss, float32 ``(parameters,)``.
            slots: each ``(parameters,)``, by the names in ``slots``.
            knobs: the live values by field name, traced float32 scalars.
            count: how many updates this one makes, 1 for the first, float32 scalar.
            weights: as they are before this update, 0 where nothing is to decay (biases and the like),
                ``(parameters,)``.
        """
