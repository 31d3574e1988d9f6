"""Who brought which data set. The files are in the library, by their content; the same may have been brought twice."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select

from glassnet.storage.database import Database
from glassnet.storage.schema import classes, datasets, handouts


class Uploaded:
    """The owners of uploaded data sets.

    Args:
        database: opened by its owner.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, dataset: str, user: str, size_bytes: int, now: float) -> None:
        """Somebody brought a data set; brought again by the same, nothing changes."""
        async with self._database.write() as connection:
            mine = (datasets.c.id == dataset, datasets.c.user == user)
            if await connection.scalar(select(datasets.c.id).where(*mine)) is None:
                row = {"id": dataset, "user": user, "created_at": now, "bytes": size_bytes}
                await connection.execute(insert(datasets).values(row))

    async def owners(self, dataset: str) -> set[str]:
        """Who brought it."""
        return set(await self._database.values(select(datasets.c.user).where(datasets.c.id == dataset)))

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

    async def handed_to(self, class_id: str) -> set[str]:
        """The data sets, brought by a class's teacher, that what was handed out to the class uses."""
        query = (
            select(handouts.c.document, classes.c.teacher)
            .join(classes, classes.c.id == handouts.c["class"])
            .where(handouts.c["class"] == class_id)
        )
        async with self._database.read() as connection:
            rows = list(await connection.execute(query))
            if not rows:
                return set()
            theirs = set(await connection.scalars(select(datasets.c.id).where(datasets.c.user == rows[0].teacher)))
        return {used for row in rows if (used := dataset_of(row.document)) is not None} & theirs


def dataset_of(document: object) -> str | None:
    """The uploaded data set that a project's document, or a RunSpec, uses; None when it uses none."""
    spec = document.get("spec", document) if isinstance(document, dict) else None
    data = spec.get("data") if isinstance(spec, dict) else None
    if not isinstance(data, dict) or data.get("kind") != "upload":
        return None
    named = data.get("dataset")
    return named if isinstance(named, str) and named else None
