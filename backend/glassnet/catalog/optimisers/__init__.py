"""Optimisers: how weights move. To add one, write its file and name it in `OptimiserSpec`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from glassnet.catalog.base import members
from glassnet.catalog.optimisers.adagrad import AdaGrad
from glassnet.catalog.optimisers.adam import Adam
from glassnet.catalog.optimisers.adamw import AdamW
from glassnet.catalog.optimisers.base import Optimiser, Slots
from glassnet.catalog.optimisers.lion import Lion
from glassnet.catalog.optimisers.momentum import Momentum
from glassnet.catalog.optimisers.nesterov import Nesterov
from glassnet.catalog.optimisers.rmsprop import RMSProp
from glassnet.catalog.optimisers.sgd import GradientDescent

OptimiserSpec = Annotated[
    GradientDescent | Momentum | Nesterov | AdaGrad | RMSProp | Adam | AdamW | Lion,
    Field(discriminator="kind"),
]

OPTIMISERS: dict[str, type[Optimiser]] = members(OptimiserSpec)

__all__ = ["OPTIMISERS", "Optimiser", "OptimiserSpec", "Slots"]
