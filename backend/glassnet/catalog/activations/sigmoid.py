"""The Sigmoid activation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class Sigmoid(Activation):
    r"""Squashes any number into 0 to 1, like a probability; far from zero its slope vanishes and learning slows
    down.

    Equation: f(x) = \frac{1}{1 + e^{-x}}
    Source: Cybenko (1989), doi:10.1007/BF02551274
    """

    title: ClassVar[str] = "Sigmoid"
    range: ClassVar[tuple[float, float]] = (0.0, 1.0)

    kind: Literal["sigmoid"] = "sigmoid"

    def apply(self, x: Array) -> Array:
        return ops.nn.sigmoid(x)
