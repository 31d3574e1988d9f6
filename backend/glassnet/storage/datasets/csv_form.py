"""How a file of separated values is written, told by its beginning: encoding, delimiter, decimal mark, header."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import IO, NamedTuple

from glassnet.errors import shown
from glassnet.storage.datasets.csv_begin import beginning
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.options import UploadOptions

HEAD_BYTES = 1 << 18
MOST_COLUMNS = 1000
MOST_NAME = 80
LOOKED_AT = 200
"""Rows from which the form is guessed."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DELIMITERS = ("\t", ";", "|", ",")
"""When several would do, the first: a comma may be a decimal mark, and a semicolon stands in few texts."""

MISSING = ("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NAN", "null", "NULL", "?")
"""Cells that count as empty."""

_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?")


class Unexpected(Exception):
    """A column that began with numbers holds something else: read it as texts."""


class Form(NamedTuple):
    """How a file is written.

    Attributes:
        encoding: a codec's name; utf-8 is read as it is.
        skip: bytes before the text, a byte order mark.
        start: bytes before the first row of data.
        lead: physical lines before it.
        first: its number as a spreadsheet counts rows, from 1 on.
        joined: how many physical lines make one row.
        delimiter: one character; a space stands for any number of spaces and tabs.
        runs: whether several delimiters in a row count as one.
        decimal: ``.`` or ``,``.
        header: whether the first row names the columns.
        names: of the columns, each once.
        numbers: places of the columns that hold nothing but numbers as far as was looked.
        notes: what was changed, in words.
    """

    encoding: str
    skip: int
    delimiter: str
    runs: bool
    notes: list[str]
    decimal: str = "."
    header: bool = True
    names: tuple[str, ...] = ()
    numbers: frozenset[int] = frozenset()
    start: int = 0
    lead: int = 0
    first: int = 1
    joined: int = 1

    @property
    def plain(self) -> bool:
        """Whether the bytes can be read as they are."""
        return self.encoding == "utf-8" and not self.runs

    def lines(self, file: IO[bytes]) -> Iterator[str]:
        """The physical lines of the file, line ends as they are, runs of delimiters made one."""
        file.seek(self.skip)
        text = io.TextIOWrapper(file, encoding=self.encoding, errors="replace", newline="")
        try:
            for line in text:
                yield self.single(line)
        finally:
            if not file.closed:
                text.detach()

    def data(self, file: IO[bytes]) -> Iterator[str]:
        """The lines of data, one for each row unless it has a line end in quotes."""
        lines = itertools.islice(self.lines(file), self.lead, None)
        return lines if self.joined == 1 else self._joined(one for one in lines if one.strip())

    def _joined(self, lines: Iterator[str]) -> Iterator[str]:
        while group := list(itertools.islice(lines, self.joined)):
            yield self.delimiter.join(line.rstrip("\r\n") for line in group) + "\n"

    def single(self, text: str) -> str:
        """A text with every run of delimiters made one, and none at the ends of lines."""
        if not self.runs:
            return text
        run = r"[ \t]+" if self.delimiter == " " else re.escape(self.delimiter) + "+"
        ends = rf"(?m)^({run})|({run})(?=\r?$)"
        return re.sub(run, self.delimiter, re.sub(ends, "", text))


def form_of(name: str, file: IO[bytes], options: UploadOptions) -> Form:
    """How a file is written; only its beginning is looked at.

    Raises:
        ReadError: when it is no text, empty, or has too many columns.
    """
    head = file.read(HEAD_BYTES)
    notes: list[str] = []
    encoding, skip = _encoding(name, head, notes)
    text = _decoded(head[skip:], encoding)
    if not text.strip():
        hint = "Save the table as CSV, a row of names first and then its rows."
        raise ReadError("empty", f"{shown(name)} is empty.", hint)
    _refuse_many_columns(name, text, file)
    delimiter, runs = _delimiter(text, options.delimiter)
    if runs:
        kind = "spaces" if delimiter == " " else "tabs" if delimiter == "\t" else "delimiters"
        notes.append(f"Several {kind} in a row were read as one.")
    rough = Form(encoding, skip, delimiter, runs, notes)
    above, joined, rows = _rows(rough, text)
    if above:
        notes.append(f"The first {above} lines are no rows of the table and were left out." if above > 1 else _TITLE)
    if joined > 1:
        notes.append("Each row goes over two lines.")
    decimal = options.decimal if options.decimal != "auto" else _decimal(rows, delimiter)
    header = options.header == "yes" or (options.header == "auto" and _has_header(rows, decimal))
    width = max(Counter(len(row) for row in rows[1:] or rows).most_common(2), key=lambda one: one[1])[0]
    closed = all(not row[-1].strip() for row in rows[1:] if len(row) == width)
    names = _names(rows[0], width, closed, notes) if header else [f"column {k + 1}" for k in range(len(rows[0]))]
    if not header:
        notes.append(f"The file has no row of names: the columns are called {names[0]} to {names[-1]}.")
    if len(names) > MOST_COLUMNS:
        raise many_columns(name, f"{len(names):,}")
    numbers = frozenset(k for k in range(len(names)) if _all_numbers(rows[header:], k, decimal))
    form = rough._replace(decimal=decimal, header=header, names=tuple(names), numbers=numbers, joined=joined)
    return _begun(form, text, above)


_TITLE = "The first line is no row of the table and was left out."


def _rows(form: Form, text: str) -> tuple[int, int, list[list[str]]]:
    """Lines above the table, lines of each of its rows, and its first rows, names included."""
    found = records(form, text)
    whole = found[:-1] or found  # the last one may be cut where the text ends
    above, joined = beginning([len(row) for row in whole])
    if joined > 1 and not (form.runs and all(number(cell, ".") for row in whole[above:] for cell in row)):
        above, joined = 0, 1
    rows = found[above:]
    if joined == 1:
        return above, 1, rows
    return above, joined, [a + b for a, b in zip(rows[::2], rows[1::2], strict=False)]


def _begun(form: Form, text: str, above: int) -> Form:
    """The form with the place where its data begins, below ``above`` lines that are not blank."""
    lines = list(io.StringIO(text, newline=""))
    filled = (k for k, line in enumerate(lines) if form.single(line).strip("\r\n"))
    blanks = next(itertools.islice(filled, above, None))
    lead = blanks
    if form.header:
        reader = csv.reader([form.single(line) for line in lines[blanks:]], delimiter=form.delimiter)
        next(reader)
        lead += reader.line_num
    start = form.skip + len("".join(lines[:lead]).encode(form.encoding, "replace"))
    return form._replace(start=start, lead=lead, first=blanks + 1 + form.header)


def records(form: Form, text: str) -> list[list[str]]:
    """The first rows of a text that are not blank."""
    found: list[list[str]] = []
    reader = csv.reader(io.StringIO(form.single(text), newline=""), delimiter=form.delimiter)
    try:
        for row in reader:
            if row:
                found.append(row)
            if len(found) > LOOKED_AT:
                break
    except csv.Error:
        pass  # a cell without end; whoever reads the whole file says where
    return found or [[""]]


def many_columns(name: str, count: str) -> ReadError:
    """The refusal of a table that is too wide."""
    return ReadError(
        "too_many_columns",
        f"Row 1 of {shown(name)} has {count} columns; {MOST_COLUMNS:,} is the most.",
        "Keep the columns that matter. If every row should be a column, transpose the table; "
        "if the delimiter was guessed wrong, choose it.",
        "options.delimiter",
        413,
    )


def number(text: str, decimal: str) -> bool:
    """Whether a cell holds a number."""
    clean = text.strip()
    if _NUMBER.fullmatch(clean) is None:
        return False
    return decimal in clean or ("," not in clean and "." not in clean)


def _all_numbers(rows: Sequence[Sequence[str]], place: int, decimal: str) -> bool:
    cells = [row[place] for row in rows if len(row) > place and row[place] not in MISSING]
    return bool(cells) and all(number(cell, decimal) for cell in cells)


def _encoding(name: str, head: bytes, notes: list[str]) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    if b"\0" in head:
        even, odd = head[0:4000:2].count(0), head[1:4000:2].count(0)
        half = min(len(head), 4000) // 2
        if max(even, odd) > 0.4 * half and min(even, odd) < 0.1 * half:
            return ("utf-16-le" if odd > even else "utf-16-be"), 0
        at = head.index(b"\0")
        detail = f"{shown(name)} is no text: byte {at + 1:,} is zero."
        raise ReadError("no_text", detail, "Save the table as CSV: in a spreadsheet, Save as, CSV UTF-8.")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        notes.append(WESTERN)
        return "cp1252", 0
    return "utf-8", 0


WESTERN = "The file is no UTF-8; it was read as Windows-1252. If letters look wrong, save it as CSV UTF-8."


def _decoded(head: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(head, False)


def _refuse_many_columns(name: str, text: str, file: IO[bytes]) -> None:
    """Refuse a table that is too wide by its first line, however long that is."""
    first, *rest = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)
    delimiter = max(DELIMITERS, key=first.count)
    count = first.count(delimiter) + 1
    if count <= MOST_COLUMNS:
        return
    while not rest and (block := file.read(HEAD_BYTES)):
        line, *more = re.split(rb"[\r\n]", block, maxsplit=1)
        count += line.count(delimiter.encode())
        rest = [""] * len(more)
    raise many_columns(name, f"{count:,}")


def _delimiter(text: str, chosen: str) -> tuple[str, bool]:
    """The delimiter, and whether runs of it count as one."""
    known = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "space": " "}
    rough = Form("utf-8", 0, ",", False, [])
    if chosen != "auto":
        delimiter = known[chosen]
    else:
        scored = [(_agreement(records(rough._replace(delimiter=one), text)), one) for one in DELIMITERS]
        best = max(score for score, _ in scored)
        delimiter = next(one for score, one in scored if score == best)
        if best == 0.0:
            spaced = records(rough._replace(delimiter=" ", runs=True), text)
            above, joined = beginning([len(row) for row in spaced[:-1] or spaced])
            told = joined > 1 or _agreement(spaced[above:]) > 0.9
            return (" ", True) if told else (",", False)
    if delimiter == " ":
        return delimiter, True
    if delimiter == "\t":
        plain, single = (_agreement(records(rough._replace(delimiter="\t", runs=runs), text)) for runs in (False, True))
        return delimiter, single > plain
    return delimiter, False


def _agreement(rows: Sequence[Sequence[str]]) -> float:
    """Share of the rows that have the commonest number of columns, when that is two or more; otherwise 0."""
    (width, count), *_ = Counter(len(row) for row in rows).most_common(1)
    return count / len(rows) if width > 1 else 0.0


def _decimal(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    if delimiter == ",":
        return "."
    cells = [cell.strip() for row in rows for cell in row]
    commas = sum(re.fullmatch(r"[+-]?\d*,\d+([eE][+-]?\d+)?", cell) is not None for cell in cells)
    points = sum(re.fullmatch(r"[+-]?\d*\.\d+([eE][+-]?\d+)?", cell) is not None for cell in cells)
    return "," if commas > points else "."


def _has_header(rows: Sequence[Sequence[str]], decimal: str) -> bool:
    """Names are no numbers, and do not come again below."""
    first, below = rows[0], rows[1:]
    if any(number(cell, decimal) for cell in first):
        return False
    if not below:
        return True
    if sum(cell.strip() in MISSING for cell in first) > max(1, len(first) // 2):
        return False
    if any(number(row[k], decimal) for row in below for k in range(min(len(row), len(first)))):
        return True
    again = any(first[k] == row[k] for row in below for k in range(min(len(row), len(first))) if first[k].strip())
    return not again


def _names(first: Sequence[str], width: int, closed: bool, notes: list[str]) -> list[str]:
    """The names of the columns: each there, short, printable and once.

    Rows may have one column more than names: nothing, when a delimiter ends each row (``closed``), or its name first.
    """
    cells = list(first)
    if width == len(cells) + 1:
        cells = [*cells, ""] if closed else ["row", *cells]
    found: list[str] = []
    for place, cell in enumerate(cells, start=1):
        clean = "".join(one if one.isprintable() else " " for one in cell).strip()[:MOST_NAME] or f"column {place}"
        name, again = clean, 2
        while name in found:
            name, again = f"{clean[: MOST_NAME - 6]} ({again})", again + 1
        if name != clean:
            notes.append(f"Column {place} is called {shown(name)}: there is another {shown(clean)}.")
        found.append(name)
    return found
