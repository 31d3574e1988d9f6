"""The hinge loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.losses.base import Fit, Loss

if TYPE_CHECKING:
    from jax import Array


class Hinge(Loss):
    r"""Asks for the right side by a margin and is content beyond it: what is right enough teaches nothing more.

    One output is a score ``v`` whose sign decides, the second class being ``t = 1`` and the first ``t = -1``; then a
    single unit with L2 is a linear support vector machine. Several outputs are scores of the classes, and each wrong one
    has to stay below the right one ``y`` by the margin (Weston and Watkins, not Crammer and Singer), over the number of
    classes ``K``. It takes the sums before a sigmoid, a softmax or a step; what is drawn as a probability is the
    sigmoid or the softmax of a score, which nobody has taught to be one.

    Equation: E_i = \max(0,\, m - t\,v),\qquad E_i = \frac1K\sum_{k \ne y} \max(0,\, m - v_y + v_k)
    Source: Cortes and Vapnik (1995), doi:10.1007/BF00994018; Weston and Watkins (1999); torch.nn.MultiMarginLoss
    """

    title: ClassVar[str] = "Hinge"
    fit: ClassVar[Fit] = "classes"
    under_step: ClassVar[bool] = True

    kind: Literal["hinge"] = "hinge"
    margin: float = live(
        1.0,
        ge=0.0,
        le=100.0,
        description="How far on the right side a score must be: a wider margin lets more examples pull at the line.",
    )

    def per_position(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        axis, margin = ops.channel_axis(output), live["margin"]
        if output.shape[axis] == 1:
            return ops.nn.relu(margin - (2.0 * target - 1.0) * output).sum(axis)
        right = (output * target).sum(axis, keepdims=True)
        return (ops.nn.relu(margin - right + output) * (1.0 - target)).mean(axis)
