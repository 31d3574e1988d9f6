"""The activation layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from glassnet.catalog.activations import ActivationName
from glassnet.catalog.layers.activated import Activated
from glassnet.catalog.layers.base import Context, Parameter, Shape

if TYPE_CHECKING:
    from jax import Array


class ActivationLayer(Activated):
    r"""Applies an activation to every number on its own, as a layer of its own. Any shape, same shape out.

    Equation: y = f(x)
    Source: any text book
    """

    title: ClassVar[str] = "Activation"

    kind: Literal["activation"] = "activation"
    activation: ActivationName = Field(default="relu", description="The function.")

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def parameters(self, inputs: Sequence[Shape]) -> list[Parameter]:
        return self.slopes(inputs[0][-1])

    def init(self, rng: np.random.Generator, inputs: Sequence[Shape]) -> dict[str, NDArray[np.float32]]:
        del rng
        return self.started(inputs[0][-1])

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del context
        return self.activated(inputs[0], params)
