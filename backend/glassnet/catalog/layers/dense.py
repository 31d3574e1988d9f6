"""The dense layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from glassnet import ops
from glassnet.catalog.activations import ActivationName
from glassnet.catalog.base import setup
from glassnet.catalog.initialisers import INITIALISERS, InitialiserName
from glassnet.catalog.layers.activated import Activated
from glassnet.catalog.layers.base import Context, Parameter, Shape, describe
from glassnet.catalog.layers.penalised import Penalised, last

if TYPE_CHECKING:
    from jax import Array


class Dense(Activated, Penalised):
    r"""Every unit sums all its inputs, each times its own weight, adds a bias and passes the sum through an activation.

    Inputs ``(features,)``, output ``(units,)``; weights ``(features, units)``, bias ``(units,)``.

    Equation: y_j = f\!\left(\sum_i x_i\,w_{ij} + b_j\right)
    Source: Rumelhart, Hinton and Williams (1986), doi:10.1038/323533a0
    """

    model_config = last()
    title: ClassVar[str] = "Dense"

    kind: Literal["dense"] = "dense"
    units: int = Field(default=4, ge=1, le=65536, description="How many units, each a weighted sum of its own.")
    activation: ActivationName = Field(default="tanh", description="What each unit makes of its sum.")
    bias: bool = Field(default=True, description="Whether each unit adds a learned number to its sum.")
    initialiser: InitialiserName = setup("xavier", description="How the weights start. Biases start at zero.")

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        (shape,) = inputs
        if len(shape) != 1:
            raise self.misfit(
                f"takes a list of numbers but gets {describe(shape)}.",
                "Insert a Flatten layer before it.",
                insert="flatten",
            )
        return (self.units,)

    def parameters(self, inputs: Sequence[Shape]) -> list[Parameter]:
        weight = Parameter("weight", (inputs[0][0], self.units), regularised=True)
        biases = [Parameter("bias", (self.units,), regularised=False)] if self.bias else []
        return [weight, *biases, *self.slopes(self.units)]

    def init(self, rng: np.random.Generator, inputs: Sequence[Shape]) -> dict[str, NDArray[np.float32]]:
        features = inputs[0][0]
        weight = INITIALISERS[self.initialiser].draw(rng, (features, self.units), features, self.units)
        biases = {"bias": np.zeros(self.units, np.float32)} if self.bias else {}
        return {"weight": weight, **biases, **self.started(self.units)}

    def flops(self, inputs: Sequence[Shape]) -> int:
        return 2 * inputs[0][0] * self.units + 2 * self.units

    def window(self) -> None:
        return None

    def apply(self, params: Mapping[str, Array], inputs: Sequence[Array], context: Context) -> Array:
        del context
        sums = ops.dense(inputs[0], params["weight"])
        if self.bias:
            sums = sums + params["bias"]
        return self.activated(sums, params)
