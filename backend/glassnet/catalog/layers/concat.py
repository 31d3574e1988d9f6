"""The concat layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.layers.base import Context, Layer, Shape, describe
from glassnet.catalog.layers.merging import adapter

if TYPE_CHECKING:
    from jax import Array


class Concat(Layer):
    r"""Puts its inputs side by side, so that the next layer sees both. Inputs agree in all but the last number of their shape.

    Equation: y = [x^{(1)}, x^{(2)}, \dots]
    Source: Huang et al. (2016), arXiv:1608.06993
    """

    title: ClassVar[str] = "Concat"
    ports: ClassVar[tuple[int, int | None]] = (2, None)

    kind: Literal["concat"] = "concat"

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        for shape in inputs[1:]:
            if shape[:-1] != inputs[0][:-1]:
                raise self.misfit(
                    f"joins inputs that agree in all but their last size but gets {describe(inputs[0])} "
                    f"and {describe(shape)}.",
                    "Bring both branches to the same height and width first.",
                    **adapter(inputs),
                )
        return (*inputs[0][:-1], sum(shape[-1] for shape in inputs))

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return ops.concat(inputs)
