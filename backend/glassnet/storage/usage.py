"""What each user has used: seconds of training by day, bytes on the disk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, update

from glassnet.storage.database import Database
from glassnet.storage.owners import open_owners
from glassnet.storage.schema import datasets, runs, usage


class Used(NamedTuple):
    """What a user uses: runs, seconds of training on a day, bytes of uploaded data sets."""

    runs: int
    training_s: float
    uploaded_bytes: int


class Usage:
    """The table of what was used.

    Args:
        database: open.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, day: str, spent_s: Mapping[str, float]) -> None:
        """Add seconds of training, by user, to a day (``2026-01-31``); those of accounts that are gone are dropped."""
        if not spent_s:
            return
        of_day = usage.c.day == bindparam("d")
        add = update(usage).where(usage.c.user == bindparam("u"), of_day)
        async with self._database.write() as connection:
            there = await connection.run_sync(open_owners, set(spent_s))
            rows = [{"u": user, "d": day, "s": seconds} for user, seconds in spent_s.items() if user in there]
            if not rows:
                return
            known = set(await connection.scalars(select(usage.c.user).where(usage.c.day == day)))
            new = [{"user": row["u"], "day": day, "training_s": 0.0} for row in rows if row["u"] not in known]
            if new:
                await connection.execute(insert(usage), new)
            await connection.execute(add.values(training_s=usage.c.training_s + bindparam("s")), rows)

    async def spent_s(self, user: str, day: str) -> float:
        """Seconds of training of a user on a day."""
        query = select(usage.c.training_s).where(usage.c.user == user, usage.c.day == day)
        return float(await self._database.value(query) or 0.0)

    async def of(self, user: str, day: str) -> Used:
        """All that a user uses, and has used on a day."""
        parts = (
            select(func.count()).select_from(runs).where(runs.c.user == user),
            select(usage.c.training_s).where(usage.c.user == user, usage.c.day == day),
            select(func.sum(datasets.c.bytes)).where(datasets.c.user == user),
        )
        named = [part.scalar_subquery().label(name) for part, name in zip(parts, Used._fields, strict=True)]
        row = (await self._database.rows(select(*named)))[0]
        return Used(int(row["runs"]), float(row["training_s"] or 0.0), int(row["uploaded_bytes"] or 0))

    async def forget(self, before: str) -> None:
        """Forget the days before one."""
        async with self._database.write() as connection:
            await connection.execute(delete(usage).where(usage.c.day < before))

    async def uploaded_bytes(self, user: str) -> int:
        """Bytes of the data sets that a user has uploaded."""
        query = select(func.sum(datasets.c.bytes)).where(datasets.c.user == user)
        return int(await self._database.value(query) or 0)

    async def statuses(self, but: Collection[str] = ()) -> dict[str, int]:
        """How many runs are in each state, but for these."""
        query = select(runs.c.status, func.count().label("runs")).where(runs.c.id.not_in(but)).group_by(runs.c.status)
        return {row["status"]: int(row["runs"]) for row in await self._database.rows(query)}

    async def runs(self, user: str) -> list[str]:
        """Ids of a user's runs."""
        return await self._database.values(select(runs.c.id).where(runs.c.user == user))


def size_bytes(folder: Path) -> int:
    """Bytes of all files below a folder; 0 when it is not there. Blocks."""
    try:
        return sum(entry.stat().st_size for entry in folder.rglob("*") if entry.is_file())
    except OSError:
        return 0
