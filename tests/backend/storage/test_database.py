from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from glassnet.errors import FullError, GlassnetError, SpecError, UnavailableError
from glassnet.settings import Settings
from glassnet.storage import database as module
from glassnet.storage.database import Database, database_of
from glassnet.storage.schema import about, accounts, join_codes, usage
from tests.backend.postgres import Postgres


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits for long."""
    monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(module, "PATIENCE_S", 0.3)


@pytest.fixture
async def second(database_url: str) -> AsyncIterator[Database]:
    """Another process's view of the same database, as far as the database can tell."""
    opened = Database(database_url)
    await opened.open()
    yield opened
    await opened.close()


async def note(database: Database, key: str) -> None:
    async with database.write() as connection:
        await connection.execute(insert(about).values(key=key, value="x"))


async def noted(database: Database) -> set[str]:
    async with database.read() as connection:
        return set(await connection.scalars(select(about.c.key))) - {"schema_version"}


async def test_what_is_written_is_there_for_others_and_what_failed_is_undone(
    database: Database, second: Database
) -> None:
    async def fail() -> None:
        async with database.write() as connection:
            await connection.execute(insert(about).values(key="b", value="x"))
            raise ZeroDivisionError

    await note(database, "a")
    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await noted(second) == {"a"}


async def test_writers_come_one_after_the_other_also_when_they_read_first(database: Database, second: Database) -> None:
    await note(database, "count")
    async with database.write() as connection:
        await connection.execute(update(about).where(about.c.key == "count").values(value="0"))

    async def more(of: Database) -> None:
        async with of.write() as connection:
            value = await connection.scalar(select(about.c.value).where(about.c.key == "count"))
            await asyncio.sleep(0)
            await connection.execute(update(about).where(about.c.key == "count").values(value=str(int(value) + 1)))

    await asyncio.gather(*(more(of) for of in [database, second] * 25))
    async with second.read() as connection:
        assert await connection.scalar(select(about.c.value).where(about.c.key == "count")) == "50"


async def test_rules_of_the_tables_are_kept_and_told_as_they_are(database: Database) -> None:
    row = {"day": "2026-11-23", "user": "u", "training_s": 1.0}
    async with database.write() as connection:
        await connection.execute(insert(usage).values(row))
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(insert(usage).values(row))
    with pytest.raises(IntegrityError):  # there is no such class
        async with database.write() as connection:
            await connection.execute(insert(join_codes).values(code="x", **{"class": "y"}, created_at=1, expires_at=2))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_postgresql_cannot_hold_is_refused_and_no_fault_of_the_server(database: Database) -> None:
    for name in ("a\0b", "n" * 201):
        with pytest.raises(SpecError, match="The database cannot hold this"):
            async with database.write() as connection:
                await connection.execute(insert(accounts).values(id="a", role="student", name=name, created_at=1.0))


@pytest.mark.fault(29)
async def test_a_database_that_another_holds_for_long_is_told_as_unavailable(
    hasty: None, database_url: str, second: Database
) -> None:
    database = Database(database_url)
    await database.open()
    async with second.write():
        with pytest.raises(UnavailableError, match=r"The database cannot be written: .*lock") as told:
            await note(database, "a")
        assert told.value.status == 503
        assert await noted(database) == set()
    await note(database, "a")
    assert await noted(database) == {"a"}
    await database.close()


@pytest.mark.fault(29)
async def test_a_lock_that_is_let_go_in_time_goes_unnoticed(database: Database, second: Database) -> None:
    async with second.write() as connection:
        waiting = asyncio.create_task(note(database, "a"))
        await connection.execute(insert(about).values(key="b", value="x"))
        await asyncio.sleep(0.2)
        assert not waiting.done()
    await waiting
    assert await noted(database) == {"a", "b"}


@pytest.mark.fault(29)
async def test_a_writer_that_hangs_keeps_no_other_waiting_for_ever(hasty: None, database: Database) -> None:
    async with database.write():
        with pytest.raises(UnavailableError, match="others have been writing for too long"):
            await note(database, "a")
    await note(database, "a")


@pytest.mark.fault(29)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_going_down_is_told_and_its_coming_back_needs_nothing(
    hasty: None, database: Database, postgres: Postgres
) -> None:
    await note(database, "a")
    postgres.stop()
    try:
        with pytest.raises(UnavailableError, match="The database cannot be written"):
            await note(database, "b")
        with pytest.raises(UnavailableError, match="The database cannot be read"):
            await noted(database)
    finally:
        postgres.start()
    await note(database, "c")
    assert await noted(database) == {"a", "c"}


@pytest.mark.fault(29)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_transaction_in_which_postgresql_dies_is_undone(database: Database, postgres: Postgres) -> None:
    async def die() -> None:
        async with database.write() as connection:
            await connection.execute(insert(about).values(key="b", value="x"))
            postgres.stop()
            postgres.start()
            await connection.execute(insert(about).values(key="c", value="x"))

    await note(database, "a")
    with pytest.raises(UnavailableError):
        await die()
    assert await noted(database) == {"a"}


@pytest.mark.fault(29)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_short_outage_of_postgresql_goes_unnoticed(database: Database, postgres: Postgres) -> None:
    await note(database, "a")
    postgres.stop()
    waiting = asyncio.create_task(note(database, "b"))
    await asyncio.sleep(0.3)
    postgres.launch()
    await waiting
    assert await noted(database) == {"a", "b"}


@pytest.mark.fault(29)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_start_waits_for_postgresql(
    database_url: str, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.2)
    postgres.stop()
    database = Database(database_url)
    opening = asyncio.create_task(database.open(60.0))
    await asyncio.sleep(0.3)
    postgres.launch()
    await opening
    await note(database, "a")
    await database.close()


async def test_a_postgresql_that_is_not_there_is_named_without_its_password(hasty: None) -> None:
    database = Database("postgres://someone:secret@127.0.0.1:1/things")
    assert database.name == "postgresql://someone:***@127.0.0.1:1/things"
    with pytest.raises(UnavailableError, match="The database cannot be opened") as told:
        await database.open()
    assert "secret" not in told.value.detail
    assert "127.0.0.1" not in told.value.detail
    await database.close()


@pytest.mark.fault(5)
async def test_a_full_disk_is_told_as_such_and_nothing_is_half_written(database: Database) -> None:
    async def fail(error: OSError) -> None:
        async with database.write() as connection:
            await connection.execute(insert(about).values(key="a", value="x"))
            raise error

    for number in (errno.ENOSPC, errno.EDQUOT):
        with pytest.raises(FullError, match="the server's disk is full") as told:
            await fail(OSError(number, "No space left on device"))
        assert told.value.status == 507
    assert await noted(database) == set()


@pytest.mark.fault(5)
async def test_a_full_sqlite_file_is_told_as_such_and_recovers(tmp_path: Path) -> None:
    async def fill(most_pages: int) -> None:
        async with database.write() as connection:
            await connection.execute(text(f"PRAGMA max_page_count = {most_pages}"))
            rows = [{"key": f"k{number}", "value": "x" * 200} for number in range(2000)]
            await connection.execute(insert(about), rows)

    database = Database(tmp_path / "x.sqlite")
    await database.open()
    await note(database, "a")
    with pytest.raises(FullError):
        await fill(60)
    assert await noted(database) == {"a"}
    await fill(100_000)
    assert len(await noted(database)) == 2001
    await database.close()


async def test_a_database_that_is_not_open_says_so_and_opens_and_closes_twice(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(UnavailableError, match="not open"):
        await noted(database)
    await asyncio.gather(database.open(), database.open())
    await note(database, "a")
    await database.close()
    await database.close()
    with pytest.raises(UnavailableError, match="not open"):
        await note(database, "b")
    await database.open()
    assert await noted(database) == {"a"}
    await database.close()


@pytest.mark.parametrize("url", ["mysql://host/x", "nonsense", "sqlite://", "sqlite:///"])
def test_other_addresses_are_refused_clearly(url: str) -> None:
    with pytest.raises(GlassnetError, match="neither SQLite's nor PostgreSQL's") as told:
        Database(url)
    assert told.value.where == "database_url"


def test_settings_name_the_database(tmp_path: Path) -> None:
    assert database_of(Settings(data_dir=tmp_path)).path == tmp_path / "glassnet.sqlite"
    assert database_of(Settings(data_dir=tmp_path, database_url="postgresql://u@h/n")).name == "postgresql://u@h/n"
