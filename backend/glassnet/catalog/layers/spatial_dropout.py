"""The spatial dropout layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.layers.base import Context, Layer, Shape

if TYPE_CHECKING:
    from jax import Array


class SpatialDropout(Layer):
    r"""Silences whole feature maps with probability p while training: neighbouring pixels are so alike that dropping single
    ones would hide nothing.

    Off when evaluating; what is kept is scaled by 1/(1 - p). Any shape, same shape out; of a list of numbers each is a map
    of its own.

    Equation: y_{u,v,c} = \frac{m_c\,x_{u,v,c}}{1 - p},\; m_c \sim \text{Bernoulli}(1 - p)
    Source: Tompson et al. (2015), arXiv:1411.4280
    """

    title: ClassVar[str] = "Spatial dropout"
    drops: ClassVar[bool] = True

    kind: Literal["spatial_dropout"] = "spatial_dropout"
    rate: float = live(0.2, ge=0.0, le=0.95, description="Probability p that a feature map is dropped.")

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params
        (x,) = inputs
        if not context.training:
            return x
        keep = 1.0 - context.live["rate"]
        shape = [1 if axis in ops.space_axes(x) else size for axis, size in enumerate(x.shape)]
        return ops.jnp.where(ops.keep_mask(context.key, tuple(shape), keep), x / keep, 0.0)
