"""Which column of a table is likely to be the one to learn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from glassnet.catalog.datasets.stored_table import ColumnFacts, place_of
from glassnet.catalog.datasets.tables import MOST_CLASSES

_TITLES = (
    "target label labels class classes species variety diagnosis outcome medv price quality survived cultivar category "
    "result response y progression type"
)
_WORDS = frozenset(_TITLES.split(" "))


def likely(columns: Sequence[ColumnFacts], chosen: str) -> str:
    """The name of the column to learn: the one that is ``chosen``, one called so, or else the last that can be.

    Raises:
        SpecError: when there is no column ``chosen``.
    """
    if chosen:
        return columns[place_of(columns, chosen, "target")].name
    able = [one for one in columns if _able(one)]
    called = [one for one in able if _WORDS & set(re.findall(r"[a-z]+", one.name.lower()))]
    last = columns[-1]
    if last.distinct == 1 and last.kind == "text":
        return last.name  # and whoever reads on says that one class is too few
    if last in able and (last in called or len(called) != 1):
        return last.name
    return (called or able or [last])[-1].name


def _able(one: ColumnFacts) -> bool:
    """Whether something can be learned of it."""
    if one.distinct < 2 or one.counting:
        return False
    return one.kind == "number" or (one.distinct <= MOST_CLASSES and 2 * one.distinct <= sum(one.counts))
