"""Tables of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from glassnet.catalog.datasets import stored_table
from glassnet.catalog.datasets.base import Dataset, Needs
from glassnet.catalog.datasets.scaling import Missing
from glassnet.catalog.datasets.tables import MOST_UNITS, Chosen, Raw, TableSet
from glassnet.catalog.datasets.upload import ID_PATTERN
from glassnet.errors import SpecError

ColumnName = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,80}$")]
NoColumn = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{0,80}$")]


class Table(TableSet):
    r"""A table of your own, which you have uploaded as CSV: choose what the network gets and what it learns.

    Equation: \mathbb{R}^{d} \to \{0, \dots, K - 1\} \text{ or } \mathbb{R}
    Source: The table is yours; it stays on this server
    """

    title: ClassVar[str] = "Your table"
    needs: ClassVar[Needs] = "upload"

    kind: Literal["table"] = "table"
    dataset: str = Field(
        default="", pattern=f"^({ID_PATTERN})?$", description="Id that the server gave to the uploaded table."
    )
    target: NoColumn = Field(default="", description="The column to learn; the one found at the upload when empty.")
    learn: stored_table.Learn = Field(
        default="auto",
        description="Learn classes or values; auto takes texts and few whole numbers as classes, the rest as values.",
    )
    columns: list[ColumnName] = Field(
        default=[],
        min_length=0,
        max_length=MOST_UNITS,
        description="What the network gets; all columns that can be used when empty.",
    )
    group_by: NoColumn = Field(
        default="",
        description="A column that says which rows belong together, such as those of a patient: none is torn apart.",
    )
    missing: Missing = Field(
        default="mean",
        description="Of a row with an empty cell: leave the row out (drop), or put the mean or the most frequent value "
        "of the training part into the cell; of texts always the most frequent.",
    )
    described: Chosen | None = Field(
        default=None, description="Filled in by the server from what was uploaded; whatever is sent here is replaced."
    )

    @field_validator("columns")
    @classmethod
    def _columns_differ(cls, value: list[str]) -> list[str]:
        if len(set(value)) < len(value):
            raise ValueError("each column can be used once; remove the one that appears twice")
        return value

    def parts(self) -> tuple[int, int, int]:
        return TableSet.parts(self) if self.described is not None else Dataset.parts(self)

    def count(self) -> int:
        return TableSet.count(self) if self.described is not None else self.samples

    @property
    def missing_cells(self) -> Missing:
        return self.missing

    def chosen(self) -> Chosen:
        if self.described is None:
            raise SpecError(
                "no_dataset",
                f"There is no uploaded table '{self.dataset}' here." if self.dataset else "No table is chosen.",
                "Upload a CSV file, or choose a data set that is there.",
                "data.dataset",
            )
        return self.described

    def class_count(self) -> int:
        return len(self.described.classes) if self.described else 2

    def choice(self) -> stored_table.Choice:
        """What is chosen of the stored table."""
        return stored_table.Choice(self.target, self.learn, tuple(self.columns), self.group_by, self.missing)

    def raw(self, library: Path | None = None) -> Raw:
        found = stored_table.opened(library, self.dataset)
        raw = stored_table.taken(found, self.choice())
        chosen = self.chosen()
        if len(raw.labels) != sum(chosen.counts) + sum(chosen.tested):
            raise SpecError(
                "dataset_changed",
                f"The table has {len(raw.labels):,} usable rows, not {sum(chosen.counts) + sum(chosen.tested):,}.",
                "Choose the data set anew.",
                "data",
            )
        return raw
