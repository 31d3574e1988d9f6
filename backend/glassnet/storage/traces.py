"""Everything in the database that is of one account, read together and deleted together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, delete, func, select, update

from glassnet.storage.database import Database
from glassnet.storage.schema import (
    accounts,
    classes,
    datasets,
    project_versions,
    projects,
    runs,
    shares,
    usage,
)
from glassnet.storage.uploaded import forget_brought

Row = dict[str, Any]
SECRETS = frozenset({"password", "resume_hash", "hash"})
"""Columns that nobody is told."""


class Traces:
    """What somebody has left behind.

    Args:
        database: opened by its owner.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def account(self, account: str) -> Row | None:
        """The account itself; None when there is none."""
        return next(iter(await self._rows(accounts, accounts.c.id == account)), None)

    async def projects(self, account: str) -> list[Row]:
        """All projects, deleted ones that can be brought back included, each with its `versions`."""
        found = await self._rows(projects, projects.c.user == account)
        for project in found:
            project["versions"] = await self._rows(project_versions, project_versions.c.project == project["id"])
        return found

    async def runs(self, account: str) -> list[Row]:
        """All runs, without their metrics."""
        return await self._rows(runs, runs.c.user == account)

    async def run_ids(self, account: str) -> list[str]:
        """The ids of all runs."""
        async with self._database.read() as connection:
            return list(await connection.scalars(select(runs.c.id).where(runs.c.user == account)))

    async def others(self, account: str) -> dict[str, list[Row]]:
        """Links, data sets and time used."""
        tables = {"shares": shares, "datasets": datasets, "usage": usage}
        return {name: await self._rows(table, table.c.user == account) for name, table in tables.items()}

    async def _rows(self, table: Table, where: Any) -> list[Row]:
        async with self._database.read() as connection:
            found = (await connection.execute(select(table).where(where))).mappings()
            return [{name: value for name, value in row.items() if name not in SECRETS} for row in found]

    async def delete_account(self, account: str) -> bool:
        """Delete an account with all its rows; its sessions, tokens and membership go with it.

        Returns:
            False when it still has runs: these must go first, as workers may hold them. Then nothing is deleted.
        """
        async with self._database.write() as connection:
            if await connection.scalar(select(func.count()).where(runs.c.user == account)):
                return False
            await forget_brought(connection, account)
            for table in (shares, projects, usage):
                await connection.execute(delete(table).where(table.c.user == account))
            await connection.execute(delete(accounts).where(accounts.c.id == account))
        return True

    async def delete_class(self, class_id: str) -> None:
        """Delete a class with its codes and what was handed out; copies that others have are of no class then."""
        async with self._database.write() as connection:
            for column in (projects.c["class"], runs.c.group):
                await connection.execute(update(column.table).where(column == class_id).values({column.name: None}))
            await connection.execute(delete(classes).where(classes.c.id == class_id))
