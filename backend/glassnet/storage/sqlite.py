"""An SQLite file without the asynchronous driver: a whole transaction is one trip to a thread.

That driver goes to its thread and back for every step of a transaction, eight times for one row. On a host whose
processors train networks each of these trips waits twice to be scheduled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, RowMapping, Select, create_engine, event

from glassnet.storage.changes import Changes

T = TypeVar("T")
READERS = 4
BUSY_TIMEOUT_MS = 5000


def configure(connection: Any, _record: Any) -> None:
    """Make a new connection keep our promises: durable, strict, and patient with other processes."""
    connection.isolation_level = None  # transactions are begun by `begin`, not by the driver
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin(connection: Connection) -> None:
    """Begin a transaction; one that may write takes its turn at once."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Trips:
    """Threads with connections of their own: some that can only read and wait for no writer, and one that writes.

    Args:
        url: of the file, whose tables are there.
    """

    def __init__(self, url: URL) -> None:
        url, apart = url.set(drivername="sqlite+pysqlite"), {"check_same_thread": False}
        self._reading = create_engine(
            url, pool_size=READERS, max_overflow=0, isolation_level="AUTOCOMMIT", connect_args=apart
        )
        event.listen(self._reading, "connect", _configure_to_read)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reading")
        self._writing = create_engine(url, pool_size=1, max_overflow=0, connect_args=apart)
        event.listen(self._writing, "connect", configure)
        event.listen(self._writing, "begin", begin)
        Changes.watch(self._writing)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writing")

    async def rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        """What one statement finds.

        Raises:
            DBAPIError: why it cannot be read.
        """
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._rows, query)

    def _rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        with self._reading.connect() as connection:
            return connection.execute(query).mappings().all()

    async def transact(self, act: Callable[[Connection], T], touched: set[str]) -> T:
        """What `act`, in a thread, makes of a transaction that may write. When this is over, so is the transaction.

        Args:
            act: is given the connection.
            touched: is filled; see `Changes`.

        Raises:
            DBAPIError: why it cannot be written; then nothing was.
        """
        under_way = asyncio.get_running_loop().run_in_executor(self._writer, self._transact, act, touched)
        try:
            return await asyncio.shield(under_way)
        except asyncio.CancelledError:
            await asyncio.wait([under_way])
            raise

    def _transact(self, act: Callable[[Connection], T], touched: set[str]) -> T:
        with self._writing.execution_options(writes=True).begin() as connection:
            Changes.fill(connection.info, touched)
            return act(connection)

    def close(self) -> None:
        """Close all connections; who still waits is answered first."""
        for threads, engine in ((self._readers, self._reading), (self._writer, self._writing)):
            threads.shutdown()
            engine.dispose()


def _configure_to_read(connection: Any, _record: Any) -> None:
    for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "query_only=ON"):
        connection.execute(f"PRAGMA {pragma}").close()
