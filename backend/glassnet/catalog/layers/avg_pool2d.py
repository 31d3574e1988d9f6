"""The 2-D average pooling layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.layers.base import Context
from glassnet.catalog.layers.pooling import Pooling

if TYPE_CHECKING:
    from jax import Array


class AvgPool2D(Pooling):
    r"""Makes an image smaller by taking the mean of every window.

    Inputs ``(height, width, channels)``, output ``(height', width', channels)``. Padding does not count: at the rim the mean
    is over the pixels that are there.

    Equation: y_{u,v,c} = \frac{1}{k^2}\sum_{i,j} x_{su + i,\,sv + j,\,c}
    Source: LeCun et al. (1989), doi:10.1162/neco.1989.1.4.541
    """

    title: ClassVar[str] = "Average pool 2-D"

    kind: Literal["avg_pool2d"] = "avg_pool2d"

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return ops.mean_pool(inputs[0], self.slide())
