"""How a table looks: what is known of every column, and its first rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from glassnet.api.routes.answers import Answer
from glassnet.catalog.datasets import Task
from glassnet.catalog.datasets.builtin import BuiltIn, unpacked
from glassnet.catalog.datasets.stored_table import ColumnFacts, number_name, place_of
from glassnet.storage.datasets.manifests import TableManifest

MOST_ROWS = 12


class ColumnView(Answer):
    """What is known of a column."""

    name: str
    kind: Literal["number", "text"]
    usable: bool = Field(description="Whether a network can get it; texts up to 32 different ones.")
    counting: bool = Field(description="Whether it only counts the rows; then it is left out unless it is chosen.")
    missing: int = Field(description="Empty cells.")
    distinct: int = Field(description="How many different texts or numbers; 10,001 stands for more.")
    classes: list[str] = Field(description="The different texts or numbers, up to 100 of them; otherwise empty.")
    counts: list[int] = Field(description="Rows with each of them: the balance of the classes if it is learned.")
    low: float | None = Field(description="The smallest number; null of texts.")
    high: float | None = Field(description="The largest number.")
    mean: float | None
    spread: float | None = Field(description="Standard deviation.")
    histogram: list[int] = Field(description="Rows in 20 bins of equal width from `low` to `high`; empty of texts.")


class TablePreview(Answer):
    """A table."""

    task: Task
    target: str = Field(description="The column that is learned unless another is chosen.")
    classes: list[str] = Field(description="Names of the classes; empty for values.")
    counts: list[int] = Field(description="Rows of each class, those of a test file included; empty for values.")
    samples: int = Field(description="Rows, those of a test file included.")
    tested: int = Field(description="Rows of the test file that came beside; 0 without.")
    columns: list[ColumnView]
    rows: list[list[str]] = Field(description="The first rows as they are written; 50 columns at most.")
    form: dict[str, str] = Field(
        default={}, description="Of an uploaded one: how it was read: `delimiter`, `decimal`, and `header`, yes or no."
    )
    problems: list[str] = Field(description="What was changed or left out on the way in, in words.")


def preview_of(found: TableManifest | BuiltIn) -> TablePreview:
    """The preview of an uploaded or of a built-in table."""
    if isinstance(found, BuiltIn):
        facts: Sequence[ColumnFacts] = found.facts()
        packed = unpacked(found.table)
        rows = [[*map(number_name, row.tolist()), last] for row, last in zip(packed.cells, packed.last, strict=True)]
        return _preview(facts, found.chosen().target, found.class_count() == 0, len(rows), 0, rows[:MOST_ROWS], [])
    table = found.facts
    preview = _preview(
        table.columns, table.target, table.learns_values(), found.samples, table.tested, found.head, found.notes
    )
    return preview.model_copy(update={"form": found.form})


def _preview(
    facts: Sequence[ColumnFacts],
    target: str,
    values: bool,
    samples: int,
    tested: int,
    rows: list[list[str]],
    problems: list[str],
) -> TablePreview:
    learned = facts[place_of(facts, target, "target")]
    classes = [] if values else learned.classes()
    return TablePreview(
        task="regression" if values else "binary" if len(classes) == 2 else "multiclass",
        target=target,
        classes=classes,
        counts=[] if values else learned.counts,
        samples=samples,
        tested=tested,
        columns=[_column(one) for one in facts],
        rows=rows,
        problems=problems,
    )


def _column(one: ColumnFacts) -> ColumnView:
    told = one.model_dump(
        include={
            "name",
            "kind",
            "counting",
            "missing",
            "distinct",
            "counts",
            "low",
            "high",
            "mean",
            "spread",
            "histogram",
        }
    )
    return ColumnView(usable=one.usable(), classes=one.classes(), **told)
