"""What all layers share that end with an activation of their choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.activations import ACTIVATIONS, Activation, ActivationName
from glassnet.catalog.layers.base import Layer, Parameter

if TYPE_CHECKING:
    from jax import Array


class Activated(Layer):
    """A layer whose last step is its ``activation``; what that learns are arrays of the layer, behind its others."""

    if TYPE_CHECKING:  # each layer has the field where its form shows it
        activation: ActivationName

    def slopes(self, channels: int) -> list[Parameter]:
        """The arrays that the activation learns, each ``(channels,)``."""
        return [Parameter(name, (channels,), regularised=False) for name in ACTIVATIONS[self.activation].learned]

    def started(self, channels: int) -> dict[str, NDArray[np.float32]]:
        """Start values of the `slopes`."""
        learned = ACTIVATIONS[self.activation].learned
        return {name: np.full(channels, value, np.float32) for name, value in learned.items()}

    def activated(self, sums: Array, params: Mapping[str, Array]) -> Array:
        """The activation of ``sums`` in the layout of `glassnet.ops.layout`."""
        return ACTIVATIONS[self.activation].apply_learned(sums, params)

    def squash(self) -> Activation | None:
        return ACTIVATIONS[self.activation]

    def without_squash(self) -> Self:
        return self.model_copy(update={"activation": "linear"})
