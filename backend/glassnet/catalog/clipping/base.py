"""What clipping is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from glassnet.catalog.base import Part

if TYPE_CHECKING:
    from jax import Array


class Clipping(Part):
    """What becomes of a gradient that is too large. Every field is a live value."""

    idle: ClassVar[bool] = False
    """Whether it never changes anything, so that nothing needs to be computed."""

    @abstractmethod
    def clip(self, gradient: Array, knobs: Mapping[str, Any]) -> Array:
        """The gradient that the optimiser gets, float32 ``(parameters,)``.

        Args:
            gradient: of loss and penalties together, ``(parameters,)``.
            knobs: the live values by field name, traced float32 scalars.
        """
