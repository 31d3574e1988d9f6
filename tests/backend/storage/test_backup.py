from __future__ import annotations

import asyncio
import errno
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, insert, select, text

from glassnet.errors import ConflictError, FullError, GlassnetError, UnavailableError
from glassnet.settings import Settings
from glassnet.storage import backup as module
from glassnet.storage import dump
from glassnet.storage.backup import back_up
from glassnet.storage.checkpoints import Checkpoints
from glassnet.storage.database import Database, database_of
from glassnet.storage.lock import FolderLock
from glassnet.storage.migrations import migrate
from glassnet.storage.restore import restore
from glassnet.storage.schema import LAYOUT, datasets, metadata, projects
from glassnet.storage.store import Store, StoredRun
from tests.backend.postgres import Postgres
from tests.backend.storage.place import RUNS, contents, files, filled, save, settings_at


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Of a place with some of everything in it, in SQLite or in PostgreSQL."""
    return settings_at(tmp_path / "data", database_url)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An empty place, of either dialect."""
    url = request.getfixturevalue("postgres").create() if request.param == "postgresql" else ""
    return settings_at(tmp_path / "elsewhere", url)


async def test_a_backup_brings_everything_back_into_either_database(
    settings: Settings, elsewhere: Settings, archive: Path
) -> None:
    database = await filled(settings)
    before = await contents(database)
    made = await back_up(settings, archive)
    assert (made.runs, made.projects, made.checkpoints, made.datasets, made.notes) == (2, 1, 3, 1, [])
    assert made.bytes == archive.stat().st_size
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    back = await restore(elsewhere, archive)
    assert back[:4] == made[:4]
    restored = Store(database_of(elsewhere))
    await restored.open()
    assert await contents(restored.database) == before
    assert files(elsewhere.data_dir) == files(settings.data_dir)
    assert [await restored.get(run.id) for run in RUNS] == RUNS
    await restored.add(msgspec.structs.replace(RUNS[0], id="run_c"))  # numbers go on after those that came back
    assert [run.id for run in await restored.page(None, 9)] == ["run_c", "run_b", "run_a"]
    assert sorted(entry.name for entry in elsewhere.data_dir.iterdir() if entry.name.startswith(".")) == []
    await restored.close()
    await database.close()


@pytest.mark.fault(29)
async def test_a_backup_is_of_one_moment_while_the_server_writes(
    settings: Settings, elsewhere: Settings, archive: Path
) -> None:
    database = await filled(settings)
    going, told = True, asyncio.Event()

    async def serve() -> int:
        count = 0
        while going:
            count += 1
            run = StoredRun(id=f"run_{count}", user="u", created_at=1.0, spec={"pad": "x" * 500})
            async with database.write() as connection:  # a run and its project: both or none
                await connection.execute(
                    insert(projects).values(id=f"p{count}", user="u", title="", document={}, created_at=1, changed_at=1)
                )
                await connection.execute(insert(metadata.tables["runs"]).values(**msgspec.structs.asdict(run)))
            await asyncio.to_thread(save, settings, "run_a", count)
            told.set()
        return count

    serving = asyncio.create_task(serve())
    for number in range(3):
        told.clear()
        await told.wait()
        await back_up(settings, archive, force=number > 0)
    going = False
    assert await serving >= 3
    made = await restore(elsewhere, archive)
    assert made.notes == made.notes[:1]
    restored = Store(database_of(elsewhere))
    await restored.open()
    async with restored.database.read() as connection:
        counts = [
            await connection.scalar(select(func.count()).select_from(metadata.tables[name]))
            for name in ("runs", "projects")
        ]
    assert counts[0] == counts[1] + 1 > 2
    newest = Checkpoints(elsewhere.data_dir / "checkpoints").load("run_a")
    assert newest is not None
    assert newest.skipped == []
    await restored.close()
    await database.close()


async def test_a_place_that_is_not_empty_is_left_alone_unless_forced(
    settings: Settings, elsewhere: Settings, archive: Path
) -> None:
    database = await filled(settings)
    await back_up(settings, archive)
    before = await contents(database)
    await database.close()
    other = Store(database_of(elsewhere))
    await other.open()
    await other.add(StoredRun(id="run_z", user="u", created_at=1.0, spec={}))
    await other.close()
    save(elsewhere, "run_z", 1)
    with pytest.raises(ConflictError, match="There is something already") as told:
        await restore(elsewhere, archive)
    assert "--force" in told.value.hint
    await other.open()
    assert await other.ids() == {"run_z"}
    await other.close()
    await restore(elsewhere, archive, force=True)
    await other.open()
    assert await contents(other.database) == before
    assert files(elsewhere.data_dir) == files(settings.data_dir)
    await other.close()


@pytest.mark.parametrize("part", ["checkpoints", "datasets"])
async def test_folders_that_are_not_empty_count_too(tmp_path: Path, archive: Path, part: str) -> None:
    database = await filled(settings_at(tmp_path / "data"))
    await back_up(settings_at(tmp_path / "data"), archive)
    await database.close()
    (tmp_path / "new" / part / "something").mkdir(parents=True)
    with pytest.raises(ConflictError, match=part):
        await restore(settings_at(tmp_path / "new"), archive)


async def test_nothing_is_restored_below_a_server_that_works(tmp_path: Path, archive: Path, postgres: Postgres) -> None:
    database = await filled(settings_at(tmp_path / "data"))
    await back_up(settings_at(tmp_path / "data"), archive)
    await database.close()
    lock = FolderLock(tmp_path / "data")
    lock.acquire()
    with pytest.raises(ConflictError, match="Another Glassnet server works in"):
        await restore(settings_at(tmp_path / "data"), archive, force=True)
    lock.release()
    url = postgres.create()
    other = Store(Database(url))
    await other.open()
    await other.ids()
    with pytest.raises(ConflictError, match="A server works with"):
        await restore(settings_at(tmp_path / "far", url), archive, force=True)
    await other.close()
    await restore(settings_at(tmp_path / "far", url), archive, force=True)


async def test_other_programs_tables_are_no_business_of_ours(tmp_path: Path, archive: Path, postgres: Postgres) -> None:
    url = postgres.create()
    settings = settings_at(tmp_path / "data", url)
    database = await filled(settings)
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE theirs (x integer)"))
    await back_up(settings, archive)
    await database.close()
    await restore(settings, archive, force=True)
    async with Database(url).apart(writes=False) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM theirs")) == 0
    with zipfile.ZipFile(archive) as opened:
        assert "tables/theirs.jsonl" not in opened.namelist()


@pytest.mark.fault(43)
async def test_a_backup_of_an_earlier_layout_is_brought_up(
    settings: Settings, elsewhere: Settings, archive: Path
) -> None:
    (settings.data_dir).mkdir(parents=True)
    async with database_of(settings).apart(writes=True) as connection:
        await connection.run_sync(migrate, "x", 1)
        row = "1, 'run_a', 'u', 1.5, 1, '{}', 'paused', 7, 0.5, NULL, '{}', 'cpu', 1, 0"
        await connection.execute(text(f"INSERT INTO runs VALUES ({row})".replace(":", r"\:")))
    await back_up(settings, archive)
    async with database_of(settings).apart(writes=False) as connection:
        assert await dump.layout_in(connection) == 1  # what was backed up is as it was
    await restore(elsewhere, archive)
    async with database_of(elsewhere).apart(writes=False) as connection:
        assert await dump.layout_in(connection) == LAYOUT
    store = Store(database_of(elsewhere))
    await store.open()
    found = await store.get("run_a")
    assert found is not None
    assert (found.step, found.stop_reason, found.title) == (7, None, "")
    await store.close()


@pytest.mark.fault(4)
async def test_a_damaged_checkpoint_is_left_out_and_said(tmp_path: Path, archive: Path) -> None:
    settings = settings_at(tmp_path / "data")
    database = await filled(settings)
    (settings.data_dir / "checkpoints" / "run_a" / "00000003.safetensors").write_bytes(b"")
    made = await back_up(settings, archive)
    assert made.checkpoints == 2
    assert made.notes == ["Run run_a: checkpoint 3 is damaged: its tensors differ from what was written."]
    await database.close()


async def test_a_folder_that_is_not_the_servers_is_not_taken_for_it(
    tmp_path: Path, archive: Path, postgres: Postgres
) -> None:
    settings = settings_at(tmp_path / "data", postgres.create())
    database = await filled(settings)
    async with database.write() as connection:
        await connection.execute(insert(datasets).values(id="data_a", user="user_a", created_at=0.0, bytes=1))
    await database.close()
    other = settings_at(tmp_path / "other", settings.database_url)
    with pytest.raises(GlassnetError, match=r"There is no folder .*other"):
        await back_up(other, archive)
    assert not archive.exists()
    other.data_dir.mkdir()
    made = await back_up(other, archive)
    assert [note.split(" is in ")[0] for note in made.notes] == [
        "The database names 2 runs, but no checkpoint",
        "The database names 1 uploaded data sets, but no data set",
    ]
    assert (await back_up(settings, archive, force=True)).notes == []


async def test_a_backup_is_not_overwritten_unless_forced(tmp_path: Path, archive: Path) -> None:
    settings = settings_at(tmp_path / "data")
    database = await filled(settings)
    archive.write_text("precious")
    with pytest.raises(ConflictError, match="is there already"):
        await back_up(settings, archive)
    assert archive.read_text() == "precious"
    await back_up(settings, archive, force=True)
    assert zipfile.is_zipfile(archive)
    await database.close()


@pytest.mark.fault(5)
async def test_a_full_disk_leaves_no_half_backup(
    tmp_path: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_at(tmp_path / "data")
    database = await filled(settings)

    def full(path: Path) -> Iterator[bytes]:
        yield b"some"
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "_chunks", full)
    with pytest.raises(FullError, match="The backup cannot be saved"):
        await back_up(settings, archive)
    assert [entry.name for entry in tmp_path.iterdir()] == ["data"]
    assert not list(settings.data_dir.glob(".backup*"))
    with pytest.raises(GlassnetError, match="cannot be written"):
        await back_up(settings, tmp_path / "missing" / "x.zip")
    await database.close()


async def test_nothing_to_back_up_is_said(tmp_path: Path, archive: Path, postgres: Postgres) -> None:
    with pytest.raises(GlassnetError, match=r"There is no .*glassnet\.sqlite"):
        await back_up(settings_at(tmp_path / "data"), archive)
    with pytest.raises(GlassnetError, match="holds nothing yet"):
        await back_up(settings_at(tmp_path / "data", postgres.create()), archive)
    with pytest.raises(UnavailableError):
        await back_up(settings_at(tmp_path / "data", "postgresql://x@127.0.0.1:1/x"), archive)
    assert not archive.exists()
