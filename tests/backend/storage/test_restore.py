from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from glassnet.cli import app
from glassnet.errors import GlassnetError
from glassnet.storage.backup import back_up
from glassnet.storage.database import database_of
from glassnet.storage.restore import RESTORING, refuse_half_restored, restore
from glassnet.storage.schema import about
from glassnet.storage.store import Store
from tests.backend.storage.broken_off import state
from tests.backend.storage.place import files, filled, save, settings_at


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


@pytest.fixture
async def small(tmp_path: Path, archive: Path) -> Path:
    """A backup, made of SQLite."""
    database = await filled(settings_at(tmp_path / "data"))
    await back_up(settings_at(tmp_path / "data"), archive)
    await database.close()
    return archive


def places(content: bytes) -> Iterator[int]:
    yield from range(40, len(content), len(content) // 13)


@pytest.mark.fault(4)
async def test_no_flipped_bit_comes_back_unnoticed(small: Path, tmp_path: Path) -> None:
    whole = small.read_bytes()
    good = settings_at(tmp_path / "good")
    await restore(good, small)
    for place in places(whole):
        content = bytearray(whole)
        content[place] ^= 4
        small.write_bytes(content)
        into = settings_at(tmp_path / f"at-{place}")
        refused = ""
        try:
            await restore(into, small)
        except GlassnetError as error:
            refused = error.code
        if refused:
            assert refused == "backup_damaged"
            assert not into.data_dir.exists()
        else:  # it hit what carries no meaning, such as a time in the archive's directory
            assert files(into.data_dir) == files(good.data_dir)


@pytest.mark.fault(4)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
async def test_a_backup_that_was_cut_is_refused(small: Path, tmp_path: Path, share: float) -> None:
    content = small.read_bytes()
    small.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(GlassnetError, match="is not a whole backup") as told:
        await restore(settings_at(tmp_path / "new"), small)
    assert told.value.code == "backup_damaged"


def rewrite(archive: Path, change: Any, *, extra: dict[str, bytes] | None = None) -> None:
    """The archive with another manifest, signed as a real one."""
    with zipfile.ZipFile(archive) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    for name, content in (extra or {}).items():
        members[name] = content
        manifest["files"][name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    change(manifest)
    body = json.dumps(manifest).encode()
    with zipfile.ZipFile(archive, "w") as written:
        for name, content in members.items():
            written.writestr(name, content)
        written.writestr("manifest.json", body)
        written.comment = hashlib.sha256(body).hexdigest().encode()


@pytest.mark.fault(10)
@pytest.mark.parametrize(
    "name",
    ["checkpoints/../../x/00000001.json", "/etc/x", "datasets/data_abc/../../x", "datasets/.staged/x", "tables/a/b"],
)
async def test_no_file_leads_out_of_the_place(small: Path, tmp_path: Path, name: str) -> None:
    rewrite(small, lambda manifest: None, extra={name: b"x"})
    with pytest.raises(GlassnetError, match="belongs to no backup"):
        await restore(settings_at(tmp_path / "new"), small)


@pytest.mark.fault(43)
@pytest.mark.parametrize("field", ["format", "layout"])
async def test_a_backup_of_a_newer_program_is_refused_clearly(small: Path, tmp_path: Path, field: str) -> None:
    rewrite(small, lambda manifest: manifest.update({field: 99, "something": "new"}))
    with pytest.raises(GlassnetError, match="was made by a newer Glassnet") as told:
        await restore(settings_at(tmp_path / "new"), small)
    assert told.value.code == "data_too_new"


async def test_rows_that_do_not_fit_their_table_leave_everything_as_it_was(small: Path, tmp_path: Path) -> None:
    rewrite(small, lambda manifest: manifest["rows"].update(runs=7))
    settings = settings_at(tmp_path / "data")
    before = files(settings.data_dir)
    with pytest.raises(GlassnetError, match="has 2 rows in the backup instead of 7"):
        await restore(settings, small, force=True)
    usage_rows = {"tables/usage.jsonl": b'["user","nonsense"]\n["u",1]\n'}
    rewrite(small, lambda manifest: manifest["rows"].update(runs=2), extra=usage_rows)
    with pytest.raises(GlassnetError, match="it has no column nonsense"):
        await restore(settings, small, force=True)
    store = Store(database_of(settings))
    await store.open()
    assert await store.ids() == {"run_a", "run_b"}
    assert files(settings.data_dir) == before
    await store.close()


async def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GlassnetError, match="There is no file"):
        await restore(settings_at(tmp_path), tmp_path / "missing.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("x", "y")
    with pytest.raises(GlassnetError, match="it has no manifest"):
        await restore(settings_at(tmp_path), tmp_path / "other.zip")


@pytest.mark.fault(3)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_restore_that_was_killed_anywhere_can_be_run_again(
    small: Path, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres").create() if kind == "postgresql" else ""
    database = await filled(settings_at(tmp_path / "filled", url))
    async with database.write() as connection:
        await connection.execute(insert(about).values(key="old", value="x"))
    save(settings_at(tmp_path / "filled"), "run_b", 7)
    shutil.copytree(tmp_path / "filled", tmp_path / "old")  # with the log that SQLite has not yet folded in
    await database.close()
    fresh = settings_at(tmp_path / "fresh")
    await restore(fresh, small)
    expected = await state(fresh.data_dir, "")
    command = [sys.executable, "-W", "ignore", "-m", "tests.backend.storage.broken_off", str(tmp_path), url]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "found.json").read_text())
    assert [one["killed"] for one in found] == [True] * (len(found) - 1) + [False]
    for one in found:
        assert (one["again"], one["after"]) == (0, expected)
        then = one["then"]
        old = "'old'" in then["rows"]["about"]
        assert old or then["rows"] == expected["rows"]
        if then["starts"]:  # nothing was replaced, or everything
            assert old == (then["files"] != expected["files"])
    assert {one["then"]["starts"] for one in found} == {True, False}


async def test_no_server_starts_on_half_a_restore(tmp_path: Path) -> None:
    refuse_half_restored(tmp_path)
    (tmp_path / RESTORING).touch()
    told = CliRunner().invoke(app, ["serve", "--data-dir", str(tmp_path), "--no-browser", "--port", "0"])
    assert told.exit_code == 1
    assert "was broken off" in told.output
    assert "Run `glassnet restore --force` again." in told.output
