"""What a generated data set on the plane is."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator, model_validator

from glassnet.catalog.base import Part, setup
from glassnet.catalog.features import FeatureName

EXTENT = 6.0
"""The plane reaches from -EXTENT to EXTENT in x and in y."""

Task = Literal["binary", "multiclass", "regression"]
Points = NDArray[np.float32]
Labels = NDArray[np.float32]


class Drawn(NamedTuple):
    """Points ``(n, 2)`` in the plane and their labels ``(n,)``: class numbers, or values in -1 to 1."""

    points: Points
    labels: Labels


class Dataset(Part):
    """Points on the plane with labels, drawn from a seed; equal specifications give equal points."""

    regression: ClassVar[bool] = False

    samples: int = Field(default=500, ge=10, le=20_000, description="Number of points, all parts together.")
    noise: float = setup(0.1, ge=0.0, le=1.0, description="How far points stray from where they belong.")
    validation_fraction: float = Field(
        default=0.2, ge=0.0, le=0.9, description="Share of the points kept to watch whether the network generalises."
    )
    test_fraction: float = Field(
        default=0.2, ge=0.0, le=0.9, description="Share of the points kept for the final judgement."
    )
    features: list[FeatureName] = Field(
        default=["x", "y"], min_length=1, max_length=7, description="What the network is told about each point."
    )
    seed: int = setup(0, ge=0, le=2**31 - 1, description="Equal seeds draw equal points.")

    @field_validator("features")
    @classmethod
    def _features_differ(cls, value: list[Any]) -> list[Any]:
        if len(set(value)) < len(value):
            raise ValueError("each feature can be used once; remove the one that appears twice")
        return value

    @model_validator(mode="after")
    def _something_to_train_on(self) -> Self:
        train, _, _ = self.parts()
        if train < 1:
            raise ValueError(
                f"validation_fraction {self.validation_fraction} and test_fraction {self.test_fraction} leave nothing "
                "to train on; lower one of them"
            )
        return self

    def parts(self) -> tuple[int, int, int]:
        """How many points train, validate and test."""
        test = round(self.samples * self.test_fraction)
        validation = round(self.samples * self.validation_fraction)
        return self.samples - validation - test, validation, test

    def class_count(self) -> int:
        """Number of classes; 0 for regression."""
        return 0 if self.regression else 2

    def task(self) -> Task:
        """What there is to learn: one of two classes, one of several, or a number."""
        if self.regression:
            return "regression"
        return "binary" if self.class_count() == 2 else "multiclass"

    @abstractmethod
    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        """``count`` points and labels in any order, float32.

        ``noise`` 0 puts every point exactly where it belongs; 1 hides most of the pattern.
        """

    def generate(self) -> Drawn:
        """All points in a random order: the first `parts` entries train, then validate, then test."""
        rng = np.random.default_rng(self.seed)
        drawn = self.draw(rng, self.samples)
        order = rng.permutation(self.samples)
        return Drawn(drawn.points[order].astype(np.float32), drawn.labels[order].astype(np.float32))


def shares(count: int, classes: int) -> list[int]:
    """``count`` points over ``classes`` classes as evenly as can be."""
    return [count // classes + (1 if k < count % classes else 0) for k in range(classes)]


def stacked(parts: list[NDArray[Any]], regression_labels: NDArray[Any] | None = None) -> Drawn:
    """One `Drawn` from the points of each class, class k being ``parts[k]``."""
    points = np.concatenate(parts).astype(np.float32)
    if regression_labels is not None:
        return Drawn(points, regression_labels.astype(np.float32))
    labels = np.concatenate([np.full(len(part), k, np.float32) for k, part in enumerate(parts)])
    return Drawn(points, labels)
