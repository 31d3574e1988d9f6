"""The Linear activation."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class Linear(Activation):
    r"""Passes the sum on unchanged: the output is not limited and the unit can only draw a straight line.

    Equation: f(x) = x
    Source: McCulloch and Pitts (1943); any text book
    """

    title: ClassVar[str] = "Linear"
    range: ClassVar[tuple[float, float]] = (-inf, inf)

    kind: Literal["linear"] = "linear"

    def apply(self, x: Array) -> Array:
        return x
