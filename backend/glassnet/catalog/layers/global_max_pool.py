"""The global max pooling layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.layers.base import Context, Shape
from glassnet.catalog.layers.sliding import Positional

if TYPE_CHECKING:
    from jax import Array


class GlobalMaxPool(Positional):
    r"""Shrinks every feature map to one number, its largest: whether a pattern is there at all, no matter where.

    Inputs ``(length, channels)`` or ``(height, width, channels)``, output ``(channels,)``.

    Equation: y_c = \max_{u,v}\,x_{u,v,c}
    Source: Oquab et al. (2015), doi:10.1109/CVPR.2015.7298668
    """

    title: ClassVar[str] = "Global max pool"
    ranks: ClassVar[tuple[int, ...]] = (2, 3)

    kind: Literal["global_max_pool"] = "global_max_pool"

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return self.positions(inputs)[-1:]

    def flops(self, inputs: Sequence[Shape]) -> int:
        return prod(inputs[0])

    def window(self) -> None:
        return None

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return ops.global_max(inputs[0])
