"""The activation layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from glassnet.catalog.activations import ACTIVATIONS, Activation, ActivationName
from glassnet.catalog.layers.base import Context, Layer, Shape

if TYPE_CHECKING:
    from jax import Array


class ActivationLayer(Layer):
    r"""Applies an activation to every number on its own, as a layer of its own. Any shape, same shape out.

    Equation: y = f(x)
    Source: any text book
    """

    title: ClassVar[str] = "Activation"

    kind: Literal["activation"] = "activation"
    activation: ActivationName = Field(default="relu", description="The function.")

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return ACTIVATIONS[self.activation].apply(inputs[0])

    def squash(self) -> Activation | None:
        return ACTIVATIONS[self.activation]

    def without_squash(self) -> Layer:
        return self.model_copy(update={"activation": "linear"})
