"""What a generated data set on the plane is."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from glassnet.catalog.base import setup
from glassnet.catalog.datasets.base import Dataset, Shape
from glassnet.catalog.features import FeatureName

EXTENT = 6.0
"""The plane reaches from -EXTENT to EXTENT in x and in y."""


class Drawn(NamedTuple):
    """Points ``(n, 2)`` in the plane and their labels ``(n,)``: class numbers, or values in -1 to 1."""

    points: NDArray[np.float32]
    labels: NDArray[np.float32]


class PointSet(Dataset):
    """Points on the plane with labels, drawn from a seed."""

    samples: int = Field(default=500, ge=10, le=20_000, description="Number of points, all parts together.")
    noise: float = setup(0.1, ge=0.0, le=1.0, description="How far points stray from where they belong.")
    features: list[FeatureName] = Field(
        default=["x", "y"], min_length=1, max_length=7, description="What the network is told about each point."
    )

    @field_validator("features")
    @classmethod
    def _features_differ(cls, value: list[Any]) -> list[Any]:
        if len(set(value)) < len(value):
            raise ValueError("each feature can be used once; remove the one that appears twice")
        return value

    def input_shape(self) -> Shape:
        return (len(self.features),)

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
