"""The loss of the delta rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.losses.base import Fit, Loss

if TYPE_CHECKING:
    from jax import Array


class DeltaRule(Loss):
    r"""Half the squared error, so that a linear unit moves its weights by error times input: by much when it is far
    off, by little when it is close.

    Before a step it looks at the sum (ADALINE), with -1 and 1 as targets: unlike the perceptron rule it goes on
    learning from examples that are right, settles in the least squares even where no line parts the classes, and may
    pass by a line that would. After a sigmoid or a tanh it is the generalised delta rule.

    Equation: E_i = \tfrac12\sum_k (t_k - v_k)^2,\quad \Delta w = \eta\,(t - v)\,x
    Source: Widrow and Hoff (1960), Adaptive switching circuits; Rumelhart et al. (1986), doi:10.1038/323533a0
    """

    title: ClassVar[str] = "Delta rule"
    fit: ClassVar[Fit] = "distance"
    under_step: ClassVar[bool] = True

    kind: Literal["delta_rule"] = "delta_rule"

    def per_position(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        del live
        return (0.5 * ops.jnp.square(output - target)).sum(ops.channel_axis(output))
