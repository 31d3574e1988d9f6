"""What a server holds: its database, its pool, its data sets, and who is here.

The database and the pool start in the background; who needs them waits a little.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Annotated

import structlog
from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from glassnet.api.in_turn import InTurn
from glassnet.api.limits_of_tries import Tries
from glassnet.api.passwords import Passwords
from glassnet.api.presence import Presence
from glassnet.errors import ConflictError, GlassnetError, UnavailableError
from glassnet.runtime.pool import Pool
from glassnet.runtime.records import PoolHealth
from glassnet.settings import Settings
from glassnet.storage.classes import Classes, StoredClass
from glassnet.storage.database import START_PATIENCE_S as DATABASE_PATIENCE_S
from glassnet.storage.database import Database
from glassnet.storage.datasets.downloads import Downloads
from glassnet.storage.datasets.library import Library
from glassnet.storage.datasets.uploads import Uploads
from glassnet.storage.handouts import Handouts
from glassnet.storage.keys import Keys
from glassnet.storage.people import People
from glassnet.storage.projects import Projects
from glassnet.storage.revocations import Revocations
from glassnet.storage.shares import Shares
from glassnet.storage.sole import SoleServer
from glassnet.storage.traces import Traces
from glassnet.storage.uploaded import Uploaded

START_PATIENCE_S = 20.0
END_PATIENCE_S = 8.0
AGAIN_S = 1.0
HEED_S = 2.0
"""How often is looked whether a command line has sent somebody away."""

SEEN_EVERY_S = 60.0
_log = structlog.get_logger(__name__)


class Service:
    """Owns the database and the pool: starts them without keeping anybody from `/health`, and ends them.

    Attributes:
        people, keys, classes, projects, handouts, shares, uploaded, traces: what is in the database.
        presence: the sockets that are open.
        refused: why this server must end at once: another one works with its database.
        exports: those for whom one is being written.
        questions: to networks, that are being answered.
        passwords: hashes and checks them.

    Args:
        settings: of the server.
        database: not opened yet; the pool may open it too.
        pool: not started yet.
        library: of data sets.
        tries: how often somebody may guess.
    """

    def __init__(self, settings: Settings, database: Database, pool: Pool, library: Library, tries: Tries) -> None:
        self.settings = settings
        self.database = database
        self.people = People(database)
        self.keys = Keys(database, settings.secret.get_secret_value())
        self.classes = Classes(database)
        self.projects = Projects(database)
        self.handouts = Handouts(database, self.projects)
        self.shares = Shares(database)
        self.uploaded = Uploaded(database)
        self.traces = Traces(database)
        self.refused: GlassnetError | None = None
        self._revocations = Revocations(database)
        self._sole = SoleServer(database)
        self.exports: set[str] = set()
        self.questions = InTurn()
        self.presence = Presence()
        self.passwords = Passwords()
        self.tries = tries
        self.library = library
        self.downloads = Downloads(library, settings.data_url)
        self.uploads = Uploads(library)
        self._pool = pool
        self.draining = False
        self._until: float | None = None
        self._opening: asyncio.Task[None] | None = None
        self._starting: asyncio.Task[None] | None = None
        self._watching: list[asyncio.Task[None]] = []
        self._seen: dict[str, float] = {}
        self._noting: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Start everything in the background, and clear away what an earlier server left half done."""
        self.library.sweep()
        self.uploads.sweep(everything=True)
        self._opening = asyncio.create_task(self._open(), name="database open")
        self._opening.add_done_callback(_report)
        self._starting = asyncio.create_task(self._start(), name="pool start")
        self._starting.add_done_callback(_report)
        self._watching = [asyncio.create_task(self._hold()), asyncio.create_task(self._heed())]

    async def _open(self) -> None:
        try:
            await self._sole.acquire(DATABASE_PATIENCE_S)
        except ConflictError as error:
            self.refused = error
            raise
        await self.database.open(DATABASE_PATIENCE_S)

    async def decided(self, within_s: float) -> None:
        """Wait a little until it is known whether this server may work with its database."""
        if self._opening is not None:
            await asyncio.wait([self._opening], timeout=within_s)

    async def _opened_for_good(self) -> None:
        if self._opening is not None:
            await asyncio.shield(self._opening)

    async def _hold(self) -> None:
        """Keep the database for this server; one that has lost it to another writes nothing more, and ends."""
        with contextlib.suppress(GlassnetError):
            await self._opened_for_good()
            try:
                await self._sole.keep()
            except ConflictError as error:
                _log.error("database lost to another server", detail=error.detail, hint=error.hint)
                self.database.bar(error)
                self.refused = error

    async def _heed(self) -> None:
        """Have open sockets find out anew who they are for, soon after a command line has sent somebody away."""
        known: int | None = None
        while True:
            with contextlib.suppress(GlassnetError):
                await self._opened_for_good()
                told = await self._revocations.count()
                if known not in (None, told):
                    self.keys.forget()
                    self.presence.recheck()
                known = told
            await asyncio.sleep(HEED_S)

    async def _start(self) -> None:
        await self._opened_for_good()
        await self._pool.start()
        if self.settings.hosted:
            for one in await self._all_classes():
                await self._pool.weigh(one.id, one.weight)

    async def _all_classes(self) -> list[StoredClass]:
        """All classes, as soon as the database can tell."""
        while True:
            try:
                await self.opened()
                return await self.classes.all()
            except UnavailableError as error:
                _log.warning("waiting for the classes", detail=error.detail)
                await asyncio.sleep(AGAIN_S)

    async def end(self) -> None:
        """End everything, started or not."""
        await self.downloads.close()
        self.passwords.close()
        # What is under way in the database's own thread is better finished than cut off.
        tasks = (self._opening, *self._noting, *([self._starting] if self._is_open() else []))
        under_way = [task for task in tasks if task is not None and not task.done()]
        if under_way:
            await asyncio.wait(under_way, timeout=END_PATIENCE_S)
        for task in (self._starting, self._opening, *self._watching, *self._noting):
            if task is not None and not task.done():
                task.cancel()
                await asyncio.wait([task])
        if self._until is None:
            await self._pool.close()
        else:  # saved a moment ago: what has been trained since takes no longer than what is left
            await self._pool.close(max(1.0, self._until - time.monotonic() - 1.0))
        await self.database.close()
        await self._sole.release()

    def _is_open(self) -> bool:
        task = self._opening
        return task is not None and task.done() and not task.cancelled() and task.exception() is None

    async def drain(self) -> None:
        """The server is about to end: nothing new is begun, and everything is saved."""
        self.draining = True
        self._until = time.monotonic() + self.settings.drain_s
        _log.info("draining", within_s=self.settings.drain_s)
        if self._starting is not None and self._starting.done() and not self._failed:
            await self._pool.drain(self.settings.drain_s / 2)

    async def opened(self) -> None:
        """Wait a little for the database; whoever then needs it is told when it is still away."""
        if self._opening is not None and not self._opening.done():
            await asyncio.wait([self._opening], timeout=START_PATIENCE_S)

    def notice(self, account: str, seen_at: float | None, now: float, token: str = "") -> None:
        """Somebody is here: written down, at most once a minute, without keeping anybody waiting.

        Args:
            account: who.
            seen_at: when they were here before, as far as is known.
            now: seconds since 1970.
            token: the token by which they were recognised; it was used.
        """
        if now - max(seen_at or 0.0, self._seen.get(token or account, 0.0)) < SEEN_EVERY_S:
            return
        self._seen[token or account] = now

        async def note() -> None:
            with contextlib.suppress(GlassnetError):
                await self.people.seen(account, now)
                if token:
                    await self.keys.used(token, now)

        task = asyncio.create_task(note())
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    def health(self) -> PoolHealth:
        """How the pool is, at any time."""
        if self._starting is not None and self._starting.done():
            return PoolHealth(status="degraded", hosts=0, runs=0) if self._failed else self._pool.health()
        return PoolHealth(status="starting", hosts=0, runs=0)

    async def pool(self) -> Pool:
        """The pool once it is up.

        Raises:
            UnavailableError: when it does not come up in time, or could not start.
        """
        if self._starting is not None and not self._starting.done():
            await asyncio.wait([self._starting], timeout=START_PATIENCE_S)
        if self._starting is None or not self._starting.done():
            raise UnavailableError("starting", "The server is still starting.", "Try again in a few seconds.")
        if self._failed:
            raise UnavailableError("not_started", "The workers could not start.", "The server's log says why.")
        return self._pool

    @property
    def _failed(self) -> bool:
        task = self._starting
        return task is not None and task.done() and (task.cancelled() or task.exception() is not None)


def _report(task: asyncio.Task[None]) -> None:
    if task.cancelled():
        return
    error = task.exception()
    if isinstance(error, GlassnetError):
        _log.error("not_started", part=task.get_name(), code=error.code, detail=error.detail, hint=error.hint)
    elif error is not None:
        _log.error("not_started", part=task.get_name(), exc_info=error)


def service_of(request: HTTPConnection) -> Service:
    """The service of the application that answers ``request``."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


async def _pool_of(request: Request) -> Pool:
    return await service_of(request).pool()


PoolHere = Annotated[Pool, Depends(_pool_of)]
"""A parameter of an endpoint that works with runs."""


def _questions_of(request: Request) -> InTurn:
    return service_of(request).questions


InTurnHere = Annotated[InTurn, Depends(_questions_of)]
"""A parameter of an endpoint that asks a worker what keeps it busy."""
