"""What every data set is: examples with labels, parted into training, validation and test."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from glassnet.catalog.base import Part, setup

Task = Literal["binary", "multiclass", "regression", "segmentation"]
Shape = tuple[int, ...]
Needs = Literal["", "download", "upload"]


class Dataset(Part):
    """Examples with labels; equal specifications give equal examples in equal order."""

    regression: ClassVar[bool] = False
    needs: ClassVar[Needs] = ""
    """What must happen before a run can use it: nothing, a download, or an upload."""

    samples: int = Field(default=500, ge=10, description="Number of examples, all parts together.")
    validation_fraction: float = Field(
        default=0.2, ge=0.0, le=0.9, description="Share of the examples kept to watch whether the network generalises."
    )
    test_fraction: float = Field(
        default=0.2, ge=0.0, le=0.9, description="Share of the examples kept for the final judgement."
    )
    seed: int = setup(0, ge=0, le=2**31 - 1, description="Equal seeds draw equal examples.")

    @model_validator(mode="after")
    def _something_to_train_on(self) -> Self:
        train, _, _ = self.parts()
        if train < 1:
            raise ValueError(
                f"validation_fraction {self.validation_fraction} and test_fraction {self.test_fraction} leave nothing "
                "to train on; lower one of them"
            )
        return self

    def count(self) -> int:
        """How many examples there are: as many as are asked for, unless the set has fewer."""
        return self.samples

    def parts(self) -> tuple[int, int, int]:
        """How many examples train, validate and test."""
        count = self.count()
        test = round(count * self.test_fraction)
        validation = round(count * self.validation_fraction)
        return count - validation - test, validation, test

    def class_count(self) -> int:
        """Number of classes; 0 for regression."""
        return 0 if self.regression else 2

    def class_names(self) -> list[str]:
        """What the classes are called, in the order of their numbers; empty for regression."""
        return [str(k) for k in range(self.class_count())]

    def masked(self) -> bool:
        """Whether labels are masks, a class for each pixel, and not one class for each example."""
        return False

    def task(self) -> Task:
        """What there is to learn: one of two classes, one of several, a class for each pixel, or a number."""
        if self.masked():
            return "segmentation"
        if self.class_count() == 0:
            return "regression"
        return "binary" if self.class_count() == 2 else "multiclass"

    @abstractmethod
    def input_shape(self) -> Shape:
        """Shape of one example as the network gets it: ``(features,)`` or ``(height, width, channels)``."""
