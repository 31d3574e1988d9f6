"""Who brought which data set. The files are in the library, by their content; the same may have been brought twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import delete, func, insert, select

from glassnet.storage.database import Database
from glassnet.storage.owners import require_owner
from glassnet.storage.schema import classes, datasets, handouts


class Brought(msgspec.Struct, frozen=True):
    """A data set as somebody knows it who brought it.

    Attributes:
        user: who.
        title: what they call it; None: as its files say.
        notes: what was changed or left out when they brought it.
        created_at: when, seconds since 1970.
    """

    user: str
    title: str | None
    notes: list[str]
    created_at: float


class Uploaded:
    """The owners of uploaded data sets.

    Args:
        database: opened by its owner.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        dataset: str,
        user: str,
        size_bytes: int,
        now: float,
        title: str | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        """Somebody brought a data set; brought again by the same, nothing changes. The rest is as in `Brought`.

        Raises:
            AuthError: when their account was closed meanwhile.
        """
        async with self._database.write() as connection:
            await connection.run_sync(require_owner, user)
            mine = (datasets.c.id == dataset, datasets.c.user == user)
            if await connection.scalar(select(datasets.c.id).where(*mine)) is None:
                row = {"id": dataset, "user": user, "created_at": now, "bytes": size_bytes}
                row |= {"title": title, "notes": list(notes)}
                await connection.execute(insert(datasets).values(row))

    async def owners(self, dataset: str) -> set[str]:
        """Who brought it."""
        return set(await self._database.values(select(datasets.c.user).where(datasets.c.id == dataset)))

    async def brought(self, ids: Collection[str]) -> dict[str, list[Brought]]:
        """Who brought these data sets, first come first, and how they know them."""
        query = select(datasets).where(datasets.c.id.in_(ids)).order_by(datasets.c.created_at, datasets.c.user)
        found: dict[str, list[Brought]] = {}
        for row in await self._database.rows(query) if ids else ():
            one = Brought(row["user"], row["title"], row["notes"] or [], row["created_at"])
            found.setdefault(row["id"], []).append(one)
        return found

    async def of(self, user: str) -> set[str]:
        """What somebody brought."""
        return set(await self._database.values(select(datasets.c.id).where(datasets.c.user == user)))

    async def bytes_of(self, user: str) -> int:
        """How many bytes somebody's data sets have."""
        return int(await self._database.value(select(func.sum(datasets.c.bytes)).where(datasets.c.user == user)) or 0)

    async def drop(self, dataset: str, user: str) -> None:
        """It is no longer theirs."""
        async with self._database.write() as connection:
            await connection.execute(delete(datasets).where(datasets.c.id == dataset, datasets.c.user == user))

    async def handed_to(self, class_id: str) -> dict[str, str]:
        """The data sets, brought by a class's teacher, that what was handed out to the class uses; and who that is."""
        query = (
            select(handouts.c.document, classes.c.teacher)
            .join(classes, classes.c.id == handouts.c["class"])
            .where(handouts.c["class"] == class_id)
        )
        async with self._database.read() as connection:
            rows = list(await connection.execute(query))
            if not rows:
                return {}
            theirs = set(await connection.scalars(select(datasets.c.id).where(datasets.c.user == rows[0].teacher)))
        used = {dataset_of(row.document) for row in rows}
        return {dataset: rows[0].teacher for dataset in theirs if dataset in used}


def dataset_of(document: object) -> str | None:
    """The uploaded data set that a project's document, or a RunSpec, uses; None when it uses none."""
    spec = document.get("spec", document) if isinstance(document, dict) else None
    data = spec.get("data") if isinstance(spec, dict) else None
    if not isinstance(data, dict) or data.get("kind") not in ("upload", "table"):
        return None
    named = data.get("dataset")
    return named if isinstance(named, str) and named else None
