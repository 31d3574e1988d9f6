"""The global average pooling layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.layers.base import Context, Shape
from glassnet.catalog.layers.sliding import Positional

if TYPE_CHECKING:
    from jax import Array


class GlobalAvgPool(Positional):
    r"""Shrinks every feature map to one number, its mean: how much of a pattern there is, no matter where.

    Inputs ``(length, channels)`` or ``(height, width, channels)``, output ``(channels,)``.

    Equation: y_c = \frac{1}{hw}\sum_{u,v} x_{u,v,c}
    Source: Lin et al. (2013), arXiv:1312.4400
    """

    title: ClassVar[str] = "Global average pool"
    ranks: ClassVar[tuple[int, ...]] = (2, 3)

    kind: Literal["global_avg_pool"] = "global_avg_pool"

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return self.positions(inputs)[-1:]

    def flops(self, inputs: Sequence[Shape]) -> int:
        return prod(inputs[0])

    def window(self) -> None:
        return None

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return ops.global_mean(inputs[0])
