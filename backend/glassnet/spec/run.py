"""A whole run: network, data and training. Equal specifications train to equal weights on one machine."""

from __future__ import annotations

from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from glassnet.catalog.datasets import DatasetSpec
from glassnet.catalog.layers import Shape
from glassnet.errors import SpecError
from glassnet.spec import held
from glassnet.spec.network import NetworkSpec
from glassnet.spec.shapes import infer
from glassnet.spec.targets import Encoding, encoding
from glassnet.spec.training import TrainingSpec

DataSpec = DatasetSpec


class RunSpec(BaseModel):
    """Everything that decides what a run computes.

    Raises:
        SpecError: when network, data and training do not fit each other; ``where`` names the place.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    network: NetworkSpec
    data: DataSpec
    training: TrainingSpec = Field(default=TrainingSpec())

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        _ = self.encoding
        if self.training.patience is not None and not self.data.parts()[1]:
            raise SpecError(
                "patience",
                "Early stopping watches the validation loss, but no example validates.",
                "Raise data.validation_fraction, or set training.patience to null.",
                "training.patience",
            )
        held.check(self.network, self.shapes, self.input_shape)
        return self

    @cached_property
    def input_shape(self) -> Shape:
        """Shape of one example as the network gets it."""
        return self.data.input_shape()

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """Output shape of every node."""
        return infer(self.network, self.input_shape)

    @cached_property
    def encoding(self) -> Encoding:
        """How labels become targets."""
        return encoding(self.network, self.data, self.training.loss, self.shapes)
