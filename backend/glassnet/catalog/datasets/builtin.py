"""Tables that come with the package."""

from __future__ import annotations

import csv
import gzip
import io
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from glassnet.catalog.base import name_of
from glassnet.catalog.datasets.scaling import Column
from glassnet.catalog.datasets.stored_table import ColumnFacts, numbers_facts
from glassnet.catalog.datasets.tables import Chosen, Raw, TableSet


class Packed(NamedTuple):
    """A table that was unpacked: names of its columns, their numbers ``(n, columns)``, and the last column."""

    names: tuple[str, ...]
    cells: NDArray[np.float64]
    last: tuple[str, ...]


@cache
def unpacked(name: str) -> Packed:
    """The table ``name`` of the package, whose last column is what is learned."""
    packed = (files("glassnet.catalog.datasets") / "files" / f"{name}.csv.gz").read_bytes()
    header, *rows = csv.reader(io.StringIO(gzip.decompress(packed).decode()))
    cells = np.array([[float(cell) for cell in row[:-1]] for row in rows], np.float64)
    return Packed(tuple(header), cells, tuple(row[-1] for row in rows))


def columns_of(name: str) -> Any:
    """The annotation of the field ``columns`` of the table ``name``."""
    names = unpacked(name).names[:-1]
    one: Any = name_of(dict.fromkeys(names, Column), "column")
    return Annotated[
        list[one],
        Field(min_length=0, max_length=len(names), description="What the network gets; all columns when empty."),
    ]


class BuiltIn(TableSet):
    """A table of the package. Columns keep the order of the file, whatever the order in which they are chosen."""

    table: ClassVar[str]
    class_order: ClassVar[tuple[str, ...]] = ()
    """Names of the classes in the order of their numbers; empty for values."""

    columns: list[str] = Field(default=[])

    @model_validator(mode="after")
    def _columns_differ(self) -> BuiltIn:
        if len(set(self.columns)) < len(self.columns):
            raise ValueError("each column can be used once; remove the one that appears twice")
        return self

    def chosen(self) -> Chosen:
        return _chosen(self.table, self.class_order, tuple(self._places()))

    def _places(self) -> list[int]:
        names = unpacked(self.table).names[:-1]
        return [place for place, name in enumerate(names) if name in self.columns or not self.columns]

    def raw(self, library: Path | None = None) -> Raw:
        found = unpacked(self.table)
        labels = [self.class_order.index(one) if self.class_order else float(one) for one in found.last]
        count = len(labels)
        return Raw(
            found.cells[:, self._places()],
            np.array(labels, np.float64),
            np.zeros(count, np.int64),
            np.arange(2, count + 2),
        )

    @classmethod
    def facts(cls) -> list[ColumnFacts]:
        """What is known of the columns, what is learned last."""
        return _facts(cls.table, cls.class_order)


@cache
def _facts(table: str, classes: tuple[str, ...]) -> list[ColumnFacts]:
    found = unpacked(table)
    told = [numbers_facts(name, found.cells[:, k]) for k, name in enumerate(found.names[:-1])]
    if not classes:
        return [*told, numbers_facts(found.names[-1], np.array([float(one) for one in found.last]))]
    counts = [found.last.count(name) for name in classes]
    last = ColumnFacts(
        name=found.names[-1], kind="text", distinct=len(classes), categories=list(classes), counts=counts
    )
    return [*told, last]


@cache
def _chosen(table: str, classes: tuple[str, ...], places: tuple[int, ...]) -> Chosen:
    found = unpacked(table)
    counts = [found.last.count(name) for name in classes] or [len(found.last)]
    columns = [Column(name=found.names[place]) for place in places]
    return Chosen(columns=columns, target=found.names[-1], classes=list(classes), counts=counts)
