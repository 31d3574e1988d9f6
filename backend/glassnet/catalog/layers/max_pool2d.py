"""The 2-D max pooling layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.layers.base import Context
from glassnet.catalog.layers.pooling import Pooling

if TYPE_CHECKING:
    from jax import Array


class MaxPool2D(Pooling):
    r"""Keeps the strongest answer of every window, wherever in the window it was: a smaller image that minds small shifts less.

    Inputs ``(height, width, channels)``, output ``(height', width', channels)``. Padding never wins; of equal numbers the
    first gets the gradient.

    Equation: y_{u,v,c} = \max_{i,j}\,x_{su + i,\,sv + j,\,c}
    Source: Ranzato et al. (2007), doi:10.1109/CVPR.2007.383157
    """

    title: ClassVar[str] = "Max pool 2-D"

    kind: Literal["max_pool2d"] = "max_pool2d"

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return ops.max_pool(inputs[0], self.slide())
