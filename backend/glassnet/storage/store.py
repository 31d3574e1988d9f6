"""Runs and their metrics in a database: what was confirmed survives the death of any process."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, RowMapping, bindparam, delete, exists, func, insert, or_, select, update

from glassnet.storage.database import START_PATIENCE_S, Database
from glassnet.storage.owners import require_owner
from glassnet.storage.schema import metrics, runs, shares
from glassnet.storage.shares import is_open

Rows = dict[str, list[float | None]]


class StoredRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run as it is stored.

    Attributes:
        id, user: whose run it is.
        created_at: seconds since 1970.
        title, notes, project: what people say of it, and where they put it; see `Store.edit`.
        parent, parent_step: the run that it was forked from, and the step of it.
        group: the class it belongs to.
        spec: the RunSpec as JSON, with the live values as they are now.
        status, step, epoch, stop_reason, device: as the run last told.
        newest: the newest row of its metrics.
        placement: how often it was placed on a host.
        history: number of its metrics history.
    """

    id: str
    user: str
    created_at: float
    spec: dict[str, Any]
    status: str = "created"
    step: int = 0
    epoch: float = 0.0
    stop_reason: dict[str, Any] | None = None
    newest: dict[str, float | None] = {}
    device: str = ""
    placement: int = 0
    history: int = -1
    title: str = ""
    notes: str = ""
    project: str | None = None
    parent: str | None = None
    parent_step: int | None = None
    group: str | None = None


_DEVICE = 80
_TOLD = ("spec", "status", "step", "epoch", "stop_reason", "newest", "device", "placement", "history")
"""What a run tells of itself. The rest is said by people, at other times, and must not be written over."""


class RunOf(NamedTuple):
    """A run, and whose it is."""

    id: str
    user: str


class RowBatch(msgspec.Struct, frozen=True):
    """Rows of a run's metrics, number `first` and the following, of one history."""

    run: str
    history: int
    first: int
    rows: Rows


class Store:
    """Runs and their metrics in a database.

    Args:
        database: opened and closed by this store too; opening and closing twice is fine.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    async def open(self) -> None:
        """Open the database, which a server waits for.

        Raises:
            GlassnetError: ``data_too_new``, when a newer version of the program wrote it.
        """
        await self.database.open(START_PATIENCE_S)

    async def close(self) -> None:
        """Close the database."""
        await self.database.close()

    # ------------------------------------------------------------------------------------------------- writing

    async def add(self, run: StoredRun) -> None:
        """Store a new run. When this returns it is on the disk.

        Raises:
            AuthError: when the account of its user was closed meanwhile.
        """
        row = insert(runs).values(**msgspec.structs.asdict(run), spec_version=1)

        def act(connection: Connection) -> None:
            require_owner(connection, run.user)
            connection.execute(row)

        await self.database.transact(act)

    async def write(self, changed: Iterable[StoredRun], batches: Iterable[RowBatch] = ()) -> None:
        """Store how runs are now and rows of their metrics, all or nothing; not what people say of them (see `edit`).

        A run that was deleted meanwhile is passed over. A batch of a new history replaces the history before.
        """
        fields = [msgspec.structs.asdict(run) | {"device": run.device[:_DEVICE]} for run in changed]
        parts = [msgspec.structs.asdict(batch) for batch in batches]

        def act(connection: Connection) -> None:
            if fields:
                named: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _TOLD}
                values = [{f"new_{name}": row[name] for name in ("id", *_TOLD)} for row in fields]
                connection.execute(update(runs).where(runs.c.id == bindparam("new_id")).values(named), values)
            if parts:
                _append(connection, parts)

        await self.database.transact(act)

    async def edit(self, run_id: str, **fields: str | None) -> bool:
        """Change what people say of a run: `title`, `notes`, `project` or `group`; False when there is none."""
        async with self.database.write() as connection:
            done = await connection.execute(update(runs).where(runs.c.id == run_id).values(fields))
        return bool(done.rowcount)

    async def delete(self, ids: Collection[str]) -> None:
        """Delete runs with their metrics, and links to them; those that are not there are passed over.

        A link to a project that showed one of them as well leads to the project still.
        """
        async with self.database.write() as connection:
            both = shares.c.run.in_(ids), shares.c.project.is_not(None)
            await connection.execute(update(shares).where(*both).values(run=None))
            await connection.execute(delete(runs).where(runs.c.id.in_(ids)))

    # ------------------------------------------------------------------------------------------------- reading

    async def get(self, run_id: str) -> StoredRun | None:
        """A run, or None."""
        found = await self.database.row(select(runs).where(runs.c.id == run_id))
        return _run(found) if found is not None else None

    async def page(
        self, after: str | None, limit: int, user: str | None = None, project: str | None = None
    ) -> list[StoredRun]:
        """Up to `limit` runs, newest first, older than the run `after` (None: from the newest).

        Args:
            after: the run before.
            limit: at most so many.
            user: only theirs.
            project: only those of this project.
        """
        query = select(runs).order_by(runs.c.number.desc()).limit(limit)
        for column, wanted in ((runs.c.user, user), (runs.c.project, project)):
            if wanted is not None:
                query = query.where(column == wanted)
        if after is not None:
            query = query.where(runs.c.number < select(runs.c.number).where(runs.c.id == after).scalar_subquery())
        return [_run(row) for row in await self.database.rows(query)]

    async def with_status(self, statuses: Collection[str]) -> list[StoredRun]:
        """The runs in one of these states, oldest first."""
        query = select(runs).where(runs.c.status.in_(statuses)).order_by(runs.c.number)
        return [_run(row) for row in await self.database.rows(query)]

    async def ids(self, statuses: Collection[str] | None = None) -> set[str]:
        """Ids of all runs, or of those in one of these states."""
        query = select(runs.c.id)
        if statuses is not None:
            query = query.where(runs.c.status.in_(statuses))
        return set(await self.database.values(query))

    async def learning_from(self, dataset: str) -> list[RunOf]:
        """The runs that need a stored data set, by its id or the name of its folder, newest first.

        All but those that failed: one that ended is looked at too.
        """
        data = runs.c.spec["data"]
        named = or_(*(data[field].as_string() == dataset for field in ("dataset", "name", "kind")))
        query = select(runs.c.id, runs.c.user).where(runs.c.status != "failed", named).order_by(runs.c.number.desc())
        return [RunOf(row["id"], row["user"]) for row in await self.database.rows(query)]

    async def count(self, user: str | None = None) -> int:
        """How many runs there are, of one user or of all."""
        query = select(func.count()).select_from(runs)
        return int(await self.database.value(query if user is None else query.where(runs.c.user == user)) or 0)

    async def oldest(
        self, statuses: Collection[str], limit: int, user: str | None = None, *, plain: bool = False
    ) -> list[str]:
        """Ids of the oldest runs in one of these states to which no open link leads, of one user or of all.

        Args:
            statuses: the states.
            limit: at most so many.
            user: whose.
            plain: only those without title and notes.
        """
        shared = exists().where(shares.c.run == runs.c.id, is_open(time.time()))
        query = select(runs.c.id).where(runs.c.status.in_(statuses), ~shared).order_by(runs.c.number).limit(limit)
        if user is not None:
            query = query.where(runs.c.user == user)
        if plain:
            query = query.where(runs.c.title == "", runs.c.notes == "")
        return await self.database.values(query)

    async def rows(self, run_id: str, since: int = 0) -> RowBatch:
        """The rows of a run's metrics from number `since` on; empty ones when there are none."""
        mine = metrics.c.run == run_id
        # Who asks every second for the newest rows need not have hours of them read.
        begins = select(func.max(metrics.c.first)).where(mine, metrics.c.first <= since).scalar_subquery()
        query = select(metrics).where(mine, metrics.c.first >= func.coalesce(begins, 0)).order_by(metrics.c.first)
        found = await self.database.rows(query)
        return joined(run_id, [RowBatch(run_id, row["history"], row["first"], row["rows"]) for row in found], since)


def _append(connection: Connection, parts: list[dict[str, Any]]) -> None:
    """Statements over all batches at once: in PostgreSQL every statement costs a trip."""
    wanted = {part["run"] for part in parts}
    there = set(connection.scalars(select(runs.c.id).where(runs.c.id.in_(wanted))))
    kept = [part for part in parts if part["run"] in there]
    if not kept:
        return
    stale = (metrics.c.history != bindparam("new_history")) | (metrics.c.first >= bindparam("new_first"))
    values = [{f"new_{name}": part[name] for name in ("run", "history", "first")} for part in kept]
    connection.execute(delete(metrics).where(metrics.c.run == bindparam("new_run"), stale), values)
    filled = [part for part in kept if any(part["rows"].values())]
    if filled:
        connection.execute(insert(metrics), filled)


def joined(run: str, parts: Iterable[RowBatch], since: int = 0) -> RowBatch:
    """Batches, in order, as one batch of the newest history that begins at row `since` or at the first row there is.

    Rows that come twice count once. A column that a batch does not have is null there.
    """
    history, first, length = -1, 0, 0
    columns: Rows = {}
    for part in parts:
        if part.history < history:
            continue
        count = max((len(column) for column in part.rows.values()), default=0)
        if part.history != history or not length:
            history, first, length, columns = part.history, part.first, 0, {}
        skip = first + length - part.first
        if skip < 0 or skip >= count:
            continue
        for name in part.rows.keys() - columns.keys():
            columns[name] = [None] * length
        for name, column in columns.items():
            column.extend(part.rows.get(name, [None] * count)[skip:])
        length += count - skip
    dropped = min(max(since - first, 0), length)
    return RowBatch(run, history, first + dropped, {name: column[dropped:] for name, column in columns.items()})


def _run(row: RowMapping) -> StoredRun:
    return StoredRun(**{name: row[name] for name in StoredRun.__struct_fields__})
