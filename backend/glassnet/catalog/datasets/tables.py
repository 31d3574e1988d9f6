"""What a data set of rows and columns is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from glassnet.catalog.base import setup
from glassnet.catalog.datasets.base import Dataset, Shape
from glassnet.catalog.datasets.grouped import group_parts
from glassnet.catalog.datasets.parting import Cut, Split, arranged, cuts
from glassnet.catalog.datasets.scaling import Column, Missing

MOST_CLASSES = 100
MOST_GROUPS = 10_000
MOST_UNITS = 1000
"""Input units of a network on a table."""


class Chosen(BaseModel):
    """What is chosen of a table, and how its rows count: all that a specification has to know of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: list[Column] = Field(min_length=1, max_length=MOST_UNITS, description="What the network gets.")
    target: str = Field(description="Name of the column that is learned.")
    classes: list[str] = Field(
        max_length=MOST_CLASSES, description="Names of the classes, in the order of their numbers; empty for values."
    )
    counts: list[int] = Field(
        min_length=1,
        max_length=MOST_CLASSES,
        description="Usable rows of each class, or of all for values, without those of a test file.",
    )
    tested: list[int] = Field(
        default=[], max_length=MOST_CLASSES, description="Likewise, of the test file that came beside; empty without."
    )
    groups: list[int] = Field(
        default=[], max_length=MOST_GROUPS, description="Usable rows of each group, when parted by group."
    )


class Raw(NamedTuple):
    """Rows as they are, those of a test file last.

    Attributes:
        cells: a column for each of `Chosen.columns`: numbers, or numbers of categories; NaN where missing ``(n, k)``.
        labels: class numbers, or values ``(n,)``.
        group: number of the group of each row, ``(n,)``; zeros without groups.
        row: number of each row, 1-based as a spreadsheet counts, the header being row 1 ``(n,)``.
    """

    cells: NDArray[np.float64]
    labels: NDArray[np.float64]
    group: NDArray[np.int64]
    row: NDArray[np.int64]


class TableSet(Dataset):
    """Rows of a table: each is an example, its columns are what the network gets, one column is what it learns."""

    samples: int = Field(
        default=10_000, ge=10, le=100_000, description="Number of rows, all parts together; all when there are fewer."
    )
    split: Split = Field(
        default="stratified",
        description="Every part gets each class in proportion (stratified), rows are drawn whatever their class "
        "(random), or the last rows of each class test (last).",
    )
    standardise: bool = setup(
        True,
        description="Give every column of numbers mean 0 and standard deviation 1 over the training part, and values "
        "to be learned too. Answers are in the units of the table all the same.",
    )

    @abstractmethod
    def chosen(self) -> Chosen:
        """What is chosen of the table.

        Raises:
            SpecError: when the table is not there, or has no such column.
        """

    @abstractmethod
    def raw(self, library: Path | None) -> Raw:
        """The rows that can be used, in the order of the file; those of a test file follow.

        Raises:
            ConflictError: when the library does not hold them.
        """

    @property
    def missing_cells(self) -> Missing:
        """What stands for a missing cell."""
        return "mean"

    def units(self) -> list[str]:
        """Names of the input units."""
        return [unit for column in self.chosen().columns for unit in column.units()]

    def input_shape(self) -> Shape:
        return (len(self.units()),)

    def class_count(self) -> int:
        return len(self.chosen().classes)

    def class_names(self) -> list[str]:
        return list(self.chosen().classes)

    def count(self) -> int:
        return sum(self.parts())

    def parts(self) -> tuple[int, int, int]:
        chosen = self.chosen()
        tested = min(self.samples, sum(chosen.tested))
        if chosen.groups:
            train, validation, test = (len(part) for part in self._by_group(chosen.groups, tested))
        else:
            found = self._cuts(chosen, tested)
            train, validation, test = (sum(part) for part in zip(*found, strict=True))
        return train, validation, test + tested

    def generate(self, library: Path | None = None) -> tuple[Raw, tuple[int, int, int]]:
        """The rows that train, then those that validate, then those that test, and how many there are of each."""
        raw, chosen = self.raw(library), self.chosen()
        tested = min(self.samples, sum(chosen.tested))
        own = sum(chosen.counts)
        if chosen.groups:
            order = np.argsort(raw.group[:own], kind="stable")
            parts: Sequence[NDArray[np.int64]] = [order[part] for part in self._by_group(chosen.groups, tested)]
        else:
            strata = np.zeros(own, np.int64) if self._one_stratum(chosen) else raw.labels[:own].astype(np.int64)
            parts = arranged(strata, self._cuts(chosen, tested), self.seed, self.split == "last")
        train, validation, test = parts
        if tested:
            beside = own + np.random.default_rng(self.seed).permutation(sum(chosen.tested))[:tested]
            test = np.sort(beside)
        rows = np.concatenate([train, validation, test])
        return Raw(*(part[rows] for part in raw)), (len(train), len(validation), len(test))

    def _one_stratum(self, chosen: Chosen) -> bool:
        return not chosen.classes or self.split == "random"

    def _cuts(self, chosen: Chosen, tested: int) -> list[Cut]:
        counts = [sum(chosen.counts)] if self._one_stratum(chosen) else chosen.counts
        test = 0.0 if tested else self.test_fraction
        return cuts(counts, self.samples, self.validation_fraction, test)

    def _by_group(self, groups: Sequence[int], tested: int) -> tuple[NDArray[np.int64], ...]:
        test = 0.0 if tested else self.test_fraction
        return group_parts(tuple(groups), self.samples, self.validation_fraction, test, self.seed)
