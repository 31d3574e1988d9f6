"""The SiLU activation."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class SiLU(Activation):
    r"""A smooth ReLU: the number times its own sigmoid; also called swish.

    Equation: f(x) = x\,\sigma(x) = \frac{x}{1 + e^{-x}}
    Source: Elfwing et al. (2017), arXiv:1702.03118
    """

    title: ClassVar[str] = "SiLU"
    range: ClassVar[tuple[float, float]] = (-0.28, inf)

    kind: Literal["silu"] = "silu"

    def apply(self, x: Array) -> Array:
        return ops.nn.silu(x)
