"""The loss binary cross-entropy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.losses.base import ClassWeight, Fit, Loss, class_weights, foreground
from glassnet.catalog.losses.classes import class_weighted

if TYPE_CHECKING:
    from jax import Array


class BinaryCrossEntropy(Loss):
    r"""How surprised the network is by the right answer of a yes-or-no question; wrong and sure costs most.

    Equation: E = -\frac{1}{N}\sum_i w_i \left[y_i \ln \hat y_i + (1 - y_i)\ln(1 - \hat y_i)\right]
    Source: Good (1952); torch.nn.BCEWithLogitsLoss
    """

    title: ClassVar[str] = "Binary cross-entropy"
    fit: ClassVar[Fit] = "binary"
    fuses: ClassVar[str | None] = "sigmoid"

    kind: Literal["binary_cross_entropy"] = "binary_cross_entropy"
    foreground_weight: float = foreground()
    class_weights: list[ClassWeight] = class_weights()

    def weights(self) -> list[float]:
        return self.class_weights

    def per_position(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        axis = ops.channel_axis(output)
        return class_weighted((ops.nn.softplus(output) - output * target).mean(axis), target, live)
