"""The bytes of a file of separated values as the parser takes them, and the batches it makes of them."""

from __future__ import annotations

import hashlib
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import pyarrow as pa
import pyarrow.csv as parser

from glassnet.storage.datasets import csv_faults
from glassnet.storage.datasets.csv_form import MISSING, WESTERN, Form, Unexpected

BLOCK = 1 << 20
_CELL_BYTES = 8192
"""A row must fit into a block."""


class Scanned(NamedTuple):
    """What a look at all bytes tells.

    Attributes:
        quotes: how many there are.
        blank: whether there may be blank lines.
        size: bytes.
        digest: sha256.
    """

    quotes: int
    blank: bool
    size: int
    digest: str


def scanned(path: Path) -> Scanned:
    """A look at all bytes of a file, a block at a time."""
    digest, quotes, blank, size, before = hashlib.sha256(), 0, False, 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            size += len(block)
            digest.update(block)
            quotes += block.count(b'"')
            joined = before + block
            blank = blank or b"\n\n" in joined or b"\n\r\n" in joined or b"\r\r" in joined or b"\0" in block
            before = block[-3:]
    return Scanned(quotes, blank, size, digest.hexdigest())


class Another(Exception):
    """The file is written in another form than its beginning told: read it again."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form


class Recoded(io.RawIOBase):
    """The rows of a file as UTF-8 with one delimiter between columns, made while they are read."""

    def __init__(self, file: IO[bytes], form: Form) -> None:
        self._lines = form.data(file)
        self._left = b""
        self.given = 0

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` as far as there is something; how many bytes that were."""
        while len(self._left) < len(buffer):
            more = "".join(itertools.islice(self._lines, 1000))
            if not more:
                break
            self._left += more.encode()
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        self.given += count
        return count


def batches(
    path: Path, name: str, form: Form, quoted: bool, numbers: frozenset[int]
) -> Iterator[tuple[pa.RecordBatch, int]]:
    """Rows as columns of numbers and of texts, null where a cell is missing, and about how many bytes held them so far.

    Args:
        path: the file.
        name: what its owner calls it.
        form: how it is written.
        quoted: whether a cell may hold a line end, which takes quotes.
        numbers: places of the columns that hold numbers; all others are read as texts.

    Raises:
        Unexpected: when one of ``numbers`` holds something else.
        Another: when the file is written in another form.
        ReadError: where it is no table.
    """
    odd: list[parser.InvalidRow] = []

    def refuse(row: parser.InvalidRow) -> str:
        odd.append(row)
        return "error"

    columns = [f"c{k}" for k in range(len(form.names))]
    with path.open("rb") as file:
        file.seek(form.start)
        recoded = None if form.plain else Recoded(file, form)
        source: Any = file if recoded is None else io.BufferedReader(recoded, BLOCK)
        block = max(BLOCK, _CELL_BYTES * len(columns))
        try:
            opened = parser.open_csv(
                source,
                read_options=parser.ReadOptions(block_size=block, column_names=columns),
                parse_options=parser.ParseOptions(
                    delimiter=form.delimiter,
                    newlines_in_values=quoted,
                    ignore_empty_lines=True,
                    invalid_row_handler=refuse,
                ),
                convert_options=parser.ConvertOptions(
                    column_types={one: pa.float64() if k in numbers else pa.string() for k, one in enumerate(columns)},
                    decimal_point=form.decimal,
                    null_values=list(MISSING),
                    strings_can_be_null=True,
                ),
            )
            size = path.stat().st_size
            for number, batch in enumerate(opened, start=1):
                # The parser reads ahead: where the file is read says little of which rows have come out.
                ratio = (size if file.closed else file.tell()) / recoded.given if recoded is not None else 1.0
                yield batch, min(size, form.start + round(number * block * ratio))
        except pa.ArrowInvalid as error:
            _explain(path, name, form, str(error), odd)


def _explain(path: Path, name: str, form: Form, said: str, odd: list[parser.InvalidRow]) -> None:
    if "Empty CSV file" in said:
        return
    if "conversion error to double" in said:
        raise Unexpected from None
    if "UTF8" in said and form.encoding == "utf-8":
        raise Another(form._replace(encoding="cp1252", notes=[*form.notes, WESTERN])) from None
    if odd and form.delimiter == "\t" and not form.runs:
        joined = form._replace(runs=True)
        if joined.single(odd[0].text).count("\t") + 1 == len(form.names):
            raise Another(joined._replace(notes=[*form.notes, "Several tabs in a row were read as one."])) from None
    csv_faults.refuse_form(path, name, form, said)
