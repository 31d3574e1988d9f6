"""The Hard sigmoid activation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class HardSigmoid(Activation):
    r"""A sigmoid made of three straight pieces: quick to compute, and wholly flat beyond 3 on either side.

    Equation: f(x) = \min\!\left(1, \max\!\left(0, \tfrac{x}{6} + \tfrac12\right)\right)
    Source: Courbariaux et al. (2015), arXiv:1511.00363, with the slope of torch.nn.Hardsigmoid
    """

    title: ClassVar[str] = "Hard sigmoid"
    range: ClassVar[tuple[float, float]] = (0.0, 1.0)

    kind: Literal["hard_sigmoid"] = "hard_sigmoid"

    def apply(self, x: Array) -> Array:
        jnp = ops.jnp
        flat = jnp.where(x > 0.0, jnp.ones_like(x), jnp.zeros_like(x))
        return jnp.where(jnp.abs(x) < 3.0, x / 6.0 + 0.5, flat)
