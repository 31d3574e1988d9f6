"""Tables for a spreadsheet, which must not run what a student wrote."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence

Cell = str | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins with one of these, after spaces of any kind, is a formula to a spreadsheet."""


def csv_of(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table as CSV. Texts that a spreadsheet would take for a formula begin with an apostrophe.

    Args:
        head: names of the columns.
        rows: texts, numbers, or nothing; what is no finite number is left empty.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA) else value
    return repr(value) if math.isfinite(value) else ""
