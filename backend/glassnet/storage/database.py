"""The database: SQLite in the data folder, or PostgreSQL by its address, with the same promises."""

from __future__ import annotations

import asyncio
import errno
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

import structlog
from sqlalchemy import Connection, RowMapping, Select, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from glassnet.errors import FullError, GlassnetError, SpecError, UnavailableError
from glassnet.settings import Settings
from glassnet.storage.changes import Changes
from glassnet.storage.migrations import migrate
from glassnet.storage.sqlite import BUSY_TIMEOUT_MS, Trips, begin, configure

T = TypeVar("T")
PATIENCE_S = 5.0
"""How long a transaction waits for its turn and for a database that has gone away."""

ANSWER_S = 15.0
"""How long PostgreSQL may take for one statement before it is taken for dead."""

START_PATIENCE_S = 600.0
"""How long a server that starts waits for a PostgreSQL that may be starting too."""

_KEEPALIVES = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}
"""PostgreSQL lets go of the locks of a server whose machine was lost after half a minute, not after two hours."""

_WRITER = 7_310_579_618_472_055
"""Key of the advisory lock that every writer of a PostgreSQL database takes."""

_AWAY = ("08", "57P", "53", "55P03", "40")
"""Beginnings of the SQLSTATE of what passes: no connection, shutting down, no room, a lock, a conflict."""

_log = structlog.get_logger(__name__)
_FULL = ("53100", "SQLITE_FULL")
_Failure = (DBAPIError, PoolTimeoutError, OSError, TimeoutError)


class Database:
    """Transactions on one database.

    Writers come one after the other, whatever the dialect: a transaction of `write` sees what the one before it wrote,
    and nothing changes while it runs.

    Attributes:
        changes: tells those who remember rows that a transaction of `write` has changed them.

    Args:
        url: ``sqlite:///<file>`` or ``postgresql://user:password@host/name``; a path is an SQLite file, which is made,
            with its folder, when it is not there.
    """

    def __init__(self, url: str | Path) -> None:
        text = f"sqlite:///{url}" if isinstance(url, Path) else url
        try:
            self._url = make_url(text)
        except Exception:
            raise _unknown("it cannot be read") from None
        match self._url.get_backend_name():
            case "sqlite" if self._url.database:
                self.kind: Literal["sqlite", "postgresql"] = "sqlite"
            case "postgresql" | "postgres":
                self.kind = "postgresql"
                self._url = self._url.set(drivername="postgresql")
            case other:
                raise _unknown(f"it is of kind '{other}'")
        self._engine: AsyncEngine | None = None
        self._trips: Trips | None = None
        self.changes = Changes()
        self._opening = asyncio.Lock()
        self._writing = asyncio.Lock()
        self._barred: GlassnetError | None = None

    @property
    def path(self) -> Path | None:
        """The SQLite file; None for PostgreSQL."""
        return Path(self._url.database or "") if self.kind == "sqlite" else None

    @property
    def name(self) -> str:
        """What to call it in messages: the file, or the address without its password."""
        return str(self.path or self._url.render_as_string(hide_password=True))

    async def open(self, patience_s: float | None = None) -> None:
        """Connect and bring the tables to the present layout; opening twice is fine.

        Args:
            patience_s: how long to wait for a database that is away; `PATIENCE_S` by default.

        Raises:
            GlassnetError: ``data_too_new``, when a newer version of the program wrote it.
            UnavailableError: when it cannot be reached.
        """
        until = time.monotonic() + (PATIENCE_S if patience_s is None else patience_s)
        async with self._opening:
            while self._engine is None:
                try:
                    self._engine = await self._prepared()
                    self._trips = Trips(self._url) if self.kind == "sqlite" else None
                except UnavailableError as error:
                    if isinstance(error, FullError) or time.monotonic() >= until:
                        raise
                    _log.warning("waiting for the database", database=self.name, detail=error.detail)

    async def _prepared(self) -> AsyncEngine:
        engine = self._made()
        try:
            with _told("opened"):
                async with _transaction(engine, PATIENCE_S, writes=True) as connection:
                    await connection.run_sync(migrate, self.name)
        finally:
            await engine.dispose()  # what a connection remembers of the tables is of the layout before
        return engine

    async def close(self) -> None:
        """Close all connections; closing twice is fine."""
        engine, self._engine = self._engine, None
        trips, self._trips = self._trips, None
        if trips is not None:
            await asyncio.to_thread(trips.close)
        if engine is not None:
            await engine.dispose()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write; when the block is left it is on the disk, or all of it is undone.

        It waits up to `PATIENCE_S` for its turn and for a database that is away. Never call it, nor `read`, inside a
        block of its own.

        Raises:
            FullError: when the disk is full.
            UnavailableError: when the database cannot be written.
        """
        engine = self._opened()
        async with (
            self._turn() as (patience_s, touched),
            _transaction(engine, patience_s, writes=True) as connection,
        ):
            self.changes.fill(connection.info, touched)
            yield connection

    async def transact(self, act: Callable[[Connection], T]) -> T:
        """What `act` makes of a transaction as `write` has it, in one trip: it runs in a thread, or waits in between.

        Raises:
            FullError: when the disk is full.
            UnavailableError: when the database cannot be written.
        """
        engine = self._opened()
        async with self._turn() as (patience_s, touched):
            if self._trips is not None:
                return await self._trips.transact(act, touched)
            async with _transaction(engine, patience_s, writes=True) as connection:
                self.changes.fill(connection.info, touched)
                return await connection.run_sync(act)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[tuple[float, set[str]]]:
        """The turn to write: how much patience is left (s), and a set for the tables that are touched."""
        until = time.monotonic() + PATIENCE_S
        if self._barred is not None:
            raise self._barred
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._writing.acquire()
        except TimeoutError:
            raise _away("written", "others have been writing for too long") from None
        touched: set[str] = set()
        try:
            with _told("written"):
                yield until - time.monotonic(), touched
        finally:
            self._writing.release()
            self.changes.ended(touched)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads: several statements that see the same state. For one, see `rows`.

        Raises:
            UnavailableError: when the database cannot be read.
        """
        with _told("read"):
            async with _transaction(self._opened(), PATIENCE_S, writes=False) as connection:
                yield connection

    async def rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        """All rows that one statement finds, in one trip.

        Raises:
            UnavailableError: when the database cannot be read.
        """
        engine = self._opened()
        with _told("read"):
            if self._trips is not None:
                return await self._trips.rows(query)
            alone = engine.execution_options(isolation_level="AUTOCOMMIT")
            async with _transaction(alone, PATIENCE_S, writes=False) as connection:
                found: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
                return found

    async def row(self, query: Select[Any]) -> RowMapping | None:
        """The first row that a statement finds; see `rows`."""
        return next(iter(await self.rows(query)), None)

    async def values(self, query: Select[Any]) -> list[Any]:
        """The first column of what a statement finds; see `rows`."""
        return [next(iter(row.values())) for row in await self.rows(query)]

    async def value(self, query: Select[Any]) -> Any:
        """The first column of the first row that a statement finds, None when there is none; see `rows`."""
        return next(iter(await self.values(query)), None)

    @asynccontextmanager
    async def apart(self, *, writes: bool) -> AsyncIterator[AsyncConnection]:
        """A transaction on a database that is not open, whatever its layout: to bring tables in or out.

        Raises:
            FullError: when the disk is full.
            UnavailableError: when the database cannot be reached.
        """
        engine = self._made()
        try:
            with _told("written" if writes else "read"):
                async with _transaction(engine, PATIENCE_S, writes=writes) as connection:
                    yield connection
        finally:
            await engine.dispose()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncConnection]:
        """A connection of its own, in no transaction: for what lasts as long as a connection.

        Raises:
            UnavailableError: when the database cannot be reached.
        """
        engine = self._made().execution_options(isolation_level="AUTOCOMMIT")
        try:
            with _told("reached"):
                async with engine.connect() as connection:
                    yield connection
        finally:
            await engine.dispose()

    def bar(self, error: GlassnetError) -> None:
        """Write nothing more: whoever tries is told this."""
        self._barred = error

    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            raise UnavailableError("database", "The database is not open.")
        return self._engine

    def _made(self) -> AsyncEngine:
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            engine = create_async_engine(self._url.set(drivername="sqlite+aiosqlite"), pool_size=4)
            event.listen(engine.sync_engine, "connect", configure)
            event.listen(engine.sync_engine, "begin", begin)
            self.changes.watch(engine.sync_engine)
            return engine
        options: dict[str, Any] = {
            "timeout": PATIENCE_S,
            "command_timeout": ANSWER_S,
            "server_settings": {
                "application_name": "glassnet",
                "lock_timeout": f"{BUSY_TIMEOUT_MS}",
                "jit": "off",
                **_KEEPALIVES,
            },
        }
        url = self._url.set(drivername="postgresql+asyncpg").difference_update_query(["sslmode"])
        if "sslmode" in self._url.query:
            options["ssl"] = self._url.query["sslmode"]
        try:
            engine = create_async_engine(url, pool_size=8, pool_pre_ping=True, connect_args=options)
        except ImportError:
            detail = f"{self.name} needs the package asyncpg, which is not installed."
            raise GlassnetError("no_driver", detail, "Install it: pip install 'glassnet[postgres]'.") from None
        event.listen(engine.sync_engine, "begin", _begin_postgresql)
        self.changes.watch(engine.sync_engine)
        return engine


def database_of(settings: Settings) -> Database:
    """The database that the settings name, not opened yet: `database_url`, or a file in the data folder."""
    named: str = getattr(settings, "database_url", "")
    return Database(named or settings.data_dir / "glassnet.sqlite")


@asynccontextmanager
async def _transaction(engine: AsyncEngine, patience_s: float, *, writes: bool) -> AsyncIterator[AsyncConnection]:
    connection = await _begun(engine, patience_s, writes)
    try:
        yield connection
        if writes:
            await connection.commit()
    finally:
        await connection.close()  # undoes what was not committed


async def _begun(engine: AsyncEngine, patience_s: float, writes: bool) -> AsyncConnection:
    """A connection whose transaction has begun; tried again while the database is away."""
    until = time.monotonic() + patience_s
    engine = engine.execution_options(writes=writes)
    pause = 0.05
    while True:
        connection: AsyncConnection | None = None
        try:
            connection = await engine.connect()
            await connection.begin()
            return connection
        except BaseException as error:
            if connection is not None:
                await connection.close()
            again = isinstance(error, _Failure) and _passes(error)
            if not again or time.monotonic() + pause > until:
                raise
        await asyncio.sleep(pause * random.uniform(0.5, 1.5))
        pause = min(1.0, 2 * pause)


def _code(error: BaseException) -> str:
    """SQLSTATE, or SQLite's name of what went wrong; empty when there is none."""
    found: BaseException | None = getattr(error, "orig", None) or error
    while found is not None:
        for name in ("sqlstate", "sqlite_errorname"):
            if getattr(found, name, None):
                return str(getattr(found, name))
        found = found.__cause__
    return ""


def _passes(error: BaseException) -> bool:
    """Whether the same may succeed in a moment."""
    if not isinstance(error, DBAPIError):
        return True
    return _code(error).startswith(_AWAY) or error.connection_invalidated


@contextmanager
def _told(doing: str) -> Iterator[None]:
    """Say what failed in a way that tells those who asked what to do."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # not the database's fault
    except _Failure as error:
        code, why = _code(error), _why(error)
        if code.startswith("22"):
            detail = f"The database cannot hold this: {why}."
            raise SpecError("not_storable", detail, "Leave out unusual characters.") from error
        if code.startswith(_FULL) or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
            raise FullError() from error
        raise _away(doing, why) from error


def _why(error: BaseException) -> str:
    """What went wrong in the database's own words; those of a network name addresses that are nobody's business."""
    if not isinstance(error, DBAPIError):
        return "it does not answer"
    return str(error.orig).rpartition(">: ")[2].partition("\n")[0].rstrip(".") or type(error.orig).__name__


def _away(doing: str, why: str) -> UnavailableError:
    return UnavailableError("database", f"The database cannot be {doing}: {why}.", "Try again in a few seconds.")


def _unknown(why: str) -> GlassnetError:
    detail = f"The address of the database is neither SQLite's nor PostgreSQL's: {why}."
    return GlassnetError("database_url", detail, "Write postgresql://user:password@host/name.", "database_url")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")
