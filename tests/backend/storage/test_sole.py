"""One server a PostgreSQL database; an SQLite one is held by the lock of its folder."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import insert

from glassnet.errors import ConflictError, GlassnetError, UnavailableError
from glassnet.storage import sole as module
from glassnet.storage.database import Database
from glassnet.storage.schema import about
from glassnet.storage.sole import SoleServer
from tests.backend.postgres import Postgres

OUSTED = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("EVERY_S", 0.02), ("AGAIN_S", 0.02), ("LOST_PATIENCE_S", 0.2)):
        monkeypatch.setattr(module, name, seconds)


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.create()


@pytest.fixture
async def first(url: str) -> AsyncIterator[SoleServer]:
    made = SoleServer(Database(url))
    await made.acquire(0)
    yield made
    await made.release()


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await holds():
            await asyncio.sleep(0.02)


async def is_taken(url: str) -> bool:
    other = SoleServer(Database(url))
    try:
        await other.acquire(0, 0)
    except ConflictError:
        return True
    except UnavailableError:
        return False
    await other.release()
    return False


@contextlib.asynccontextmanager
async def kept(server: SoleServer) -> AsyncIterator[asyncio.Task[None]]:
    keeping = asyncio.create_task(server.keep())
    yield keeping
    keeping.cancel()
    await asyncio.wait([keeping])


async def test_a_second_server_is_refused_until_the_first_lets_go(first: SoleServer, url: str) -> None:
    second = SoleServer(Database(url))
    with pytest.raises(ConflictError, match="Another Glassnet server works with") as told:
        await second.acquire(0, 0)
    assert told.value.code == "database_in_use"
    assert "GLASSNET_DATABASE_URL" in told.value.hint
    waiting = asyncio.create_task(second.acquire(0, 30))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await first.release()
    await waiting
    assert await is_taken(url)
    await second.release()
    await second.release()
    assert not await is_taken(url)


async def test_databases_of_one_postgresql_are_held_one_by_one(first: SoleServer, postgres: Postgres) -> None:
    assert not await is_taken(postgres.create())


async def test_commands_work_beside_the_server(first: SoleServer, url: str) -> None:
    beside = Database(url)
    await beside.open()
    async with beside.write() as connection:
        await connection.execute(insert(about).values(key="beside", value="x"))
    await beside.close()


@pytest.mark.fault(29)
async def test_a_lost_connection_is_followed_by_another_one(first: SoleServer, url: str, postgres: Postgres) -> None:
    async with kept(first) as keeping:
        postgres.run(OUSTED)
        await eventually(lambda: is_taken(url))
        postgres.stop()
        postgres.start()
        await eventually(lambda: is_taken(url))
        assert not keeping.done()


@pytest.mark.fault(26)
async def test_who_lost_the_database_to_another_is_told(first: SoleServer, url: str, postgres: Postgres) -> None:
    postgres.run(OUSTED)
    second = SoleServer(Database(url))
    await second.acquire(0)
    with pytest.raises(ConflictError, match="Another Glassnet server works with"):
        await first.keep()
    await second.release()


async def test_a_barred_database_is_read_and_not_written(database: Database) -> None:
    database.bar(GlassnetError("database_in_use", "It is another's."))
    with pytest.raises(GlassnetError, match=r"It is another's\."):
        async with database.write():
            pass
    async with database.read() as connection:
        await connection.scalar(about.select())


async def test_sqlite_needs_no_lock_of_its_own(tmp_path: Path) -> None:
    one, other = (SoleServer(Database(tmp_path / "data.sqlite")) for _ in range(2))
    await one.acquire(0)
    await other.acquire(0)
    await one.keep()
    assert not (tmp_path / "data.sqlite").exists()


async def test_a_database_that_is_away_is_waited_for(first: SoleServer, url: str, postgres: Postgres) -> None:
    await first.release()
    postgres.stop()
    with pytest.raises(UnavailableError):
        await first.acquire(0)
    waiting = asyncio.create_task(first.acquire(60))
    await asyncio.sleep(0.1)
    postgres.start()
    await waiting
    assert await is_taken(url)
