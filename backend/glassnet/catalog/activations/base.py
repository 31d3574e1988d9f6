"""What an activation is."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from glassnet.catalog.base import Part

if TYPE_CHECKING:
    from jax import Array


class Activation(Part):
    """A function applied to every pre-activation of a layer.

    ``range`` is the interval of its values: targets are encoded to lie inside it, and colour scales use it.
    """

    range: ClassVar[tuple[float, float]]

    @abstractmethod
    def apply(self, x: Array) -> Array:
        """Values for pre-activations ``x`` of any shape, float32; same shape."""
