"""The focal loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live as live_field
from glassnet.catalog.losses.base import Fit, Loss, foreground
from glassnet.catalog.losses.classes import log_truth, log_untruth, weighted

if TYPE_CHECKING:
    from jax import Array


class Focal(Loss):
    r"""Cross-entropy that looks away from what is easy: the surer and righter an answer, the less it counts.

    Equation: E = -\frac{1}{N}\sum_i w_{\text{class}_i} (1 - p_i)^\gamma \ln p_i,\quad p_i = \hat y_{i,\,\text{class}_i}
    Source: Lin et al. (2017), arXiv:1708.02002
    """

    title: ClassVar[str] = "Focal"
    fit: ClassVar[Fit] = "classes"

    kind: Literal["focal"] = "focal"
    gamma: float = live_field(
        2.0, ge=0.0, le=5.0, description="How much easy answers are left aside: 0 is cross-entropy."
    )
    foreground_weight: float = foreground()

    def per_position(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        # A power of 1 - p has no finite slope where p is 1; the exponential of its logarithm has.
        doubt = ops.jnp.exp(live["gamma"] * log_untruth(output, target))
        return weighted(-doubt * log_truth(output, target), target, live)
