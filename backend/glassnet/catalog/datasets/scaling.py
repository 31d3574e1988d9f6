"""From the cells of a table to the numbers a network gets: missing cells filled, texts as 0 or 1, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

Missing = Literal["drop", "mean", "most_frequent"]
Floats = NDArray[np.float64]

MOST_CATEGORIES = 32
"""A column of texts with more different ones is a name or a sentence, and no input."""


class Column(BaseModel):
    """One column that a network gets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="As in the header of the table.")
    categories: list[str] = Field(
        default=[],
        max_length=MOST_CATEGORIES,
        description="The texts in it, an input unit for each (1 where the cell is that text, otherwise 0); empty for "
        "numbers.",
    )

    def units(self) -> list[str]:
        """Names of the input units that stand for it: ``age``, or ``colour = red`` and its like."""
        return [f"{self.name} = {one}" for one in self.categories] or [self.name]


@dataclass(frozen=True, eq=False)
class Scaling:
    """How cells become inputs, fitted on the rows that train and on no others.

    Attributes:
        columns: what a network gets.
        fill: what stands for a missing cell of each column ``(columns,)``: a number, or the number of a category.
        mean, spread: of each input unit ``(units,)``; inputs are ``(value - mean) / spread``. 0 and 1 for texts, and
            everywhere when nothing is standardised.
        target: mean and spread of the values to be learned; 0 and 1 for classes.
        middle: mean number or most frequent category of each column ``(columns,)``.
    """

    columns: tuple[Column, ...]
    fill: Floats
    mean: Floats
    spread: Floats
    target: tuple[float, float]
    middle: Floats

    @property
    def units(self) -> list[str]:
        """Names of the input units, in order."""
        return [unit for column in self.columns for unit in column.units()]

    def filled(self, cells: Floats) -> Floats:
        """Cells ``(n, columns)`` with no cell missing (NaN)."""
        return np.where(np.isnan(cells), self.fill, cells)

    def inputs(self, cells: Floats) -> NDArray[np.float32]:
        """What the network gets ``(n, units)`` for cells ``(n, columns)``: numbers, numbers of categories, or NaN."""
        return np.concatenate([self.of_column(k, cells[:, k]) for k in range(len(self.columns))], axis=1)

    def of_column(self, number: int, cells: Floats) -> NDArray[np.float32]:
        """The inputs that stand for one column ``(n, its units)``, of its cells ``(n,)``."""
        whole = np.where(np.isnan(cells), self.fill[number], cells)[:, None]
        categories = self.columns[number].categories
        values = (whole == np.arange(len(categories))).astype(np.float64) if categories else whole
        own = self.place(number)
        return ((values - self.mean[own]) / self.spread[own]).astype(np.float32)

    def place(self, number: int) -> slice:
        """Which input units stand for a column."""
        first = sum(len(column.units()) for column in self.columns[:number])
        return slice(first, first + len(self.columns[number].units()))

    def targets(self, values: Floats) -> Floats:
        """Values to be learned, on the scale of the outputs."""
        return (values - self.target[0]) / self.target[1]

    def values(self, outputs: NDArray[np.floating]) -> Floats:
        """Outputs of the network in the unit of the table."""
        return outputs.astype(np.float64) * self.target[1] + self.target[0]


def fitted(
    columns: Sequence[Column], cells: Floats, missing: Missing, standardise: bool, values: Floats | None
) -> Scaling:
    """The scaling that suits the training part.

    Args:
        columns: what a network gets.
        cells: of the training part ``(n, columns)``, NaN where missing.
        missing: what to put there. Of texts it is always the most frequent.
        standardise: whether numbers get mean 0 and standard deviation 1 over the training part.
        values: what is to be learned of these rows ``(n,)``; None for classes.
    """
    fill = np.array([_filling(cells[:, k], column, missing) for k, column in enumerate(columns)], np.float64)
    whole = np.where(np.isnan(cells), fill, cells)
    means, spreads = [], []
    for k, column in enumerate(columns):
        if column.categories:
            means += [0.0] * len(column.categories)
            spreads += [1.0] * len(column.categories)
        else:
            mean, spread = moments(whole[:, k]) if standardise else (0.0, 1.0)
            means.append(mean)
            spreads.append(spread)
    target = moments(values) if standardise and values is not None else (0.0, 1.0)
    middle = np.array([_filling(cells[:, k], column, "mean") for k, column in enumerate(columns)], np.float64)
    return Scaling(tuple(columns), fill, np.array(means), np.array(spreads), target, middle)


def moments(numbers: Floats) -> tuple[float, float]:
    """Mean and standard deviation (of all numbers, not of a sample); the latter 1 where all numbers are the same."""
    if not len(numbers):
        return 0.0, 1.0
    mean = float(numbers.mean())
    spread = float(numbers.std())
    # Equal numbers have a tiny deviation by rounding; dividing by it would make noise of them.
    return mean, spread if spread > 1e-12 * max(1e-300, abs(mean)) else 1.0


def _filling(cells: Floats, column: Column, missing: Missing) -> float:
    there = cells[~np.isnan(cells)]
    if not len(there):
        return 0.0
    if missing == "mean" and not column.categories:
        return float(there.mean())
    found, counts = np.unique(there, return_counts=True)
    return float(found[counts.argmax()])
