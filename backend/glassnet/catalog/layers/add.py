"""The add layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet.catalog.layers.base import Context, Layer, Shape, describe
from glassnet.catalog.layers.merging import adapter

if TYPE_CHECKING:
    from jax import Array


class Add(Layer):
    r"""Adds its inputs number by number: the shortcut of a residual network. All inputs have one shape, and so has the sum.

    Equation: y = x^{(1)} + x^{(2)} + \dots
    Source: He et al. (2015), arXiv:1512.03385
    """

    title: ClassVar[str] = "Add"
    ports: ClassVar[tuple[int, int | None]] = (2, None)

    kind: Literal["add"] = "add"

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        for shape in inputs[1:]:
            if shape != inputs[0]:
                raise self.misfit(
                    f"adds inputs of one shape but gets {describe(inputs[0])} and {describe(shape)}.",
                    "Give both branches the same size, or use Concat.",
                    **adapter(inputs, to_channels=True),
                )
        return inputs[0]

    def flops(self, inputs: Sequence[Shape]) -> int:
        size = 1
        for n in inputs[0]:
            size *= n
        return size * (len(inputs) - 1)

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return reduce(add, inputs)
