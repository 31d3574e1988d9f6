"""Points that somebody drew."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, field_validator, model_validator

from glassnet.catalog.base import setup
from glassnet.catalog.datasets.points import EXTENT, Drawn, PointSet
from glassnet.errors import SpecError

MOST = 2000
"""Points of one set: they travel with the specification."""

Place = Annotated[float, Field(ge=-EXTENT, le=EXTENT)]
Label = Annotated[float, Field(ge=-1.0, le=4.0)]
Point = tuple[Place, Place, Label]

_CLUMPS: list[Point] = [
    (x + dx, y + dy, label)
    for x, y, label in ((-2.5, -2.0, 0), (2.5, 2.0, 1))
    for dx, dy in ((0.0, 0.0), (1.0, 0.4), (-0.8, 0.9), (0.5, -1.1), (-1.2, -0.5), (1.4, 1.3))
]


class OwnPoints(PointSet):
    r"""Points that you draw yourself, each with its class or its value: any pattern you can think of.

    A point is ``[x, y, label]``, x and y from -6 to 6. The label is a class number from 0, or a value from -1 to 1. Which
    points train, validate and test depends on the seed and on their order in the list, and hardly changes when one is
    added.

    Equation: \{(x_i, y_i, t_i)\}
    Source: whoever draws them
    """

    title: ClassVar[str] = "Own points"

    kind: Literal["points"] = "points"
    samples: int = Field(default=MOST, ge=10, le=MOST, description="At most so many of them are used, the first ones.")
    noise: float = setup(0.0, ge=0.0, le=1.0, description="How far points stray from where they were drawn.")
    target: Literal["class", "value"] = Field(
        default="class", description="class: one of several kinds; value: a number from -1 to 1."
    )
    classes: int = Field(default=2, ge=2, le=5, description="How many classes, whether points of all are there or not.")
    points: list[Point] = Field(
        default=_CLUMPS, max_length=MOST, description="The points, each [x, y, label]; a run needs one at least."
    )

    @field_validator("points")
    @classmethod
    def _points_are_there(cls, value: list[Any]) -> list[Any]:
        if not value:
            raise SpecError("no_points", "There are no points yet.", "Draw some, or choose a data set.", "data.points")
        return value

    @model_validator(mode="after")
    def _labels_fit(self) -> Self:
        for number, (_, _, label) in enumerate(self.points):
            if self.target == "value" and not -1.0 <= label <= 1.0:
                raise ValueError(f"point {number} has the value {label:g}; expected -1 to 1")
            if self.target == "class" and label not in range(self.classes):
                last = self.classes - 1
                raise ValueError(f"point {number} has the class {label:g}; expected a whole number from 0 to {last}")
        return self

    def class_count(self) -> int:
        return self.classes if self.target == "class" else 0

    def count(self) -> int:
        return min(self.samples, len(self.points))

    def draw(self, rng: np.random.Generator, count: int) -> Drawn:
        told = np.asarray(self.points[:count], np.float64)
        points = told[:, :2] + self.noise * rng.uniform(-2.5, 2.5, (count, 2))
        return Drawn(points.astype(np.float32), told[:, 2].astype(np.float32))

    def generate(self) -> Drawn:
        """All points: the first `parts` entries train, then validate, then test.

        Each has a number by chance that depends on its place in the list alone, and they go by these numbers.
        """
        count = self.count()
        order = np.argsort(np.random.default_rng([self.seed, 1]).random(count))
        points, labels = self.draw(np.random.default_rng(self.seed), count)
        return Drawn(points[order].astype(np.float32), labels[order].astype(np.float32))
