"""The Tanh activation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class Tanh(Activation):
    r"""Squashes any number into -1 to 1 and is centred on zero, which makes training easier than with the
    sigmoid.

    Equation: f(x) = \tanh x = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}
    Source: LeCun et al. (1998), Efficient BackProp
    """

    title: ClassVar[str] = "Tanh"
    range: ClassVar[tuple[float, float]] = (-1.0, 1.0)

    kind: Literal["tanh"] = "tanh"

    def apply(self, x: Array) -> Array:
        return ops.jnp.tanh(x)
