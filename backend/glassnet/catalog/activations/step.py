"""The Step activation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class Step(Activation):
    r"""Fires or does not: 1 above the threshold, 0 at it and below, as in the first perceptron.

    It is flat everywhere, so its slope is 0 and gradient descent learns nothing through it: as output it goes with the
    perceptron's loss, the delta rule or hinge, which look at the sum before it; hidden, it keeps the weights before it
    as they started.

    Equation: f(x) = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases},\quad f'(x) = 0
    Source: McCulloch and Pitts (1943), doi:10.1007/BF02478259; Rosenblatt (1958), doi:10.1037/h0042519
    """

    title: ClassVar[str] = "Step"
    range: ClassVar[tuple[float, float]] = (0.0, 1.0)

    kind: Literal["step"] = "step"

    def apply(self, x: Array) -> Array:
        return ops.jnp.where(x > 0.0, ops.jnp.ones_like(x), ops.jnp.zeros_like(x))
