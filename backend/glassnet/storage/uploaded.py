"""Who brought which data set. The files are in the library, by their content; the same may have been brought twice."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import and_, delete, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from glassnet.errors import LimitError
from glassnet.storage.database import Database
from glassnet.storage.owners import require_owner
from glassnet.storage.schema import classes, datasets, handouts

MOST_OF_ONE = 50


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

    Attributes:
        deciding: held by whoever adds an owner or, because there is none, deletes the files.

    Args:
        database: opened by its owner.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.deciding = asyncio.Lock()

    async def add(
        self,
        dataset: str,
        user: str,
        size_bytes: int,
        now: float,
        title: str | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        """Somebody brought a data set; brought again by the same, nothing changes.

        Args:
            dataset: its id.
            user: who.
            size_bytes: what counts for them; 0 when it counts for somebody else.
            now: seconds since 1970.
            title: as in `Brought`.
            notes: as there.

        Raises:
            AuthError: when their account was closed meanwhile.
            LimitError: when they have brought as many as they may.
        """
        async with self._database.write() as connection:
            await connection.run_sync(require_owner, user)
            mine = (datasets.c.id == dataset, datasets.c.user == user)
            if await connection.scalar(select(datasets.c.id).where(*mine)) is None:
                if size_bytes:
                    await _refuse_more(connection, user)
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
        """It is no longer theirs; it counts for another of those who have it."""
        async with self._database.write() as connection:
            await forget_brought(connection, user, dataset)

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


async def _refuse_more(connection: AsyncConnection, user: str) -> None:
    brought = select(func.count()).where(datasets.c.user == user, datasets.c.bytes > 0)
    if (await connection.scalar(brought) or 0) >= MOST_OF_ONE:
        detail = f"You have brought {MOST_OF_ONE} data sets; that is the limit."
        raise LimitError("too_many_datasets", detail, "Delete one that you no longer need.")


async def forget_brought(connection: AsyncConnection, user: str, dataset: str | None = None) -> None:
    """Somebody no longer has a data set, or any; what counted for them counts for the next who has it.

    Args:
        connection: of a transaction.
        user: whose.
        dataset: which; None: all.
    """
    theirs = and_(datasets.c.user == user, datasets.c.id == dataset if dataset is not None else true())
    for row in list(await connection.execute(select(datasets.c.id, datasets.c.bytes).where(theirs))):
        same = and_(datasets.c.id == row.id, datasets.c.user != user)
        counts = await connection.scalar(select(func.sum(datasets.c.bytes)).where(same))
        if row.bytes and counts == 0:
            first = select(datasets.c.user).where(same).order_by(datasets.c.created_at, datasets.c.user).limit(1)
            heir = and_(same, datasets.c.user == first.scalar_subquery())
            await connection.execute(update(datasets).where(heir).values(bytes=row.bytes))
    await connection.execute(delete(datasets).where(theirs))


def dataset_of(document: object) -> str | None:
    """The uploaded data set that a project's document, or a RunSpec, uses; None when it uses none."""
    spec = document.get("spec", document) if isinstance(document, dict) else None
    data = spec.get("data") if isinstance(spec, dict) else None
    if not isinstance(data, dict) or data.get("kind") not in ("upload", "table"):
        return None
    named = data.get("dataset")
    return named if isinstance(named, str) and named else None
