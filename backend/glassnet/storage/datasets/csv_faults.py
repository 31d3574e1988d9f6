"""Says where a file of separated values is not what it should be: row and column as a spreadsheet counts them."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from glassnet.errors import shown
from glassnet.storage.datasets.csv_columns import LARGEST, MOST_CELL, Column
from glassnet.storage.datasets.csv_form import Form
from glassnet.storage.datasets.job import ReadError

_ENDLESS = 100_000


def rows_of(path: Path, form: Form, strict: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Every row with its number, 1-based, blank ones as empty lists. Slow: for files with something odd in them.

    Raises:
        csv.Error: when a cell is endless, and with ``strict`` when a quote is never closed.
    """
    csv.field_size_limit(_ENDLESS)
    with path.open("rb") as file:
        reader = csv.reader(form.lines(file), delimiter=form.delimiter, strict=strict)
        rows = enumerate(reader, start=1)
        if form.joined == 1:
            yield from rows
        else:
            of_data = (one for one in rows if one[0] >= form.first and one[1])
            while group := list(itertools.islice(of_data, form.joined)):
                yield group[0][0], list(itertools.chain.from_iterable(row for _, row in group))


def refuse_form(path: Path, name: str, form: Form, why: str) -> NoReturn:
    """Say what keeps a file from being read as rows of equal length.

    Args:
        path: the file.
        name: what its owner calls it.
        form: how it is written.
        why: what the reader says, for the case that nothing is found.

    Raises:
        ReadError: always.
    """
    width, last = len(form.names), 0
    try:
        for number, row in rows_of(path, form):
            last = number
            if row and len(row) != width and number >= form.first:
                raise ragged(name, number, row, width, form)
    except csv.Error:
        raise _endless(name, last + 1) from None
    raise ReadError(
        "table",
        f"{shown(name)} cannot be read as a table: {why[:200]}.",
        "Save it again as CSV, UTF-8, from a spreadsheet.",
    )


def ragged(name: str, number: int, row: list[str], width: int, form: Form) -> ReadError:
    """The refusal of a row with too many or too few columns."""
    kind = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars", " ": "spaces"}[form.delimiter]
    if len(row) > width:
        beyond = f"column {width + 1} holds {shown(row[width])}"
        hint = f"Put texts with {kind} in them into quotes, or remove what is beyond column {width}."
    else:
        beyond = f"there is no column {len(row) + 1}"
        hint = f"Add what is missing; an empty cell needs its {kind[:-1]} too. Remove lines that are no rows."
    detail = f"Row {number:,} of {shown(name)} has {len(row)} columns, the others have {width}: {beyond}."
    return ReadError("ragged_row", detail, hint)


def refuse_open_quote(path: Path, name: str, form: Form) -> None:
    """Refuse a file whose last cell is never closed; a quote within a cell may be left alone.

    Raises:
        ReadError: naming the row.
    """
    last = 0
    try:
        for last, _ in rows_of(path, form, strict=True):  # noqa: B007
            pass
    except csv.Error as error:
        if "end of data" in str(error) or "limit" in str(error):
            raise _endless(name, last + 1) from None


def _endless(name: str, number: int) -> ReadError:
    return ReadError(
        "open_quote",
        f"A cell in row {number:,} of {shown(name)} does not end: a quote is opened and never closed, or the cell has "
        f"more than {_ENDLESS:,} characters.",
        "Close the quote, or write a quote within a cell twice.",
    )


def faulty(name: str, place: int, column: Column, row: int) -> ReadError:
    """The refusal of a column of numbers with cells that are none.

    Args:
        name: of the file.
        place: of the column, 1-based.
        column: what is known of it.
        row: number of the row of its first fault, 1-based.
    """
    fault = column.faults[0]
    where = f"Row {row:,}, column {place} ({shown(column.name)}) of {shown(name)}"
    more = f" and {column.faulty - 1:,} more like it" if column.faulty > 1 else ""
    if fault.kind == "formula":
        return ReadError(
            "formula",
            f"{where} holds a formula, {shown(fault.text)}{more}.",
            "Save the file as CSV from the spreadsheet: that writes results instead of formulas.",
        )
    if fault.kind == "large":
        detail = f"{where} holds {shown(fault.text)}{more}; numbers up to {LARGEST:g} can be learned."
        return ReadError("too_large_number", detail, "Correct it, or leave the cell empty.")
    if fault.kind == "long":
        detail = f"{where} has {len(fault.text):,} characters; {MOST_CELL:,} is the most."
        return ReadError("long_cell", detail, "Shorten it. If a quote is missing somewhere before, add it.")
    return ReadError(
        "mixed_column",
        f"{where} holds {shown(fault.text)}{more}, but the column holds numbers.",
        "Correct it, or leave it empty; or have such cells count as missing (unreadable: missing).",
        "options.unreadable",
    )
