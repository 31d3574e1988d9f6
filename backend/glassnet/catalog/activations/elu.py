"""The ELU activation."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class ELU(Activation):
    r"""A ReLU with a smooth tail that levels off at -1 for negative numbers.

    Equation: f(x) = \begin{cases} x & x > 0 \\ e^{x} - 1 & x \le 0 \end{cases}
    Source: Clevert et al. (2015), arXiv:1511.07289
    """

    title: ClassVar[str] = "ELU"
    range: ClassVar[tuple[float, float]] = (-1.0, inf)

    kind: Literal["elu"] = "elu"

    def apply(self, x: Array) -> Array:
        return ops.nn.elu(x)
