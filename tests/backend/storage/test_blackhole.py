"""A PostgreSQL that hangs: connections stay open, and nothing answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert, make_url, select

from glassnet.errors import UnavailableError
from glassnet.storage import database as module
from glassnet.storage.database import Database
from glassnet.storage.schema import about
from tests.backend.postgres import Postgres


class Wire:
    """Stands between the program and the server, and can go silent."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open = asyncio.Event()
        self._open.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def silence(self, *, silent: bool) -> None:
        self._open.clear() if silent else self._open.set()

    async def stop(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        for one, other in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._carry(one, other))
            self._tasks.add(task)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while content := await reader.read(1 << 16):
                await self._open.wait()
                writer.write(content)
        finally:
            writer.close()


@pytest.fixture
async def wire(postgres: Postgres) -> AsyncIterator[Wire]:
    made = Wire(postgres.port)
    await made.start()
    yield made
    await made.stop()


async def note(database: Database, key: str) -> None:
    async with database.write() as connection:
        await connection.execute(insert(about).values(key=key, value="x"))


async def noted(database: Database) -> set[str]:
    async with database.read() as connection:
        return set(await connection.scalars(select(about.c.key))) - {"schema_version"}


@pytest.mark.fault(29)
async def test_a_database_that_hangs_is_told_and_its_coming_back_needs_nothing(
    postgres: Postgres, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.5)
    monkeypatch.setattr(module, "ANSWER_S", 0.5)
    url = make_url(postgres.create()).set(port=wire.port).render_as_string(hide_password=False)
    database = Database(url)
    await database.open()
    await asyncio.gather(*(note(database, f"a{number}") for number in range(5)))
    wire.silence(silent=True)
    for _ in range(3):
        with pytest.raises(UnavailableError, match="cannot be written: it does not answer"):
            await note(database, "b")
        with pytest.raises(UnavailableError, match="cannot be read: it does not answer"):
            await noted(database)
    wire.silence(silent=False)
    await note(database, "c")
    found = await noted(database)
    assert {f"a{number}" for number in range(5)} | {"c"} <= found
    await database.close()
