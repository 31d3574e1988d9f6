from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import AsyncConnection

from glassnet.errors import GlassnetError
from glassnet.storage import database as module
from glassnet.storage import migrations
from glassnet.storage.database import Database
from glassnet.storage.migrations import layout_of, migrate
from glassnet.storage.schema import LAYOUT, metadata
from glassnet.storage.store import RowBatch, Store, StoredRun
from glassnet.storage.uploaded import Uploaded

RUN = StoredRun(
    id="run_a",
    user="local",
    created_at=1_700_000_000.25,
    spec={"network": {"nodes": []}, "ä": [1.5, None]},
    status="paused",
    step=41,
    epoch=2.5,
    stop_reason={"rule": "asked"},
    newest={"loss": 0.25},
    device="cpu",
    placement=3,
    history=0,
)
ROWS = {"step": [0.0, 1.0], "loss": [None, 0.5]}


def first_layout() -> sa.MetaData:
    """The tables as the first program that kept runs made them, without any migrations."""
    made = sa.MetaData()
    sa.Table("about", made, sa.Column("key", sa.String(40), primary_key=True), sa.Column("value", sa.String(200)))
    sa.Table(
        "runs",
        made,
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("user", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("spec_version", sa.Integer, nullable=False, default=1),
        sa.Column("spec", sa.JSON, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Float, nullable=False),
        sa.Column("stop_reason", sa.JSON(none_as_null=True)),
        sa.Column("newest", sa.JSON, nullable=False),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("placement", sa.Integer, nullable=False),
        sa.Column("history", sa.Integer, nullable=False),
        sa.Index("runs_by_status", "status"),
        sqlite_autoincrement=True,
    )
    sa.Table(
        "metrics",
        made,
        sa.Column("run", sa.String(64), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("first", sa.Integer, primary_key=True),
        sa.Column("history", sa.Integer, nullable=False),
        sa.Column("rows", sa.JSON, nullable=False),
    )
    return made


def fill_first(connection: sa.Connection) -> None:
    tables = first_layout().tables
    fields = {column.name: getattr(RUN, column.name, None) for column in tables["runs"].c if column.name != "number"}
    connection.execute(sa.insert(tables["runs"]).values(**fields | {"spec_version": 1}))
    connection.execute(sa.insert(tables["metrics"]).values(run=RUN.id, first=0, history=0, rows=ROWS))


@pytest.fixture
async def bare(database_url: str) -> AsyncIterator[Any]:
    """Opens transactions on a database that no migration has touched."""
    database = Database(database_url)
    engine = database._made()
    yield lambda: module._transaction(engine, 5.0, writes=True)
    await engine.dispose()


async def tables_of(connection: AsyncConnection) -> set[str]:
    return set(await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names()))


def test_every_layout_has_its_migration() -> None:
    files = sorted((Path(migrations.__file__).parent / "versions").glob("layout_*.py"))
    assert [file.name for file in files] == [f"layout_{number:04d}.py" for number in range(1, LAYOUT + 1)]


async def test_the_migrations_lead_to_the_tables_that_the_program_knows(database: Database) -> None:
    def differences(connection: sa.Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(layout_of) == LAYOUT


@pytest.mark.fault(43)
@pytest.mark.parametrize("layout", range(1, LAYOUT))
async def test_every_earlier_layout_is_brought_up_with_all_that_is_in_it(
    layout: int, bare: Any, database_url: str
) -> None:
    async with bare() as connection:
        await connection.run_sync(migrate, "x", layout)
        assert await connection.run_sync(layout_of) == layout
        await connection.run_sync(fill_first)
    store = Store(Database(database_url))
    for _ in range(2):
        await store.open()
        assert await store.get(RUN.id) == RUN
        assert await store.rows(RUN.id) == RowBatch(RUN.id, 0, 0, ROWS)
        await store.close()


async def test_nobody_is_left_with_the_title_that_another_gave_the_same_data_set(bare: Any, database_url: str) -> None:
    insert = """INSERT INTO datasets (id, "user", created_at, bytes) VALUES ('data_a', :user, :at, :bytes)"""
    rows = [("ada", 1.0, 100), ("eve", 2.0, 100), ("bob", 3.0, 0)]  # bob copied what ada had shared
    async with bare() as connection:
        await connection.run_sync(migrate, "x", 2)
        for user, at, size in rows:
            await connection.execute(sa.text(insert), {"user": user, "at": at, "bytes": size})
    database = Database(database_url)
    await database.open()
    brought = (await Uploaded(database).brought(["data_a"]))["data_a"]
    assert [(one.user, one.title, one.notes) for one in brought] == [
        ("ada", None, []),
        ("eve", "Images", []),
        ("bob", None, []),
    ]
    await database.close()


@pytest.mark.fault(43)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_database_from_before_there_were_migrations_is_brought_up(bare: Any, database_url: str) -> None:
    async with bare() as connection:
        await connection.run_sync(first_layout().create_all)
        await connection.execute(sa.text("INSERT INTO about VALUES ('schema_version', '1')"))
        await connection.run_sync(fill_first)
    store = Store(Database(database_url))
    await store.open()
    assert await store.get(RUN.id) == RUN
    await store.add(StoredRun(id="run_b", user="local", created_at=1.0, spec={}, title="New"))
    assert await store.ids() == {"run_a", "run_b"}
    await store.close()


@pytest.mark.fault(3)
async def test_a_migration_that_is_broken_off_leaves_the_layout_before(
    bare: Any, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bare() as connection:
        await connection.run_sync(migrate, "x", 1)
        await connection.run_sync(fill_first)

    def migrated_and_killed(connection: sa.Connection, name: str) -> None:
        migrate(connection, name)
        raise KeyboardInterrupt

    store = Store(Database(database_url))
    with monkeypatch.context() as patch:
        patch.setattr(module, "migrate", migrated_and_killed)
        with pytest.raises(KeyboardInterrupt):
            await store.open()
    async with bare() as connection:
        assert await connection.run_sync(layout_of) == 1
        assert await tables_of(connection) == {"about", "runs", "metrics", "alembic_version"}
    await store.open()
    assert await store.get(RUN.id) == RUN
    await store.close()


@pytest.mark.fault(43)
async def test_data_of_a_newer_version_is_refused_clearly_and_left_alone(database: Database, database_url: str) -> None:
    async with database.write() as connection:
        await connection.execute(sa.text("UPDATE about SET value = '99' WHERE key = 'schema_version'"))
    newer = Database(database_url)
    said = rf"was written by a newer Glassnet \(layout 99; this one knows {LAYOUT}\)"
    with pytest.raises(GlassnetError, match=said) as told:
        await newer.open()
    assert told.value.code == "data_too_new"
    async with database.read() as connection:
        assert await connection.run_sync(layout_of) == 99


@pytest.mark.fault(43)
async def test_a_program_from_before_there_were_migrations_refuses_what_this_one_wrote(database: Database) -> None:
    async with database.read() as connection:
        told = await connection.scalar(sa.text("SELECT value FROM about WHERE key = 'schema_version'"))
    assert int(told) > 1  # what the first program compares with the layout that it knows
