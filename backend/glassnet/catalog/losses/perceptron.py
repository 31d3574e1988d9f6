"""The loss of the perceptron rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.losses.base import Fit, Loss

if TYPE_CHECKING:
    from jax import Array

MISTAKE = 1e-30
"""What a mistake costs at least: one at a sum of exactly 0 costs nothing by the formula, and is to be counted too."""


class Perceptron(Loss):
    r"""Learns from mistakes only: a unit that should have fired adds its inputs to its weights, one that should not
    takes them away.

    Its slope by the sum ``v`` is ``y - t``, so gradient descent on one sample at a time is Rosenblatt's rule exactly,
    whether the unit ends in a step or not. Several outputs learn each for itself. If a line parts the classes it is
    found after no more than (R/γ)² mistakes from weights of 0, whatever the learning rate; if none does, as for XOR,
    the weights never come to rest.

    Equation: E_i = (y - t)\,v = \max(0,\, -\tilde t\,v),\quad y = [v > 0],\quad \Delta w = \eta\,(t - y)\,x
    Source: Rosenblatt (1958), doi:10.1037/h0042519; Novikoff (1962), On convergence proofs for perceptrons
    """

    title: ClassVar[str] = "Perceptron rule"
    fit: ClassVar[Fit] = "classes"
    under_step: ClassVar[bool] = True

    kind: Literal["perceptron"] = "perceptron"

    def per_position(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        del live
        error = ops.jnp.where(output > 0.0, 1.0 - target, -target)
        return (error * output + MISTAKE * ops.jnp.abs(error)).sum(ops.channel_axis(output))
