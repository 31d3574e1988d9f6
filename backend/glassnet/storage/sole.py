"""One server a database: PostgreSQL can be reached from many machines, of which a data folder's lock knows nothing."""

from __future__ import annotations

import asyncio
import contextlib
import time

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from glassnet.errors import ConflictError, UnavailableError
from glassnet.storage.database import Database

EVERY_S = 2.0
"""How often is looked whether the lock is still held."""

START_PATIENCE_S = 2.0
"""How long a server that starts waits for the lock of one that has just died."""

LOST_PATIENCE_S = 40.0
"""How long a server waits for its own lost connection to be noticed by PostgreSQL, which then lets go."""

AGAIN_S = 0.25
_SERVER = 7_310_579_618_472_056
"""Key of the advisory lock that the one server holds."""

_log = structlog.get_logger(__name__)


class SoleServer:
    """Holds a PostgreSQL database for this server: a lock that lives and dies with a connection of its own.

    An SQLite database is held by the lock of its data folder; here nothing happens for it.

    Args:
        database: need not be open.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: contextlib.AsyncExitStack | None = None
        self._connection: AsyncConnection | None = None

    async def acquire(self, away_s: float, taken_s: float = START_PATIENCE_S) -> None:
        """Take the database.

        Args:
            away_s: how long to wait for a database that cannot be reached.
            taken_s: how long to wait for another to let go.

        Raises:
            ConflictError: ``database_in_use``, when another server has it.
            UnavailableError: when it cannot be reached.
        """
        away, taken = time.monotonic() + away_s, time.monotonic() + taken_s
        waited = False
        while self._database.kind == "postgresql":
            try:
                if await self._try():
                    return
            except UnavailableError as error:
                if time.monotonic() >= away:
                    raise
                if not waited:
                    _log.warning("waiting for the database", database=self._database.name, detail=error.detail)
                waited = True
                taken = time.monotonic() + taken_s
            else:
                if time.monotonic() >= taken:
                    raise ConflictError(
                        "database_in_use",
                        f"Another Glassnet server works with {self._database.name}.",
                        "Stop it, or give this one a database of its own with GLASSNET_DATABASE_URL.",
                        "database_url",
                    )
            await asyncio.sleep(AGAIN_S)

    async def _try(self) -> bool:
        async with contextlib.AsyncExitStack() as stack:
            connection = await stack.enter_async_context(self._database.session())
            if not await connection.scalar(text(f"SELECT pg_try_advisory_lock({_SERVER})")):
                return False
            self._connection, self._held = connection, stack.pop_all()
        return True

    async def keep(self) -> None:
        """Watch over the lock as long as the server lives, and take it again after a lost connection.

        Raises:
            ConflictError: when another server has taken the database meanwhile; this one must write nothing more.
        """
        while self._database.kind == "postgresql":
            await asyncio.sleep(EVERY_S)
            if await self._is_held():
                continue
            _log.warning("the connection that holds the database was lost", database=self._database.name)
            await self.release()
            await self.acquire(float("inf"), LOST_PATIENCE_S)
            _log.info("the database is held again", database=self._database.name)

    async def _is_held(self) -> bool:
        if self._connection is None:
            return False
        try:
            await self._connection.scalar(text("SELECT 1"))
        except Exception:  # whatever it is, this connection is of no use any more
            return False
        return True

    async def release(self) -> None:
        """Let go; releasing twice changes nothing."""
        held, self._held, self._connection = self._held, None, None
        if held is not None:
            with contextlib.suppress(Exception):  # a connection that was lost cannot be closed in order
                await held.aclose()
