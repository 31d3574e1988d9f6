"""The Softmax activation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class Softmax(Activation):
    r"""Turns the sums of a layer into probabilities that add up to one; for the last layer of a classifier.

    Equation: f(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}
    Source: Bridle (1990)
    """

    title: ClassVar[str] = "Softmax"
    range: ClassVar[tuple[float, float]] = (0.0, 1.0)

    kind: Literal["softmax"] = "softmax"

    def apply(self, x: Array) -> Array:
        return ops.softmax(x)
