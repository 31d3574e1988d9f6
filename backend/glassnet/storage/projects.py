"""Projects in the database: saved by whoever saw the newest version, with those before it kept for a while."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, RowMapping, Select, and_, delete, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from glassnet.errors import ConflictError, LimitError, SpecError
from glassnet.ids import new_id
from glassnet.storage.database import Database
from glassnet.storage.owners import require_owner
from glassnet.storage.schema import project_versions, projects, runs

STRETCH_S = 300.0
"""Of changes that follow each other more quickly, one version is kept in this time."""
MOST_KEPT = 50
FEWEST_KEPT = 2
MOST_KEPT_BYTES = 1 << 20
"""Of large documents fewer versions are kept, so that nobody fills the disk with them."""
MOST_PROJECTS = 300
KEEP_DELETED_S = 30 * 86400.0

Document = dict[str, Any]


class StoredProject(msgspec.Struct, frozen=True, kw_only=True):
    """A project without its document.

    Attributes:
        id, user: whose it is.
        version: grows with every change of the document.
        created_at, changed_at, deleted_at: seconds since 1970; `changed_at` is about the document.
        handed_from: the project it is a copy of, handed out to the class `class_id`.
        runs: how many runs it has.
    """

    id: str
    user: str
    title: str
    notes: str
    version: int
    created_at: float
    changed_at: float
    handed_from: str | None
    class_id: str | None
    deleted_at: float | None
    runs: int


class WholeProject(StoredProject, frozen=True, kw_only=True):
    """A project with its document."""

    document: Document


class Kept(msgspec.Struct, frozen=True):
    """A version that was kept, and when it was made."""

    version: int
    at: float


class Projects:
    """The projects of a server.

    Args:
        database: opened by its owner.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------------------------------------------- writing

    async def add(
        self,
        user: str,
        title: str,
        document: Document,
        now: float,
        *,
        notes: str = "",
        handed_from: str | None = None,
        class_id: str | None = None,
    ) -> WholeProject:
        """Store a new project, and forget those that were deleted long ago.

        Raises:
            LimitError: when this user has too many. AuthError: when their account was closed meanwhile.
        """
        name = new_id("project")
        async with self._database.write() as connection:
            await connection.run_sync(require_owner, user)
            theirs, there = projects.c.user == user, projects.c.deleted_at.is_(None)
            old = projects.c.deleted_at < now - KEEP_DELETED_S
            await connection.execute(delete(projects).where(theirs, old))
            count = await connection.scalar(select(func.count()).where(theirs, there))
            if (count or 0) >= MOST_PROJECTS:
                detail = f"There are {count} projects; that is the limit."
                raise LimitError("too_many_projects", detail, "Delete one, or save into one that is there.")
            gone = select(projects.c.id).where(theirs, ~there).order_by(projects.c.deleted_at.desc())
            kept = list(await connection.scalars(gone.limit(MOST_PROJECTS)))
            await connection.execute(delete(projects).where(theirs, ~there, projects.c.id.not_in(kept)))
            values = {"id": name, "user": user, "title": title, "notes": notes, "document": document, "version": 1}
            told = {"created_at": now, "changed_at": now, "handed_from": handed_from, "class": class_id}
            await connection.execute(insert(projects).values(values | told))
        return WholeProject(
            id=name,
            user=user,
            title=title,
            notes=notes,
            version=1,
            created_at=now,
            changed_at=now,
            handed_from=handed_from,
            class_id=class_id,
            deleted_at=None,
            runs=0,
            document=document,
        )

    async def save(
        self, project: str, version: int, document: Document, now: float, *, keep: bool = False
    ) -> WholeProject | None:
        """Store a document over the version that was edited; None when there is no such project.

        What is stored already is not stored again, so that a request whose answer was lost may be sent again.

        Args:
            project: which one.
            version: the version that was edited.
            document: as it is now.
            now: seconds since 1970.
            keep: keep the version that is replaced, whatever its age.

        Raises:
            ConflictError: ``changed_meanwhile``, when `version` is not the present one.
        """
        async with self._database.write() as connection:
            found = await _whole(connection, project)
            if found is None or _text(found.document) == _text(document):
                return found
            if found.version != version:
                detail = (
                    f"Version {version} of this project was edited, and meanwhile version {found.version} was saved, "
                    "in another tab perhaps."
                )
                hint = "Read the present version, then save yours over it or give yours up."
                raise ConflictError("changed_meanwhile", detail, hint, "version")
            if keep or worth_keeping(found.changed_at, await _newest_kept(connection, project), now):
                await _keep(connection, found)
            values = {"document": document, "version": version + 1, "changed_at": now}
            await connection.execute(update(projects).where(projects.c.id == project).values(values))
        return msgspec.structs.replace(found, **values)

    async def keep(self, project: str) -> None:
        """Keep the present version, because something was made from it."""
        async with self._database.write() as connection:
            found = await _whole(connection, project)
            if found is not None:
                await _keep(connection, found)

    async def edit(self, project: str, *, title: str | None = None, notes: str | None = None) -> WholeProject | None:
        """Change title or notes, those that are no None; None when there is no such project."""
        values = {name: text for name, text in (("title", title), ("notes", notes)) if text is not None}
        async with self._database.write() as connection:
            if values:
                alive = projects.c.deleted_at.is_(None)
                await connection.execute(update(projects).where(projects.c.id == project, alive).values(values))
            return await _whole(connection, project)

    async def delete(self, project: str, now: float) -> None:
        """Delete a project; for 30 days it can be brought back."""
        await self._mark(project, now)

    async def restore(self, project: str) -> None:
        """Bring a deleted project back; one that is there stays."""
        await self._mark(project, None)

    async def _mark(self, project: str, deleted_at: float | None) -> None:
        async with self._database.write() as connection:
            here = and_(projects.c.id == project, projects.c.deleted_at.is_(None) == (deleted_at is not None))
            await connection.execute(update(projects).where(here).values(deleted_at=deleted_at))

    # ------------------------------------------------------------------------------------------------- reading

    async def owner(self, project: str, *, deleted: bool = False) -> str | None:
        """Whose a project is; None when there is none.

        Args:
            project: which one.
            deleted: find deleted ones too.
        """
        query = select(projects.c.user).where(projects.c.id == project)
        if not deleted:
            query = query.where(projects.c.deleted_at.is_(None))
        found: str | None = await self._database.value(query)
        return found

    async def get(self, project: str) -> WholeProject | None:
        """A project with its document; None when there is none, or it was deleted."""
        return _as_whole(await self._database.row(_wholly(project)))

    async def page(
        self, users: Collection[str], after: str | None, limit: int, *, deleted: bool = False
    ) -> tuple[list[StoredProject], str | None]:
        """Projects of users, changed last first.

        Args:
            users: whose.
            after: where the page before ended.
            limit: most of them.
            deleted: those that were deleted instead of those that are there.

        Returns:
            The projects, and what to pass as `after` for the next page; None on the last one.

        Raises:
            SpecError: when `after` is nothing that a page told.
        """
        order = (projects.c.changed_at.desc(), projects.c.number.desc())
        query = _heads(projects.c.number).where(projects.c.user.in_(users)).order_by(*order).limit(limit + 1)
        query = query.where(projects.c.deleted_at.is_not(None) if deleted else projects.c.deleted_at.is_(None))
        if after is not None:
            query = query.where(_behind(after))
        found = await self._database.rows(query)
        more = found[limit - 1] if len(found) > limit else None
        place = f"{float(more['changed_at'])!r}_{more['number']}" if more is not None else None
        return [_project(row) for row in found[:limit]], place

    async def of(self, users: Collection[str], most: int) -> dict[str, list[StoredProject]]:
        """The projects of each of these users, changed last first, at most so many each; their notes are left out."""
        order = (projects.c.changed_at.desc(), projects.c.number.desc())
        place = func.row_number().over(partition_by=projects.c.user, order_by=order).label("place")
        here = (projects.c.user.in_(users), projects.c.deleted_at.is_(None))
        placed = select(projects.c.id, place).where(*here).subquery()
        query = _heads(notes=False).join(placed, placed.c.id == projects.c.id).where(placed.c.place <= most)
        found: dict[str, list[StoredProject]] = {user: [] for user in users}
        for row in await self._database.rows(query.order_by(*order)):
            found[row["user"]].append(_project(row))
        return found

    async def titles(self, users: Collection[str]) -> dict[str, str]:
        """The titles of all projects of these users, by id."""
        query = select(projects.c.id, projects.c.title).where(projects.c.user.in_(users))
        rows = await self._database.rows(query.where(projects.c.deleted_at.is_(None)))
        return {row["id"]: row["title"] for row in rows}

    async def versions(self, project: str) -> list[Kept]:
        """The versions of a project that were kept, newest first."""
        columns = (project_versions.c.version, project_versions.c.at)
        query = select(*columns).where(project_versions.c.project == project)
        rows = await self._database.rows(query.order_by(project_versions.c.version.desc()))
        return [Kept(row["version"], row["at"]) for row in rows]

    async def version(self, project: str, number: int) -> tuple[Kept, Document] | None:
        """A version that was kept, or the present one, with its document; None when it is neither."""
        kept = project_versions.c
        query = select(kept.at, kept.document).where(kept.project == project, kept.version == number)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
            if row is not None:
                return Kept(number, row.at), row.document
            present = await _whole(connection, project)
        if present is None or present.version != number:
            return None
        return Kept(number, present.changed_at), present.document


# ------------------------------------------------------------------------------------------------------- statements


def _heads(*more: ColumnElement[Any], notes: bool = True) -> Select[Any]:
    """Of every project what `StoredProject` says, and more; without `notes` these are empty."""
    count = select(func.count()).where(runs.c.project == projects.c.id).scalar_subquery().label("runs")
    columns: dict[str, ColumnElement[Any]] = dict(projects.c.items()) | {"class_id": projects.c["class"]}
    columns |= {} if notes else {"notes": literal("")}
    fields = [name for name in StoredProject.__struct_fields__ if name != "runs"]
    return select(*(columns[name].label(name) for name in fields), count, *more)


def _project(row: RowMapping) -> StoredProject:
    return StoredProject(**{name: row[name] for name in StoredProject.__struct_fields__})


def _wholly(project: str) -> Select[Any]:
    return _heads(projects.c.document).where(projects.c.id == project, projects.c.deleted_at.is_(None))


async def _whole(connection: AsyncConnection, project: str) -> WholeProject | None:
    return _as_whole((await connection.execute(_wholly(project))).mappings().first())


def _as_whole(row: RowMapping | None) -> WholeProject | None:
    return WholeProject(**{name: row[name] for name in WholeProject.__struct_fields__}) if row is not None else None


def _behind(after: str) -> ColumnElement[bool]:
    """What comes after a place that a page told."""
    changed_at, _, number = after.partition("_")
    try:
        place = float(changed_at), int(number)
        if not 0 <= place[0] < 1e12 or not 0 <= place[1] < 2**31:
            raise ValueError(after)
    except ValueError:
        raise SpecError("after", "There is no such page.", "Pass `next` of the page before.", "query.after") from None
    same = and_(projects.c.changed_at == place[0], projects.c.number < place[1])
    return or_(projects.c.changed_at < place[0], same)


def worth_keeping(made_at: float, kept_at: float | None, now: float) -> bool:
    """Whether a version that is replaced is kept: work paused after it, or none was kept for a while.

    Args:
        made_at: when the version was made.
        kept_at: when the newest version that was kept was made.
        now: when it is replaced.
    """
    return now - made_at >= STRETCH_S or kept_at is None or made_at - kept_at >= STRETCH_S


async def _newest_kept(connection: AsyncConnection, project: str) -> float | None:
    query = select(func.max(project_versions.c.at)).where(project_versions.c.project == project)
    newest: float | None = await connection.scalar(query)
    return newest


async def _keep(connection: AsyncConnection, project: WholeProject) -> None:
    """Keep the present version, and no more of the older ones than there is room for."""
    kept = project_versions.c
    numbers = list(
        await connection.scalars(select(kept.version).where(kept.project == project.id).order_by(kept.version.desc()))
    )
    if project.version in numbers:
        return
    size = len(json.dumps(project.document, ensure_ascii=False))
    most = max(FEWEST_KEPT, min(MOST_KEPT, MOST_KEPT_BYTES // size))
    surplus = numbers[most - 1 :]
    if surplus:
        gone = and_(kept.project == project.id, kept.version.in_(surplus))
        await connection.execute(delete(project_versions).where(gone))
    values = {"project": project.id, "version": project.version, "at": project.changed_at}
    await connection.execute(insert(project_versions).values(values | {"document": project.document}))


def _text(document: Document) -> str:
    """A document as JSON: Python takes true for 1 and 1.0."""
    return json.dumps(document, sort_keys=True)
