"""What a teacher handed out to a class: copies for those who are there, and for those who join later."""

from __future__ import annotations

from sqlalchemy import and_, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from glassnet.ids import new_id
from glassnet.storage.database import Database
from glassnet.storage.projects import Projects, WholeProject
from glassnet.storage.schema import handouts, members, projects


class Handouts:
    """What was handed out on a server.

    Args:
        database: opened by its owner.
        projects: on the same database.
    """

    def __init__(self, database: Database, projects: Projects) -> None:
        self._database = database
        self._projects = projects

    async def hand_out(self, project: WholeProject, class_id: str, now: float) -> int:
        """Give everybody in a class a copy of a project as it is now, and remember it for those who join later.

        Handed out again unchanged, only those who have no copy get one; changed, everybody gets the new one beside
        what they made of the old one.

        Returns:
            How many copies were made.
        """
        await self._projects.keep(project.id)
        here = and_(handouts.c["class"] == class_id, handouts.c.project == project.id)
        async with self._database.write() as connection:
            before = (await connection.execute(select(handouts.c.version, handouts.c.at).where(here))).first()
            since = now
            if before is not None and before.version == project.version:
                since = before.at
            await connection.execute(delete(handouts).where(here))
            values = {"class": class_id, "project": project.id, "version": project.version, "at": since}
            content = {"title": project.title, "notes": project.notes, "document": project.document}
            await connection.execute(insert(handouts).values(values | content))
            present = select(members.c.account).where(members.c["class"] == class_id, members.c.removed_at.is_(None))
            there = list(await connection.scalars(present.order_by(members.c.joined_at, members.c.account)))
            return sum([await _give(connection, class_id, project.id, account, now) for account in there])


async def welcome(connection: AsyncConnection, account: str, class_id: str, now: float) -> int:
    """Give somebody who joins a class what was handed out to it so far; what they have they do not get again.

    Returns:
        How many copies were made.
    """
    query = select(handouts.c.project).where(handouts.c["class"] == class_id).order_by(handouts.c.at)
    given = list(await connection.scalars(query))
    return sum([await _give(connection, class_id, project, account, now) for project in given])


async def _give(connection: AsyncConnection, class_id: str, project: str, account: str, now: float) -> int:
    """A copy of what was handed out, unless there is one that was made since; how many were made."""
    given = (
        (
            await connection.execute(
                select(handouts).where(handouts.c["class"] == class_id, handouts.c.project == project)
            )
        )
        .mappings()
        .one()
    )
    has = (projects.c.user == account, projects.c.handed_from == project, projects.c["class"] == class_id)
    since = projects.c.created_at >= given["at"]
    if await connection.scalar(select(func.count()).where(*has, since)):
        return 0
    content = {name: given[name] for name in ("title", "notes", "document")}
    whose = {"id": new_id("project"), "user": account, "handed_from": project, "class": class_id}
    times = {"version": 1, "created_at": now, "changed_at": now}
    await connection.execute(insert(projects).values(content | whose | times))
    return 1
