"""The GELU activation."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class GELU(Activation):
    r"""A smooth ReLU that weighs each number by how likely a normal number is to be smaller; common in
    transformers.

    Equation: f(x) = x\,\Phi(x) = \tfrac{x}{2}\left(1 + \operatorname{erf}\tfrac{x}{\sqrt{2}}\right)
    Source: Hendrycks and Gimpel (2016), arXiv:1606.08415
    """

    title: ClassVar[str] = "GELU"
    range: ClassVar[tuple[float, float]] = (-0.17, inf)

    kind: Literal["gelu"] = "gelu"

    def apply(self, x: Array) -> Array:
        return ops.nn.gelu(x, approximate=False)
