"""Who must be told that rows have changed or are gone: what was remembered of them is not true any more."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection, Engine, Table, event
from sqlalchemy.sql.dml import Delete, Update
from sqlalchemy.sql.elements import TextClause

_TOUCHED = "touched"
_EVERYTHING = "*"
HARMLESS = "harmless"
"""Execution option of a statement that changes nothing that anybody remembers, such as when somebody was here."""


class Changes:
    """Notes the tables in which statements update or delete rows, and tells those who remember some of them.

    New rows are told to nobody: nothing can have been remembered of them.
    """

    def __init__(self) -> None:
        self._told: list[tuple[frozenset[str], Callable[[], None]]] = []

    def heed(self, tables: Collection[Table], forget: Callable[[], None]) -> None:
        """Have `forget` called after every transaction that updated or deleted rows of one of `tables`."""
        self._told.append((frozenset(table.name for table in tables), forget))

    @staticmethod
    def watch(engine: Engine) -> None:
        """Note from now on what the statements of an engine touch."""
        event.listen(engine, "before_execute", _note)

    @staticmethod
    def fill(info: dict[Any, Any], touched: set[str]) -> None:
        """A transaction begins on the connection with this `info`; `touched` is filled as its statements come."""
        info[_TOUCHED] = touched

    def ended(self, touched: set[str]) -> None:
        """A transaction is over, whether it was committed or, as far as anybody knows, not."""
        for tables, forget in self._told:
            if _EVERYTHING in touched or not touched.isdisjoint(tables):
                forget()


def _note(connection: Connection, statement: Any, _many: Any, _one: Any, options: Any) -> None:
    touched = connection.info.get(_TOUCHED)
    if touched is None or options.get(HARMLESS, False):
        return
    if isinstance(statement, Update | Delete):
        touched.add(getattr(statement.table, "name", _EVERYTHING))
    elif isinstance(statement, TextClause):
        touched.add(_EVERYTHING)  # nobody can tell
