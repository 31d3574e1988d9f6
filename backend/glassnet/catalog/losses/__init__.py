"""Losses: how wrong an output is. To add one, write its file and name it in `LossSpec`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from glassnet.catalog.base import members
from glassnet.catalog.losses.base import Loss
from glassnet.catalog.losses.binary_cross_entropy import BinaryCrossEntropy
from glassnet.catalog.losses.cross_entropy import CrossEntropy
from glassnet.catalog.losses.delta_rule import DeltaRule
from glassnet.catalog.losses.dice import Dice
from glassnet.catalog.losses.dice_cross_entropy import DiceCrossEntropy
from glassnet.catalog.losses.focal import Focal
from glassnet.catalog.losses.hinge import Hinge
from glassnet.catalog.losses.huber import Huber
from glassnet.catalog.losses.l1 import L1
from glassnet.catalog.losses.mse import MSE
from glassnet.catalog.losses.perceptron import Perceptron
from glassnet.catalog.losses.tversky import Tversky

LossSpec = Annotated[
    MSE
    | L1
    | Huber
    | DeltaRule
    | Perceptron
    | Hinge
    | BinaryCrossEntropy
    | CrossEntropy
    | Dice
    | DiceCrossEntropy
    | Focal
    | Tversky,
    Field(discriminator="kind"),
]

LOSSES: dict[str, type[Loss]] = members(LossSpec)

__all__ = ["LOSSES", "Loss", "LossSpec"]
