"""Runs in lists: found by whose they are and by their project, without reading their set-ups."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import RowMapping, Select, func, select

from glassnet.storage.database import Database
from glassnet.storage.schema import runs


class RunHead(msgspec.Struct, frozen=True, kw_only=True):
    """A run without its set-up; see `StoredRun`."""

    id: str
    user: str
    title: str
    status: str
    step: int
    epoch: float
    newest: dict[str, float | None]
    project: str | None
    created_at: float


_COLUMNS = [runs.c[name] for name in RunHead.__struct_fields__]


class RunLists:
    """Lists of the runs in a database.

    Args:
        database: opened by its owner.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, limit: int, after: str | None = None, *, users: Collection[str] | None = None, project: str | None = None
    ) -> list[RunHead]:
        """Up to `limit` runs, newest first.

        Args:
            limit: most of them.
            after: only runs older than this one.
            users: only theirs.
            project: only those of this project.
        """
        query = _chosen(select(*_COLUMNS), users, project).order_by(runs.c.number.desc()).limit(limit)
        if after is not None:
            query = query.where(runs.c.number < select(runs.c.number).where(runs.c.id == after).scalar_subquery())
        return [_head(row) for row in await self._database.rows(query)]

    async def newest(self, users: Collection[str], most: int) -> dict[str, list[RunHead]]:
        """The newest runs of each of these users, at most so many each, newest first."""
        place = func.row_number().over(partition_by=runs.c.user, order_by=runs.c.number.desc()).label("place")
        ranked = _chosen(select(*_COLUMNS, runs.c.number, place), users, None).subquery()
        query = select(ranked).where(ranked.c.place <= most).order_by(ranked.c.number.desc())
        found: dict[str, list[RunHead]] = {user: [] for user in users}
        for row in await self._database.rows(query):
            found[row["user"]].append(_head(row))
        return found


def _chosen(query: Select[Any], users: Collection[str] | None, project: str | None) -> Select[Any]:
    if users is not None:
        query = query.where(runs.c.user.in_(users))
    return query if project is None else query.where(runs.c.project == project)


def _head(row: RowMapping) -> RunHead:
    return RunHead(**{name: row[name] for name in RunHead.__struct_fields__})
