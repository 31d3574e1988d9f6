"""The Softplus activation."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class Softplus(Activation):
    r"""A rounded ReLU without a corner; always a little above zero.

    Equation: f(x) = \ln(1 + e^{x})
    Source: Dugas et al. (2000)
    """

    title: ClassVar[str] = "Softplus"
    range: ClassVar[tuple[float, float]] = (0.0, inf)

    kind: Literal["softplus"] = "softplus"

    def apply(self, x: Array) -> Array:
        return ops.nn.softplus(x)
