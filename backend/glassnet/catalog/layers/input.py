"""The input layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet.catalog.layers.base import Context, Layer, Shape

if TYPE_CHECKING:
    from jax import Array


class Input(Layer):
    r"""Where the data enters: one number for each feature. Its shape follows from the data, so there is nothing to set.

    Equation: y = x
    Source: any text book
    """

    title: ClassVar[str] = "Input"
    ports: ClassVar[tuple[int, int | None]] = (1, 1)

    kind: Literal["input"] = "input"

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return inputs[0]
