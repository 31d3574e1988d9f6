"""Activation functions: what a unit makes of its weighted sum."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from glassnet.catalog.activations.base import Activation
from glassnet.catalog.activations.elu import ELU
from glassnet.catalog.activations.gelu import GELU
from glassnet.catalog.activations.hard_sigmoid import HardSigmoid
from glassnet.catalog.activations.hard_tanh import HardTanh
from glassnet.catalog.activations.leaky_relu import LeakyReLU
from glassnet.catalog.activations.linear import Linear
from glassnet.catalog.activations.prelu import PReLU
from glassnet.catalog.activations.relu import ReLU
from glassnet.catalog.activations.sigmoid import Sigmoid
from glassnet.catalog.activations.silu import SiLU
from glassnet.catalog.activations.softmax import Softmax
from glassnet.catalog.activations.softplus import Softplus
from glassnet.catalog.activations.step import Step
from glassnet.catalog.activations.tanh import Tanh
from glassnet.catalog.base import members, name_of

ActivationSpec = Annotated[
    Linear
    | Step
    | HardSigmoid
    | Sigmoid
    | HardTanh
    | Tanh
    | ReLU
    | LeakyReLU
    | PReLU
    | ELU
    | GELU
    | SiLU
    | Softplus
    | Softmax,
    Field(discriminator="kind"),
]

ACTIVATIONS: dict[str, Activation] = {kind: cls() for kind, cls in members(ActivationSpec).items()}

ActivationName: Any = name_of({kind: type(one) for kind, one in ACTIVATIONS.items()}, "activation")

__all__ = ["ACTIVATIONS", "Activation", "ActivationName", "ActivationSpec"]
