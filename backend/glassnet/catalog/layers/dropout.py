"""The dropout layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.layers.base import Context, Layer, Shape

if TYPE_CHECKING:
    from jax import Array


class Dropout(Layer):
    r"""Silences each number with probability p while training, so that no unit can rely on one other; off when evaluating.

    What is kept is scaled by 1/(1 - p), so that the sums keep their size. Any shape, same shape out.

    Equation: y = \frac{m \odot x}{1 - p},\; m \sim \text{Bernoulli}(1 - p)
    Source: Srivastava et al. (2014), JMLR 15
    """

    title: ClassVar[str] = "Dropout"
    drops: ClassVar[bool] = True

    kind: Literal["dropout"] = "dropout"
    rate: float = live(0.2, ge=0.0, le=0.95, description="Probability p that a number is dropped.")

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params
        (x,) = inputs
        if not context.training:
            return x
        keep = 1.0 - context.live["rate"]
        return ops.jnp.where(ops.keep_mask(context.key, x.shape, keep), x / keep, 0.0)
