"""A table in the library: what is known of its columns, and what a choice of them amounts to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from glassnet.catalog.datasets.scaling import MOST_CATEGORIES, Column, Missing
from glassnet.catalog.datasets.tables import MOST_CLASSES, MOST_GROUPS, MOST_UNITS, Chosen, Raw
from glassnet.errors import ConflictError, SpecError, shown

CELLS = "cells.f64"
"""Cells ``(rows, columns)`` float64 row by row, those of a test file last: numbers, numbers of texts, NaN where missing."""

ROWS = "rows.npy"
"""Number of each row in its file ``(rows,)`` int64, 1-based; not there when they follow each other from 2 on."""

MANIFEST = "manifest.json"
"""JSON; its ``facts`` are `TableFacts`."""

_BLOCK_ROWS = 1 << 14

BINS = 20
"""Bins of a histogram."""

FEW_VALUES = 20
"""A column of whole numbers with no more different ones than this holds classes, unless told otherwise."""

Learn = Literal["auto", "classes", "values"]


class ColumnFacts(BaseModel):
    """What is known of a column."""

    model_config = ConfigDict(frozen=True)

    name: str
    kind: Literal["number", "text"]
    missing: int = Field(default=0, description="Empty cells.")
    distinct: int = Field(description="How many different texts or numbers there are, 10,001 standing for more.")
    categories: list[str] = Field(
        default=[], description="The texts, in the order of their numbers; empty for numbers and above 100."
    )
    values: list[float] = Field(default=[], description="The numbers, ascending; empty for texts and above 100.")
    counts: list[int] = Field(default=[], description="Rows with each of them.")
    whole: bool = Field(default=False, description="Whether all numbers are whole.")
    counting: bool = Field(default=False, description="Whether it only counts the rows, as an index does.")
    low: float | None = Field(default=None, description="The smallest number.")
    high: float | None = Field(default=None, description="The largest number.")
    mean: float | None = None
    spread: float | None = Field(default=None, description="Standard deviation.")
    histogram: list[int] = Field(default=[], description="Cells in bins of equal width from `low` to `high`.")

    def classes(self) -> list[str]:
        """What its classes would be called; empty when there are too many."""
        return list(self.categories) if self.kind == "text" else [number_name(one) for one in self.values]

    def usable(self) -> bool:
        """Whether a network can get it."""
        if self.kind == "text":
            return 1 <= self.distinct <= MOST_CATEGORIES
        return self.low is not None

    def labels(self) -> bool:
        """Whether `auto` takes it for classes."""
        return self.kind == "text" or (self.whole and 2 <= self.distinct <= FEW_VALUES)


def numbers_facts(name: str, cells: NDArray[np.float64]) -> ColumnFacts:
    """What is known of a column of numbers ``(n,)``, NaN where missing, one of them at least being there."""
    there = cells[~np.isnan(cells)]
    unique, counts = np.unique(there, return_counts=True)
    few = len(unique) <= MOST_CLASSES
    return ColumnFacts(
        name=name,
        kind="number",
        missing=len(cells) - len(there),
        distinct=len(unique),
        values=unique.tolist() if few else [],
        counts=counts.tolist() if few else [],
        whole=bool((there == np.rint(there)).all()),
        low=float(there.min()),
        high=float(there.max()),
        mean=float(there.mean()),
        spread=float(there.std()),
        histogram=np.histogram(there, BINS)[0].tolist(),
    )


class TableFacts(BaseModel):
    """What is known of a table.

    Attributes:
        rows: all, those of a test file included.
        tested: rows of the test file; 0 without.
    """

    model_config = ConfigDict(frozen=True)

    columns: list[ColumnFacts]
    rows: int
    tested: int = 0
    target: str = Field(description="The column to learn when nobody says otherwise.")
    learn: Learn = "auto"

    def learns_values(self) -> bool:
        """Whether values are learned, and not classes, when nobody says otherwise."""
        return _values(self, place_of(self.columns, self.target, "target"), Choice())


class Choice(NamedTuple):
    """What somebody chose of a table; see `glassnet.catalog.datasets.table.Table`."""

    target: str = ""
    learn: Learn = "auto"
    columns: tuple[str, ...] = ()
    group_by: str = ""
    missing: Missing = "mean"


class _Kept(BaseModel):
    """The part of a manifest that counts here."""

    facts: TableFacts


class Opened(NamedTuple):
    """A stored table: its facts, where its cells lie, and the number of each row in its file."""

    facts: TableFacts
    path: Path
    row: NDArray[np.int64]

    def cells(self, places: Sequence[int]) -> NDArray[np.float64]:
        """Some columns of all rows ``(rows, len(places))``; no more of the file than a block is held."""
        found = np.empty((self.facts.rows, len(places)), np.float64)
        width = len(self.facts.columns)
        with self.path.open("rb") as file:
            for first in range(0, self.facts.rows, _BLOCK_ROWS):
                last = min(self.facts.rows, first + _BLOCK_ROWS)
                block = np.fromfile(file, np.float64, (last - first) * width).reshape(-1, width)
                found[first:last] = block[:, list(places)]
        return found


def opened(library: Path | None, dataset: str) -> Opened:
    """The table ``dataset`` of the library; its cells stay on disk.

    Raises:
        ConflictError: when it is not there.
    """
    folder = library / dataset if library is not None and dataset else None
    if folder is None or not (folder / CELLS).is_file():
        raise ConflictError(
            "no_dataset", "Your table is not on this server.", "Upload it again, or choose another data set.", "data"
        )
    facts = _Kept.model_validate_json((folder / MANIFEST).read_bytes()).facts
    rows = np.load(folder / ROWS, allow_pickle=False) if (folder / ROWS).exists() else np.arange(2, facts.rows + 2)
    return Opened(facts, folder / CELLS, rows)


class Picked(NamedTuple):
    """The columns that a choice means, by their places in the table, and whether values are learned."""

    inputs: tuple[int, ...]
    target: int
    group: int | None
    values: bool


def picked(facts: TableFacts, choice: Choice) -> Picked:
    """The columns that are meant.

    Raises:
        SpecError: when there is no such column, or it cannot serve.
    """
    target = place_of(facts.columns, choice.target or facts.target, "target")
    group = place_of(facts.columns, choice.group_by, "group_by") if choice.group_by else None
    if target == group:
        detail = f"{_told(facts, target)} is what is learned and cannot part the rows too."
        raise SpecError("group_by", detail, "Choose another column.", "data.group_by")
    if choice.columns:
        inputs = tuple(place_of(facts.columns, name, "columns") for name in choice.columns)
    else:
        inputs = tuple(
            k
            for k, one in enumerate(facts.columns)
            if k not in (target, group) and one.usable() and not (one.counting or one.distinct == 1)
        )
    if not inputs:
        detail = "No column is left for the network: " + (
            "there is only the one it learns." if len(facts.columns) == 1 else "the others hold names, or nothing."
        )
        raise SpecError("no_columns", detail, "Choose another column to learn, or upload a larger table.", "data")
    for place in inputs:
        if place == target:
            detail = f"{_told(facts, place)} is what is learned; with it the network would be told the answer."
            raise SpecError("columns", detail, "Leave it out of the columns.", "data.columns")
        if not facts.columns[place].usable():
            one = facts.columns[place]
            why = "is empty" if not one.distinct else f"has more than {MOST_CATEGORIES} different texts"
            raise SpecError("columns", f"{_told(facts, place)} {why}.", "Leave it out.", "data.columns")
    units = sum(max(1, len(facts.columns[k].categories)) for k in inputs)
    if units > MOST_UNITS:
        detail = f"{len(inputs):,} columns make {units:,} input units; the most is {MOST_UNITS:,}."
        raise SpecError("columns", detail, "Choose fewer columns, or such with fewer different texts.", "data.columns")
    return Picked(inputs, target, group, _values(facts, target, choice))


def _values(facts: TableFacts, target: int, choice: Choice) -> bool:
    """Whether values are learned, and not classes."""
    one = facts.columns[target]
    learn = choice.learn if choice.learn != "auto" or one.name != facts.target else facts.learn
    wanted = not one.labels() if learn == "auto" else learn == "values"
    if wanted and one.kind == "text":
        detail = f"{_told(facts, target)} holds texts, such as {shown((one.categories or ['…'])[0])}, and no values."
        raise SpecError("target", detail, "Learn classes, or choose a column of numbers.", "data.target")
    if not one.distinct:
        raise SpecError("target", f"{_told(facts, target)} is empty.", "Choose another column to learn.", "data.target")
    if not wanted and one.distinct > MOST_CLASSES:
        detail = f"{_told(facts, target)} has {_several(one.distinct)} different cells; {MOST_CLASSES} classes at most."
        hint = "Choose another column to learn." if one.kind == "text" else "Learn values, or choose another column."
        raise SpecError("too_many_classes", detail, hint, "data.target")
    return wanted


def taken(found: Opened, choice: Choice) -> Raw:
    """The usable rows, those of a test file last; labels are numbers of `present` classes, or values.

    Raises:
        SpecError: see `picked`.
    """
    facts = found.facts
    chosen = picked(facts, choice)
    usable = _usable(found, chosen, choice)
    labels = found.cells([chosen.target])[usable, 0]
    if not chosen.values:
        labels = _classes(facts.columns[chosen.target], labels)[1].astype(np.float64)
    group = np.zeros(len(usable), np.int64)
    if chosen.group is not None:
        own = found.cells([chosen.group])[usable, 0]
        group = np.unique(own, return_inverse=True)[1].astype(np.int64)
    return Raw(found.cells(chosen.inputs)[usable], labels, group, found.row[usable])


def _usable(found: Opened, chosen: Picked, choice: Choice) -> NDArray[np.int64]:
    """Numbers of the rows whose target and group are there, and with ``drop`` all their cells."""
    needed = [chosen.target, *([] if chosen.group is None else [chosen.group])]
    if choice.missing == "drop":
        needed += chosen.inputs
    needed = [k for k in needed if found.facts.columns[k].missing]
    if not needed:
        return np.arange(found.facts.rows)
    return np.flatnonzero(~np.isnan(found.cells(needed)).any(axis=1))


@lru_cache(maxsize=128)
def described(library: Path, dataset: str, choice: Choice) -> Chosen:
    """What a specification has to know of a choice.

    Raises:
        ConflictError: when the table is not there.
        SpecError: when the choice does not go with it, or leaves too little to learn from.
    """
    found = opened(library, dataset)
    facts = found.facts
    chosen = picked(facts, choice)
    usable = _usable(found, chosen, choice)
    own = facts.rows - facts.tested
    train, test = usable[usable < own], usable[usable >= own]
    if len(train) < 10:
        detail = f"{len(train)} of {own:,} rows can be used; at least 10 are needed."
        hint = (
            "Fill empty cells with the mean instead of leaving rows out." if choice.missing == "drop" else "Add some."
        )
        raise SpecError("too_few_rows", detail, hint, "data.missing" if choice.missing == "drop" else "data")
    labels = found.cells([chosen.target])[usable, 0]
    columns = [Column(name=facts.columns[k].name, categories=facts.columns[k].categories) for k in chosen.inputs]
    groups: list[int] = []
    if chosen.group is not None:
        groups = np.unique(found.cells([chosen.group])[train, 0], return_counts=True)[1].tolist()
        if len(groups) > MOST_GROUPS or len(groups) < 2:
            detail = (
                f"{_told(facts, chosen.group)} makes {_several(len(groups))} groups; 2 to {MOST_GROUPS:,} are needed."
            )
            raise SpecError("group_by", detail, "Choose another column, or none.", "data.group_by")
    name = facts.columns[chosen.target].name
    if chosen.values:
        tested = [len(test)] if len(test) else []
        return Chosen(columns=columns, target=name, classes=[], counts=[len(train)], tested=tested, groups=groups)
    named, numbers = _classes(facts.columns[chosen.target], labels)
    if len(named) < 2:
        detail = f"All usable rows of {_told(facts, chosen.target).lower()} hold {shown(named[0])}."
        raise SpecError(
            "one_class", detail, "Choose another column to learn, or add rows of another class.", "data.target"
        )
    counts, tested = (np.bincount(part, minlength=len(named)).tolist() for part in np.split(numbers, [len(train)]))
    return Chosen(
        columns=columns,
        target=name,
        classes=named,
        counts=counts,
        tested=tested if len(test) else [],
        groups=groups,
    )


def _classes(column: ColumnFacts, labels: NDArray[np.float64]) -> tuple[list[str], NDArray[np.int64]]:
    """Names of the classes that are there, in order, and the number of the class of each label."""
    present, inverse = np.unique(labels, return_inverse=True)
    if column.kind == "number":
        return [number_name(float(value)) for value in present], inverse.astype(np.int64)
    names = [column.categories[int(code)] for code in present]
    order = sorted(range(len(names)), key=lambda k: _rank(names[k]))
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    return [names[k] for k in order], rank[inverse]


def _rank(text: str) -> tuple[int, float, str]:
    """Numbers by their size, then texts by the alphabet."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    return (0, value, text) if math.isfinite(value) else (1, 0.0, text.lower())


def number_name(value: float) -> str:
    """A number as people write it: 3 rather than 3.0."""
    return str(int(value)) if math.isfinite(value) and value == int(value) and abs(value) < 1e15 else f"{value:g}"


def place_of(columns: Sequence[ColumnFacts], name: str, field: str) -> int:
    """The place of the column of a name, counted from 0.

    Raises:
        SpecError: when there is none.
    """
    names = [one.name for one in columns]
    if name not in names:
        known = ", ".join(shown(one) for one in names[:20])
        raise SpecError("no_column", f"The table has no column {shown(name)}.", f"It has {known}.", f"data.{field}")
    return names.index(name)


def _told(facts: TableFacts, place: int) -> str:
    return f"Column {place + 1}, {shown(facts.columns[place].name)},"


def _several(count: int) -> str:
    return f"more than {MOST_GROUPS:,}" if count > MOST_GROUPS else f"{count:,}"
