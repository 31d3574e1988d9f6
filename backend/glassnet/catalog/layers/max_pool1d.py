"""The 1-D max pooling layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.layers.base import Context
from glassnet.catalog.layers.pooling import Pooling

if TYPE_CHECKING:
    from jax import Array


class MaxPool1D(Pooling):
    r"""Keeps the strongest answer of every window along a sequence, wherever in the window it was.

    Inputs ``(length, channels)``, output ``(length', channels)``. Padding never wins; of equal numbers the first gets the
    gradient.

    Equation: y_{t,c} = \max_{i}\,x_{st + i,\,c}
    Source: Ranzato et al. (2007), doi:10.1109/CVPR.2007.383157
    """

    title: ClassVar[str] = "Max pool 1-D"
    ranks: ClassVar[tuple[int, ...]] = (2,)

    kind: Literal["max_pool1d"] = "max_pool1d"

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return ops.max_pool(inputs[0], self.slide())
