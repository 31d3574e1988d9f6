"""What an activation is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from glassnet.catalog.base import Part

if TYPE_CHECKING:
    from jax import Array


class Activation(Part):
    """A function applied to every pre-activation of a layer.

    ``range`` is the interval of its values: targets are encoded to lie inside it, and colour scales use it.
    """

    range: ClassVar[tuple[float, float]]
    learned: ClassVar[Mapping[str, float]] = {}
    """Numbers that every unit or channel learns for itself, by the name of the array, and what they start at."""

    @abstractmethod
    def apply(self, x: Array) -> Array:
        """Values for pre-activations ``x`` of any shape, float32; same shape. What is `learned` is as it starts."""

    def apply_learned(self, x: Array, params: Mapping[str, Array]) -> Array:
        """Values in a layer whose arrays are ``params``: each of those `learned` is ``(channels,)``.

        ``x`` is in the layout of `glassnet.ops.layout`.
        """
        del params
        return self.apply(x)
