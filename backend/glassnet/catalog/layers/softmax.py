"""The softmax layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet.catalog.activations import ACTIVATIONS, Activation
from glassnet.catalog.layers.activation import ActivationLayer
from glassnet.catalog.layers.base import Context, Layer, Shape

if TYPE_CHECKING:
    from jax import Array


class SoftmaxLayer(Layer):
    r"""Turns the scores of a classifier into probabilities that add up to one; the end of a network.

    Any shape, same shape out: of an image, the channels of every pixel add up to one.

    Equation: y_i = \frac{e^{x_i}}{\sum_j e^{x_j}}
    Source: Bridle (1990), doi:10.1007/978-3-642-76153-9_28
    """

    title: ClassVar[str] = "Softmax"

    kind: Literal["softmax"] = "softmax"

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def flops(self, inputs: Sequence[Shape]) -> int:
        return 3 * prod(inputs[0])

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del params, context
        return ACTIVATIONS["softmax"].apply(inputs[0])

    def squash(self) -> Activation | None:
        return ACTIVATIONS["softmax"]

    def without_squash(self) -> Layer:
        return ActivationLayer(id=self.id, activation="linear")
