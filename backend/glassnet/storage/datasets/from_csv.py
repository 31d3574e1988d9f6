"""Reads a table of separated values in pieces: rows go by, and only what is found out about them is held.

Memory does not depend on the size of the file (decision record 17).
"""

from __future__ import annotations

import hashlib
import itertools
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets.stored_table import BINS, CELLS, ROWS, Choice, ColumnFacts, Learn, TableFacts, described
from glassnet.errors import GlassnetError, shown
from glassnet.storage.datasets import csv_faults
from glassnet.storage.datasets.csv_columns import Column
from glassnet.storage.datasets.csv_form import Form, Unexpected, form_of, records
from glassnet.storage.datasets.csv_source import Another, Scanned, batches, scanned
from glassnet.storage.datasets.job import ReadError, make_room
from glassnet.storage.datasets.library import MANIFEST
from glassnet.storage.datasets.likely_target import likely
from glassnet.storage.datasets.manifests import TableManifest
from glassnet.storage.datasets.options import UploadOptions
from glassnet.storage.datasets.progress import Progress, Told, reading

MOST_CELLS = 100_000_000
_SHOWN = 12, 50
_MOST_READINGS = 6
_BLOCK_ROWS = 1 << 14


class File(NamedTuple):
    """A file to read.

    Attributes:
        places: which of its columns each column of the table is.
    """

    path: Path
    name: str
    form: Form
    scanned: Scanned
    places: list[int]


class Passed(NamedTuple):
    """What one reading gave: the columns, rows of each file, and the places of rows without any cell."""

    columns: list[Column]
    counts: list[int]
    empty: list[NDArray[np.int64]]


def read_csv(
    path: Path, test: Path | None, options: UploadOptions, target: Path, title: str, name: str, told: Told
) -> TableManifest:
    """Read a table, and the test file beside it.

    Args:
        path: the file.
        test: rows to test with, in a file of the same columns.
        options: what its owner chose.
        target: an empty folder for the cells.
        title: what to call it.
        name: of the file.
        told: is told how far it is.

    Raises:
        ReadError: saying in which row and column something is wrong, and what to do about it.
    """
    files = [_file(path, name, options, None)]
    if test is not None:
        files.append(_file(test, "the test file", options, files[0].form))
    passed = _read(files, target, options, told)
    notes = [note for file in files for note in file.form.notes]
    dropped = sum(len(one) for one in passed.empty)
    if dropped:
        notes.append(f"{dropped:,} empty rows were left out.")
    for column in passed.columns:
        column.forget(dropped)
    rows = _row_numbers(files, passed)
    _refuse_faults(files, passed, options, notes)
    if test is not None or not np.array_equal(rows, np.arange(2, len(rows) + 2)):
        np.save(target / ROWS, rows)
    told(Progress("counting", len(rows), len(rows), 1.0))
    facts = _facts(passed.columns, target / CELLS)
    _note(facts, passed.columns, notes)
    learn: dict[str, Learn] = {"classification": "classes", "regression": "values"}
    table = TableFacts(
        columns=facts,
        rows=len(rows),
        tested=passed.counts[1] - len(passed.empty[1]) if test is not None else 0,
        target=likely(facts, options.target),
        learn=learn.get(options.task, "auto"),
    )
    told_apart = [*(file.scanned.digest for file in files), options.model_dump_json(exclude={"title", "ask"})]
    manifest = TableManifest(
        id=f"data_{hashlib.sha256(repr(told_apart).encode()).hexdigest()[:24]}",
        title=title,
        samples=len(rows),
        created_at=time.time(),
        notes=notes[:20],
        form=form_told(files[0].form),
        facts=table,
        head=_head(files[0]),
    )
    (target / MANIFEST).write_text(manifest.model_dump_json(), encoding="utf-8")
    _refuse_useless(target)
    return manifest


def form_told(form: Form) -> dict[str, str]:
    """How a file was read, for people: see `TableManifest`."""
    return {"delimiter": form.delimiter, "decimal": form.decimal, "header": "yes" if form.header else "no"}


def _file(path: Path, name: str, options: UploadOptions, like: Form | None) -> File:
    with path.open("rb") as opened:
        form = form_of(name, opened, options)
    look = scanned(path)
    if look.quotes % 2:
        csv_faults.refuse_open_quote(path, name, form)
    places = list(range(len(form.names))) if like is None else _matched(form, like)
    return File(path, name, form, look, places)


def _matched(form: Form, like: Form) -> list[int]:
    """Which column of a test file each column of the table is."""
    if form.header and like.header:
        missing = next((one for one in like.names if one not in form.names), None)
        if missing is not None:
            detail = f"The test file has no column {shown(missing)}; it has {', '.join(map(shown, form.names[:10]))}."
            hint = "Give both files the same columns, the one to learn included."
            raise ReadError("test_file", detail, hint, "test")
        return [form.names.index(one) for one in like.names]
    if len(form.names) != len(like.names):
        detail = f"The test file has {len(form.names)} columns, the table has {len(like.names)}."
        raise ReadError("test_file", detail, "Give both files the same columns in the same order.", "test")
    return list(range(len(form.names)))


def _read(files: list[File], target: Path, options: UploadOptions, told: Told) -> Passed:
    """Read all files, again where they turn out to be written otherwise than they begin."""
    texts: set[str] = set()
    hopeful = True
    for _ in range(_MOST_READINGS):
        columns = [Column(name, ".", text=name in texts) for name in files[0].form.names]
        try:
            passed = _pass(files, columns, target / CELLS, hopeful, told)
        except Unexpected:
            hopeful = False  # slower, but it knows each cell
            continue
        except Another as another:
            number = next(
                k for k, one in enumerate(files) if one.form.skip == another.form.skip and _same(one, another)
            )
            files[number] = files[number]._replace(form=another.form)
            continue
        undecided = {one.name for one in columns if one.undecided}
        if not undecided:
            return passed
        texts |= undecided
    raise ReadError("table", "The columns hold numbers here and texts there.", "Make each column one of them.")


def _same(file: File, another: Another) -> bool:
    return file.form.names == another.form.names and file.form.start == another.form.start


def _pass(files: list[File], columns: list[Column], cells: Path, hopeful: bool, told: Told) -> Passed:
    """Read all files once, writing their cells; ``hopeful`` that columns go on as they begin."""
    counts: list[int] = []
    gone: list[NDArray[np.int64]] = []
    size, done = sum(file.scanned.size for file in files), 0
    with cells.open("wb") as out:
        for file in files:
            for column in columns:
                column.decimal = file.form.decimal
            count, empty = 0, []
            for batch, at in batches(
                file.path, file.name, file.form, file.scanned.quotes > 0, file.form.numbers if hopeful else frozenset()
            ):
                found = np.empty((batch.num_rows, len(columns)), np.float64)
                for k, (place, column) in enumerate(zip(file.places, columns, strict=True)):
                    found[:, k] = column.take(batch.column(place), (len(counts), count))
                there: NDArray[np.bool_] = np.logical_not(np.isnan(found).all(axis=1))
                if not there.all():
                    empty.append(count + np.flatnonzero(~there))
                    found = found[there]
                count += len(there)
                if (sum(counts) + count) * len(columns) > MOST_CELLS:
                    raise _too_many_rows(file.name, len(columns))
                make_room(cells.parent, found.nbytes)
                found.tofile(out)
                told(reading(sum(counts) + count, done + at, size))
            done += file.scanned.size
            gone.append(np.concatenate([*empty, np.zeros(0, np.int64)]))
            counts.append(count)
            if count == len(gone[-1]):
                raise ReadError("no_rows", f"{shown(file.name)} has no rows below its names.", "Add some.")
    return Passed(columns, counts, gone)


def _too_many_rows(name: str, columns: int) -> ReadError:
    detail = f"{shown(name)} has more than {MOST_CELLS // columns:,} rows of {columns} columns."
    return ReadError("too_many_rows", detail, "Take fewer rows, or fewer columns.", status=413)


def _numbers(file: File, count: int) -> NDArray[np.int64]:
    """The row number of each of the ``count`` records of a file, as a spreadsheet counts."""
    if not file.scanned.blank and file.form.first == 1 + file.form.header and file.form.joined == 1:
        return np.arange(count) + file.form.first
    found = [number for number, row in csv_faults.rows_of(file.path, file.form) if row and number >= file.form.first]
    return np.array(found[:count], np.int64)


def _row_numbers(files: list[File], passed: Passed) -> NDArray[np.int64]:
    """The row number of each row that is kept, all files one after the other."""
    return np.concatenate(
        [
            np.delete(_numbers(file, count), empty)
            for file, count, empty in zip(files, passed.counts, passed.empty, strict=True)
        ]
    )


def _refuse_faults(files: list[File], passed: Passed, options: UploadOptions, notes: list[str]) -> None:
    """Refuse cells that do not go with their column, or say that they count as missing."""
    for place, column in enumerate(passed.columns, start=1):
        if not column.faults:
            continue
        fault = column.faults[0]
        file = files[fault.file]
        row = int(_numbers(file, fault.row + 1)[fault.row])
        if options.unreadable == "refuse":
            raise csv_faults.faulty(file.name, file.places[place - 1] + 1, column, row)
        if not column.text:
            notes.append(
                f"Column {place}, {shown(column.name)}: {column.faulty:,} cells are no numbers and count as missing, "
                f"the first in row {row:,}: {shown(fault.text)}."
            )


def _facts(columns: list[Column], cells: Path) -> list[ColumnFacts]:
    """What is known of the columns, after a second look at their numbers."""
    bins = np.zeros((len(columns), BINS), np.int64)
    with cells.open("rb") as file:
        while (block := np.fromfile(file, np.float64, _BLOCK_ROWS * len(columns))).size:
            rows = block.reshape(-1, len(columns))
            for k, column in enumerate(columns):
                bins[k] += column.bins(rows[:, k])
    return [column.facts(bins[k].tolist()) for k, column in enumerate(columns)]


def _note(facts: list[ColumnFacts], columns: list[Column], notes: list[str]) -> None:
    """What is worth knowing of the columns."""
    for place, (one, column) in enumerate(zip(facts, columns, strict=True), start=1):
        label = f"Column {place}, {shown(one.name)},"
        if number := column.disguised():
            notes.append(
                f"{label} holds texts that look like numbers, such as {shown(number)}: without units and thousands "
                "separators they would be numbers."
            )
        if one.counting:
            notes.append(f"{label} only counts the rows; it is left out unless it is chosen.")
        elif not one.distinct:
            notes.append(f"{label} is empty and is left out.")
        elif one.distinct == 1:
            notes.append(f"{label} is the same in all rows; it is left out unless it is chosen.")
        elif one.kind == "text" and not one.usable():
            many = "more than 10,000" if one.distinct > 10_000 else f"{one.distinct:,}"
            notes.append(f"{label} has {many} different texts, too many to be an input.")


def _head(file: File) -> list[list[str]]:
    """The first rows as they are written."""
    with file.path.open("rb") as opened:
        text = "".join(itertools.islice(file.form.data(opened), 100))
    rows = records(file.form, text)[: _SHOWN[0]]
    return [[cell.strip()[:60] for cell in row[: _SHOWN[1]]] for row in rows]


def _refuse_useless(target: Path) -> None:
    """Refuse a table of which nothing can be learned as it is."""
    try:
        described(target.parent, target.name, Choice())
    except GlassnetError as error:
        field = error.where.removeprefix("data.")
        raise ReadError(
            error.code, error.detail, error.hint, "options.target" if field == "target" else "file"
        ) from None


def as_told(manifest: TableManifest) -> dict[str, Any]:
    """The manifest as the process that reads hands it over."""
    return {"table": manifest.model_dump(mode="json")}
