"""The ReLU activation."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class ReLU(Activation):
    r"""Keeps positive numbers and sets negative ones to zero: fast and hard to saturate, but a unit stuck below
    zero is dead.

    Equation: f(x) = \max(0, x)
    Source: Nair and Hinton (2010)
    """

    title: ClassVar[str] = "ReLU"
    range: ClassVar[tuple[float, float]] = (0.0, inf)

    kind: Literal["relu"] = "relu"

    def apply(self, x: Array) -> Array:
        return ops.nn.relu(x)
