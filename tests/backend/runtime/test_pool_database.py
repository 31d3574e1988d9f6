"""A database that is away, held by another, or full: training goes on, and nothing that was confirmed is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from glassnet.errors import FullError, UnavailableError
from glassnet.protocol.commands import Pause, SetLive
from glassnet.runtime.pool import Pool
from glassnet.storage import database as module
from glassnet.storage.database import Database
from glassnet.storage.store import Store
from tests.backend.postgres import Postgres
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import RATE, Opener, Page, has


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits for long."""
    monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 100)
    monkeypatch.setattr(module, "PATIENCE_S", 0.5)


async def running(pool: Pool) -> tuple[str, Page]:
    """A run that trains, and a page that follows it."""
    made = await pool.create(spec_with(), start=True)
    page = Page(pool)
    await pool.follow(page.subscriber, made.id)
    await has(pool, made.id, lambda run: run.step > 100)
    await pool.command(made.id, SetLive(path=RATE, value=0.25))
    return made.id, page


async def goes_on(page: Page) -> None:
    """It trains, and the page is told."""
    step, rows = page.status["step"], len(page.of("metrics"))
    await page.until(lambda: page.status["step"] > step + 100 and len(page.of("metrics")) > rows)
    assert page.status["status"] == "running"


async def is_whole(pool: Pool, database: Database, run: str) -> None:
    """Every row that was told is there without a gap once the run rests, and the confirmed edits are."""
    done = await pool.command(run, Pause())
    told = await pool.metrics(run)
    store = Store(database)
    found = await store.get(run)
    assert found is not None
    assert (found.status, found.step) == ("paused", done.step)

    async def all_written() -> bool:
        rows = await store.rows(run)
        return (rows.history, rows.first, rows.rows) == (told.history, told.first, told.rows)

    for _ in range(400):
        if await all_written():
            break
        await asyncio.sleep(0.05)
    assert await all_written()
    steps = [step or 0 for step in told.rows["step"]]
    assert steps == sorted(set(steps))


async def create_many(pool: Pool) -> None:
    for _ in range(200):
        await pool.create(spec_with())


def rate(run: Any) -> float:
    return float(run.spec["training"]["optimiser"]["learning_rate"])


async def test_a_pool_works_on_either_database(opener: Opener, database_url: str) -> None:
    database = Database(database_url)
    first = await opener(database=database)
    run, page = await running(first)
    await is_whole(first, database, run)
    page.close()
    await first.close()
    second = await opener(database=Database(database_url))
    assert (await second.get(run)).status == "paused"
    assert (await second.get(run)).spec.training.optimiser.learning_rate == 0.25
    await second.delete(run)


@pytest.mark.fault(29)
async def test_training_goes_on_while_postgresql_is_down(opener: Opener, postgres: Postgres) -> None:
    database = Database(postgres.create())
    pool = await opener(database=database)
    run, page = await running(pool)
    postgres.stop()
    try:
        await goes_on(page)
        with pytest.raises(UnavailableError) as told:  # what is not on the disk is not confirmed
            await pool.command(run, SetLive(path=RATE, value=0.5))
        assert told.value.status == 503
        with pytest.raises(UnavailableError):
            await pool.create(spec_with())
        await goes_on(page)
    finally:
        postgres.start()
    await pool.command(run, SetLive(path=RATE, value=0.75))
    await is_whole(pool, database, run)
    found = await Store(database).get(run)
    assert rate(found) == 0.75
    page.close()


@pytest.mark.fault(29)
async def test_training_goes_on_while_another_holds_the_database(opener: Opener, database_url: str) -> None:
    database, other = Database(database_url), Database(database_url)
    pool = await opener(database=database)
    run, page = await running(pool)
    await other.open()
    async with other.write():
        await goes_on(page)
        with pytest.raises(UnavailableError):
            await pool.command(run, SetLive(path=RATE, value=0.5))
        await goes_on(page)
    await other.close()
    await is_whole(pool, database, run)
    page.close()


@pytest.mark.fault(29)
async def test_a_server_that_dies_while_the_database_is_down_has_lost_nothing_it_confirmed(
    opener: Opener, postgres: Postgres
) -> None:
    url = postgres.create()
    first = await opener(database=Database(url))
    run, page = await running(first)
    postgres.stop()
    try:
        await goes_on(page)
        with pytest.raises(UnavailableError):
            await first.command(run, SetLive(path=RATE, value=0.5))
    finally:
        page.close()
        await first.close()  # it cannot write any more
        postgres.start()
    second = await opener(database=Database(url))
    await has(second, run, lambda found: found.status == "running" and found.step > 100)
    assert (await second.get(run)).spec.training.optimiser.learning_rate == 0.25
    await second.command(run, Pause())


@pytest.mark.fault(5)
async def test_training_goes_on_while_the_disk_is_full(opener: Opener, tmp_path: Path) -> None:
    database = Database(tmp_path / "glassnet.sqlite")
    pool = await opener(database=database)
    run, page = await running(pool)
    assert database._engine is not None
    assert database._trips is not None
    engines = (database._engine.sync_engine, database._trips._writing)

    def full(connection: Any, record: Any) -> None:
        connection.cursor().execute("PRAGMA max_page_count = 1")  # SQLite takes it as: not a page more

    for engine in engines:
        event.listen(engine, "connect", full)
    await database._engine.dispose()
    engines[1].dispose()
    with pytest.raises(FullError) as told:
        await create_many(pool)
    assert told.value.status == 507
    await goes_on(page)
    for engine in engines:
        event.remove(engine, "connect", full)
    await database._engine.dispose()
    engines[1].dispose()
    await is_whole(pool, database, run)
    await pool.create(spec_with())
    page.close()
