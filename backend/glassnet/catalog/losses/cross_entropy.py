"""The loss cross-entropy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.losses.base import ClassWeight, Fit, Loss, class_weights, foreground
from glassnet.catalog.losses.classes import class_weighted

if TYPE_CHECKING:
    from jax import Array


class CrossEntropy(Loss):
    r"""How surprised the network is by the right class of several: minus the logarithm of the probability it
    gave it.

    Equation: E = -\frac{1}{N}\sum_i w_{\text{class}_i} \ln \hat y_{i,\,\text{class}_i}
    Source: Good (1952); torch.nn.CrossEntropyLoss
    """

    title: ClassVar[str] = "Cross-entropy"
    fit: ClassVar[Fit] = "categorical"
    fuses: ClassVar[str | None] = "softmax"

    kind: Literal["cross_entropy"] = "cross_entropy"
    foreground_weight: float = foreground()
    class_weights: list[ClassWeight] = class_weights()

    def weights(self) -> list[float]:
        return self.class_weights

    def per_position(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        axis = ops.channel_axis(output)
        return class_weighted(-(ops.log_softmax(output) * target).sum(axis), target, live)
