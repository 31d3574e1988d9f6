"""Reads of an SQLite file, each in one trip to a thread.

The asynchronous driver goes to its thread and back for every step of a transaction: eight trips for one row. On a host
whose processors train networks each of them waits twice to be scheduled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import URL, RowMapping, Select, create_engine, event

THREADS = 4


class Readers:
    """Threads with connections of their own, which only read and wait for no writer.

    Args:
        url: of the SQLite file.
        busy_timeout_ms: how long a statement waits while the file is locked as a whole.
    """

    def __init__(self, url: URL, busy_timeout_ms: int) -> None:
        self._engine = create_engine(
            url.set(drivername="sqlite+pysqlite"),
            pool_size=THREADS,
            max_overflow=0,
            isolation_level="AUTOCOMMIT",
            connect_args={"check_same_thread": False},
        )
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="reading")

        def configure(connection: Any, _record: Any) -> None:
            for pragma in (f"busy_timeout={busy_timeout_ms}", "query_only=ON"):
                connection.execute(f"PRAGMA {pragma}").close()

        event.listen(self._engine, "connect", configure)

    async def rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        """What one statement finds.

        Raises:
            DBAPIError: why it cannot be read.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._rows, query)

    def _rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        with self._engine.connect() as connection:
            return connection.execute(query).mappings().all()

    def close(self) -> None:
        """Close all connections; who still waits is answered first."""
        self._threads.shutdown()
        self._engine.dispose()
