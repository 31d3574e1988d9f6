"""What is found out about the columns of a table while its rows go by."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from glassnet.catalog.datasets.stored_table import BINS, ColumnFacts
from glassnet.catalog.datasets.tables import MOST_CLASSES, MOST_GROUPS
from glassnet.storage.datasets.csv_form import MISSING, Unexpected, number

LARGEST = 1e30
"""Larger numbers would not be finite in float32 once they are squared."""

MOST_CELL = 10_000
"""Characters of one cell."""

_RANGE = 100_000
_LOOKED_AT = 200
_NEARLY = 0.9
_DISGUISE = re.compile(r"[%$€£'’\s]|(?<=\d)[.,](?=\d{3}\b)")
_MOSTLY = 0.5
"""With a larger share of numbers a column of both is one of numbers with faults, otherwise one of texts."""


class Fault(NamedTuple):
    """A cell that does not go with its column: number of the file, place of the row, text, and what is wrong."""

    file: int
    row: int
    text: str
    kind: str


class Column:
    """One column as it goes by, its cells becoming numbers: texts get a number each as they come.

    Args:
        name: its name.
        decimal: the decimal mark of the cells to come.
        text: whether it is one of texts, as an earlier reading found.
    """

    def __init__(self, name: str, decimal: str, text: bool = False) -> None:
        self.name = name
        self.text = text
        self.texts: dict[str, int] = {}
        self.faults: list[Fault] = []
        self.faulty = 0
        self.numbers = 0
        self.missing = 0
        self.decimal = decimal
        self._tally: dict[float, int] | None = {}
        self._low, self._high = np.inf, -np.inf
        self._moments = (0, 0.0, 0.0)
        self._whole = True
        self._counting: float | None = 0.0
        self._last: float | None = None

    @property
    def undecided(self) -> bool:
        """Whether it turned out to be one of texts after some of it was read as numbers."""
        return not self.text and self.faulty > self.numbers * (1 - _MOSTLY) / _MOSTLY

    def take(self, cells: pa.Array, first: tuple[int, int]) -> NDArray[np.float64]:
        """The numbers that stand for some cells, NaN for missing ones ``(n,)``.

        Args:
            cells: texts or numbers, null where missing.
            first: number of the file, and the place of their first row in it.
        """
        if pa.types.is_floating(cells.type):
            return self._read_as_numbers(cells)
        if not self.text:
            found = self._as_numbers(cells)
            if found is None and not self.numbers and not self.faulty and self._mostly_texts(cells):
                self.text = True
            if not self.text:
                values = self._mixed(cells, first) if found is None else found
                self._count(values)
                return values
        return self._as_texts(cells, first)

    def _read_as_numbers(self, cells: pa.Array) -> NDArray[np.float64]:
        """Numbers that the parser made already.

        Raises:
            Unexpected: when one is too large.
        """
        values = np.asarray(cells.to_numpy(zero_copy_only=False), np.float64)
        if bool((np.abs(values) > LARGEST).any()):
            raise Unexpected
        self._count(values)
        return values

    def _as_numbers(self, cells: pa.Array) -> NDArray[np.float64] | None:
        try:
            plain = cells if self.decimal == "." else pc.replace_substring(cells, ",", ".")
            found = pc.cast(plain, pa.float64())
        except pa.ArrowInvalid:
            try:
                found = pc.cast(_trimmed(plain), pa.float64())
            except pa.ArrowInvalid:
                return None
        values = np.asarray(found.to_numpy(zero_copy_only=False), np.float64)
        # NaN passes: it counts as missing.
        return None if bool((np.abs(values) > LARGEST).any()) else values

    def _mostly_texts(self, cells: pa.Array) -> bool:
        """Whether more cells hold texts than numbers."""
        there = [one for one in _trimmed(cells).to_pylist() if one is not None and one not in MISSING]
        texts = sum(self._value(one) is None for one in there)
        return texts > _MOSTLY * len(there)

    def _value(self, text: str) -> float | None:
        """The number that a cell holds; None when it holds none that can be used."""
        plain = text if self.decimal == "." else text.replace(",", ".")
        try:
            value = float(pc.cast(pa.scalar(plain, pa.string()), pa.float64()).as_py())
        except pa.ArrowInvalid:
            return None
        return value if abs(value) <= LARGEST or np.isnan(value) else None

    def _mixed(self, cells: pa.Array, first: tuple[int, int]) -> NDArray[np.float64]:
        """Cells some of which are no numbers: those are faults, and missing."""
        coded = _trimmed(cells).dictionary_encode()
        texts = coded.dictionary.to_pylist()
        known = np.array([np.nan if (one := self._value(text)) is None else one for text in texts] or [np.nan])
        bad = np.array([self._value(text) is None and text not in MISSING for text in texts] or [False])
        codes = np.asarray(coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)
        wrong = np.flatnonzero((codes >= 0) & bad[codes])
        self.faulty += len(wrong)
        for place in wrong[: max(0, 5 - len(self.faults))]:
            text = texts[codes[place]]
            kind = "formula" if text.startswith("=") else "large" if self._infinite(text) else "text"
            self.faults.append(Fault(first[0], first[1] + int(place), text, kind))
        return np.where(codes >= 0, known[codes], np.nan)

    def _infinite(self, text: str) -> bool:
        try:
            return not abs(float(text.replace(",", "."))) <= LARGEST
        except ValueError:
            return False

    def _as_texts(self, cells: pa.Array, first: tuple[int, int]) -> NDArray[np.float64]:
        coded = _trimmed(cells).dictionary_encode()
        texts = coded.dictionary.to_pylist()
        codes = np.asarray(coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)
        numbers = np.full(len(texts) + 1, np.nan)
        for place, text in enumerate(texts):
            if text in MISSING:
                continue
            kind = "formula" if text.startswith("=") else "long" if len(text) > MOST_CELL else ""
            if kind and len(self.faults) < 5:
                self.faults.append(Fault(first[0], first[1] + int(np.flatnonzero(codes == place)[0]), text, kind))
            if text not in self.texts and len(self.texts) <= MOST_GROUPS:
                self.texts[text] = len(self.texts)
            numbers[place] = self.texts.get(text, MOST_GROUPS)
        found: NDArray[np.float64] = numbers[codes]
        self.missing += int(np.isnan(found).sum())
        self._add(found[~np.isnan(found)])
        return found

    def _count(self, values: NDArray[np.float64]) -> None:
        there = values[~np.isnan(values)]
        self.missing += len(values) - len(there)
        self.numbers += len(there)
        if not len(there):
            return
        self._low, self._high = min(self._low, float(there.min())), max(self._high, float(there.max()))
        self._whole = self._whole and bool((there == np.rint(there)).all())
        if self._counting is not None:
            whole = there if self._last is None else np.concatenate([[self._last], there])
            self._counting = 1.0 if len(there) == len(values) and bool((np.diff(whole) == 1.0).all()) else None
        self._last = float(there[-1])
        count, mean, squares = self._moments
        own = len(there)
        mine = float(there.mean())
        total = count + own
        squares += float(((there - mine) ** 2).sum()) + (mine - mean) ** 2 * count * own / total
        self._moments = (total, mean + (mine - mean) * own / total, squares)
        self._add(there)

    def _add(self, values: NDArray[np.float64]) -> None:
        """Count how often each value comes, unless there are too many."""
        if self._tally is None or not len(values):
            return
        low, high = values.min(), values.max()
        if high - low < _RANGE and bool((values == np.rint(values)).all()):
            counts = np.bincount((values - low).astype(np.int64))
            found = np.flatnonzero(counts)
            pairs = zip((found + low).tolist(), counts[found].tolist(), strict=True)
        else:
            unique, counts = np.unique(values, return_counts=True)
            pairs = zip(unique.tolist(), counts.tolist(), strict=True)
        for value, count in pairs:
            self._tally[value] = self._tally.get(value, 0) + count
        if len(self._tally) > MOST_GROUPS:
            self._tally = None

    def forget(self, rows: int) -> None:
        """Rows without any cell were left out."""
        self.missing -= rows

    def facts(self, histogram: list[int]) -> ColumnFacts:
        """What was found out."""
        distinct = MOST_GROUPS + 1 if self._tally is None else len(self._tally)
        few = self._tally is not None and distinct <= MOST_CLASSES
        tally = sorted((self._tally or {}).items()) if few else []
        told: dict[str, Any] = {"counts": [count for _, count in tally]}
        if self.text:
            told["categories"] = [_name(one) for one in self.texts] if few else []
        elif self.numbers:
            told |= {
                "values": [value for value, _ in tally],
                "whole": self._whole,
                "counting": self._whole and self._counting == 1.0 and self.numbers > 2,
                "low": self._low,
                "high": self._high,
                "mean": self._moments[1],
                "spread": float(np.sqrt(self._moments[2] / self._moments[0])),
                "histogram": histogram,
            }
        kind: Any = "text" if self.text else "number"
        return ColumnFacts(name=self.name, kind=kind, missing=self.missing, distinct=distinct, **told)

    def disguised(self) -> str:
        """A text that would be a number without its unit or its thousands separators, when nearly all are so."""
        texts = list(self.texts)[:_LOOKED_AT]
        bare = [one for one in texts if number(_DISGUISE.sub("", one), self.decimal)]
        return bare[0] if len(bare) > _NEARLY * len(texts) else ""

    def bins(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """How many values lie in each of `BINS` equal bins between the smallest and the largest ``(BINS,)``."""
        there = values[~np.isnan(values)]
        if self.text or not len(there):
            return np.zeros(BINS, np.int64)
        width = (self._high - self._low) / BINS
        places = np.zeros(len(there), np.int64) if width <= 0 else ((there - self._low) / width).astype(np.int64)
        return np.bincount(np.minimum(places, BINS - 1), minlength=BINS)


def _trimmed(cells: pa.Array) -> pa.Array:
    """Texts without spaces around them, null where nothing is left."""
    trimmed = pc.utf8_trim_whitespace(cells)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _name(text: str) -> str:
    clean = "".join(one if one.isprintable() else " " if one.isspace() else "\ufffd" for one in text)
    return clean if len(clean) <= 80 else clean[:79] + "…"
