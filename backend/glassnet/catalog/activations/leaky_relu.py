"""The Leaky ReLU activation."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class LeakyReLU(Activation):
    r"""A ReLU that lets a hundredth of negative numbers through, so that no unit can die.

    Equation: f(x) = \begin{cases} x & x > 0 \\ 0.01\,x & x \le 0 \end{cases}
    Source: Maas et al. (2013)
    """

    title: ClassVar[str] = "Leaky ReLU"
    range: ClassVar[tuple[float, float]] = (-inf, inf)

    kind: Literal["leaky_relu"] = "leaky_relu"

    def apply(self, x: Array) -> Array:
        return ops.jnp.where(x > 0.0, x, 0.01 * x)
