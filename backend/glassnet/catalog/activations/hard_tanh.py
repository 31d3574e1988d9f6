"""The Hard tanh activation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class HardTanh(Activation):
    r"""A tanh made of three straight pieces: passes numbers between -1 and 1 as they are and cuts off the rest.

    Equation: f(x) = \min(1, \max(-1, x))
    Source: Collobert (2004), Large Scale Machine Learning; torch.nn.Hardtanh
    """

    title: ClassVar[str] = "Hard tanh"
    range: ClassVar[tuple[float, float]] = (-1.0, 1.0)

    kind: Literal["hard_tanh"] = "hard_tanh"

    def apply(self, x: Array) -> Array:
        return ops.jnp.where(ops.jnp.abs(x) < 1.0, x, ops.jnp.sign(x))
