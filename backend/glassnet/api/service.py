"""The pool's life beside the web application's: it starts in the background, and who needs it waits a little."""

from __future__ import annotations

import asyncio
from typing import Annotated

import structlog
from fastapi import Depends, Request

from glassnet.errors import GlassnetError, UnavailableError
from glassnet.runtime.pool import Pool
from glassnet.runtime.records import PoolHealth
from glassnet.settings import Settings
from glassnet.storage.datasets.downloads import Downloads
from glassnet.storage.datasets.library import Library
from glassnet.storage.datasets.uploads import Uploads

START_PATIENCE_S = 20.0
_log = structlog.get_logger(__name__)


class Service:
    """Owns the pool: starts it without keeping anybody from `/health`, hands it out when it is up, ends it.

    Args:
        settings: of the server.
        pool: not started yet.
        library: of data sets.
    """

    def __init__(self, settings: Settings, pool: Pool, library: Library) -> None:
        self.settings = settings
        self.library = library
        self.downloads = Downloads(library, settings.data_url)
        self.uploads = Uploads(library)
        self._pool = pool
        self._starting: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Start the pool in the background, and clear away what an earlier server left half done."""
        self.library.sweep()
        self.uploads.sweep(everything=True)
        self._starting = asyncio.create_task(self._pool.start(), name="pool start")
        self._starting.add_done_callback(_report)

    async def end(self) -> None:
        """End the pool, started or not, and the downloads."""
        await self.downloads.close()
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
            await asyncio.wait([self._starting])
        await self._pool.close()

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
        _log.error("pool_not_started", code=error.code, detail=error.detail, hint=error.hint)
    elif error is not None:
        _log.error("pool_not_started", exc_info=error)


def service_of(request: Request) -> Service:
    """The service of the application that answers ``request``."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


async def _pool_of(request: Request) -> Pool:
    return await service_of(request).pool()


PoolHere = Annotated[Pool, Depends(_pool_of)]
"""A parameter of an endpoint that works with runs."""
