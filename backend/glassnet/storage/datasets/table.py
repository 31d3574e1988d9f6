"""A table of labels from a stranger: bounded, and read as text whatever it contains."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from glassnet.catalog.datasets.upload import MOST_CLASSES
from glassnet.errors import shown
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.options import TableFound

MOST_BYTES = 32 << 20
MOST_ROWS = 200_000
MOST_COLUMNS = 500
_MOST_CELL = 1000


class Table:
    """Columns of text under names."""

    def __init__(self, name: str, header: list[str], rows: list[list[str]]) -> None:
        self.name = name
        self._header = header
        self._rows = rows

    def column(self, name: str) -> list[str]:
        """The cells of a column.

        Raises:
            ReadError: when there is none of this name.
        """
        if name not in self._header:
            raise ReadError(
                "no_column",
                f"{shown(self.name)} has no column {shown(name)}.",
                f"It has {', '.join(shown(one) for one in self._header[:20])}.",
                "options",
            )
        place = self._header.index(name)
        return [row[place] for row in self._rows]

    def known(self, pictures: Sequence[str]) -> dict[str, str]:
        """Every way in which a table may name a picture: by path, by name, by name without its ending."""
        found: dict[str, str] = {}
        for picture in pictures:
            path = PurePosixPath(picture)
            for name in (path.stem, path.name, picture):
                found[name] = picture
        return found

    def naming(self, pictures: Sequence[str]) -> str:
        """The column whose cells name pictures; empty when there is none."""
        known = self.known(pictures)
        sample = self._rows[:200]
        for place, name in enumerate(self._header):
            if sample and sum(row[place].strip() in known for row in sample) >= 0.9 * len(sample):
                return name
        return ""

    def labelling(self, files: str) -> str:
        """The only other column that could hold labels; empty when there are several or none."""
        able = [
            name
            for place, name in enumerate(self._header)
            if name != files and 2 <= len({row[place] for row in self._rows}) <= min(MOST_CLASSES, len(self._rows) // 2)
        ]
        return able[0] if len(able) == 1 else ""

    def shown(self) -> TableFound:
        """What is asked about."""
        rows = [[cell[:80] for cell in row[:50]] for row in self._rows[:5]]
        return TableFound(name=self.name[:200], columns=[one[:80] for one in self._header[:50]], rows=rows)


def is_table(name: str) -> bool:
    """Whether a file is called like a table."""
    return name.lower().endswith((".csv", ".tsv"))


def read_table(name: str, data: bytes) -> Table:
    """A table with a header, separated by commas, semicolons or tabs.

    Raises:
        ReadError: naming row and column.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\0" in text:
        raise ReadError("table", f"{shown(name)} is no text.", "Save it as CSV, encoded as UTF-8.")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = _rows(name, csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False))
    except csv.Error as error:
        raise ReadError("table", f"{shown(name)} is no table: {error}.", "Save it as CSV, encoded as UTF-8.") from None
    if len(rows) < 2:
        raise ReadError("table", f"{shown(name)} has no rows below its header.", "Add one row for each picture.")
    return Table(name, [cell.strip() for cell in rows[0]], rows[1:])


def _rows(name: str, reader: Iterable[list[str]]) -> list[list[str]]:
    rows: list[list[str]] = []
    for number, row in enumerate(reader, start=1):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > MOST_COLUMNS or number > MOST_ROWS:
            raise ReadError(
                "table",
                f"{shown(name)} has more than {MOST_COLUMNS} columns or {MOST_ROWS:,} rows.",
                "Make it smaller.",
            )
        if rows and len(row) != len(rows[0]):
            raise ReadError(
                "table",
                f"Row {number} of {shown(name)} has {len(row)} columns, its header has {len(rows[0])}.",
                "Give every row the same columns; put text with commas in quotes.",
            )
        long = next((place for place, cell in enumerate(row, start=1) if len(cell) > _MOST_CELL), None)
        if long is not None:
            raise ReadError(
                "table",
                f"Row {number}, column {long} of {shown(name)} has more than {_MOST_CELL} characters.",
                "Shorten it.",
            )
        rows.append(row)
    return rows
