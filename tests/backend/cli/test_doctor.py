"""`glassnet doctor`: what it says of a sound deployment, and of each thing that can be wrong with one."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from glassnet.cli import app
from glassnet.cli.doctor import CHECKS, Finding, database, packages, place, workers
from glassnet.runtime import local
from glassnet.settings import Settings
from glassnet.storage import database as databases
from glassnet.storage.database import Database
from glassnet.storage.restore import RESTORING
from glassnet.storage.schema import LAYOUT

SECRET = "s" * 32


class Told(NamedTuple):
    code: int
    states: dict[str, str]
    text: str


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the checks that start processes, and at a port where nobody listens."""
    for name in ("computing", "workers"):
        monkeypatch.delitem(CHECKS, name)


@pytest.fixture
def nobody() -> Iterator[int]:
    """A port that is taken, and at which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def asked(*options: str, data: Path, port: int) -> Told:
    """The exit status, and the state of every line."""
    ran = CliRunner().invoke(app, ["doctor", "--json", "--data-dir", str(data), "--port", str(port), *options])
    told = json.loads(ran.stdout)
    assert told["status"] == max((one["state"] for one in told["checks"]), key=("ok", "warning", "fault").index)
    assert all(one["hint"] for one in told["checks"] if one["state"] != "ok"), "every complaint says what to do"
    return Told(ran.exit_code, {one["name"]: one["state"] for one in told["checks"]}, ran.stdout)


def kept(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.slow
async def test_workers_and_what_they_compute_with_are_tried_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "compiled").mkdir()
    given = Settings(data_dir=tmp_path)
    tried = [*workers.computing(given), await workers.workers(given)]
    assert [one.name for one in tried] == ["compile cache", "kernels of convolutions", "workers"]
    assert [tried[0].state, tried[2].state] == ["ok", "ok"], tried
    assert str(tmp_path / "compiled") in tried[0].detail
    assert kept(tmp_path) == {}


def test_a_new_place_is_sound_and_stays_empty(quiet: None, tmp_path: Path, nobody: int) -> None:
    data = tmp_path / "new"
    told = asked(data=data, port=nobody)
    names = ("settings", "page", "data folder", "database", "server")
    assert (told.code, {told.states[name] for name in names}) == (0, {"ok"})
    assert not data.exists()
    shown = CliRunner().invoke(app, ["doctor", "--data-dir", str(data), "--port", str(nobody)])
    assert "ok      database: " in shown.stdout


async def test_the_tables_are_looked_at_and_left_alone(tmp_path: Path) -> None:
    given = Settings(data_dir=tmp_path)
    opened = Database(tmp_path / "glassnet.sqlite")
    await opened.open()
    found = {one.name: one for one in await database.database(given)}
    assert {one.state for one in found.values()} == {"ok"}
    assert f"has layout {LAYOUT}" in found["database"].detail

    async def at(layout: int) -> Finding:
        async with opened.write() as connection:
            await connection.execute(text("UPDATE about SET value = :n WHERE key = 'schema_version'"), {"n": layout})
        return (await database.database(given))[0]

    older, newer = await at(LAYOUT - 1), await at(LAYOUT + 1)
    assert (older.state, newer.state) == ("warning", "fault")
    assert "Make a backup first" in older.hint
    assert "newer Glassnet" in newer.detail
    assert (await at(LAYOUT - 1)).detail == older.detail, "it was not migrated by looking"
    await opened.close()


async def test_a_postgresql_is_asked_for_its_layout_and_its_clock(postgres: Any, tmp_path: Path) -> None:
    given = Settings(data_dir=tmp_path, database_url=postgres.create())
    found = await database.database(given)
    assert [(one.name, one.state) for one in found] == [("database", "ok"), ("clock of the database", "ok")]
    assert "is empty" in found[0].detail


async def test_a_clock_that_is_another_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres: Any) -> None:
    given = Settings(data_dir=tmp_path, database_url=postgres.create())
    now = time.time
    monkeypatch.setattr(database.time, "time", lambda: now() + 60.0)
    clock = (await database.database(given))[1]
    assert (clock.state, clock.detail) == ("warning", "The database is 60 s behind this machine.")


@pytest.mark.fault(29)
async def test_a_database_that_is_away_or_broken_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, nobody: int
) -> None:
    monkeypatch.setattr(databases, "PATIENCE_S", 0.2)
    away = await database.database(Settings(database_url=f"postgresql://me:hidden@127.0.0.1:{nobody}/nets"))
    assert [one.state for one in away] == ["fault"]
    assert "hidden" not in str(away)
    (tmp_path / "glassnet.sqlite").write_bytes(b"no database " * 100)
    broken = await database.database(Settings(data_dir=tmp_path))
    assert [one.state for one in broken] == ["fault"]
    assert "not a database" in broken[0].detail


@pytest.mark.fault(5)
def test_the_folder_and_its_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def states(folder: Path) -> dict[str, str]:
        return {one.name: one.state for one in place.data_folder(folder)}

    assert states(tmp_path)["data folder"] == "ok"
    assert kept(tmp_path) == {}
    usage = shutil.disk_usage(tmp_path)
    for free, state in ((10e9, "ok"), (1e9, "warning"), (1e7, "fault")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: usage._replace(free=int(free)))
        assert states(tmp_path)["disk"] == state
    (tmp_path / "file").touch()
    assert states(tmp_path / "file")["data folder"] == "fault"
    assert states(tmp_path / "file" / "below")["data folder"] == "fault"
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1, raising=False)
    assert states(tmp_path)["data folder"] == "warning"
    (tmp_path / RESTORING).touch()
    assert states(tmp_path)["data folder"] == "fault"


def test_a_clock_of_the_folder_that_is_another_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    now = time.time
    monkeypatch.setattr(place.time, "time", lambda: now() + 30.0)
    clock = place.data_folder(tmp_path)[-1]
    assert (clock.state, clock.detail) == ("warning", "The data folder's file system is 30 s behind.")


def test_a_class_without_a_secret_or_an_address_is_a_fault(quiet: None, tmp_path: Path, nobody: int) -> None:
    told = asked("--hosted", data=tmp_path, port=nobody)
    assert (told.code, told.states["settings"]) == (1, "fault")
    assert "GLASSNET_SECRET" in told.text
    assert "public_url" in told.text


def test_whom_the_settings_let_in(tmp_path: Path) -> None:
    plain = Settings(hosted=True, secret=SECRET, public_url="http://class.local", allow_http=True)
    safe = Settings(hosted=True, secret=SECRET, public_url="https://nets.example", trusted_proxies="127.0.0.1")
    for given, state in ((Settings(host="0.0.0.0"), "warning"), (plain, "warning"), (safe, "ok")):
        assert [one.state for one in place.settings(given)] == [state]


def test_a_page_that_is_not_built_is_a_fault(tmp_path: Path) -> None:
    assert place.page(tmp_path).state == "fault"
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").touch()
    assert place.page(tmp_path).state == "fault"
    (tmp_path / "assets" / "index.js").touch()
    assert place.page(tmp_path).state == "ok"


def test_versions_are_compared_with_the_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock, here = tmp_path / "requirements.lock", metadata.version("numpy")
    assert "no lock" in packages.packages((lock,)).detail
    lock.write_text(f"numpy==0.1 ; python_version < '3'\nnumpy=={here} ; python_version >= '3'\nnot-here==1.0\n")
    assert packages.packages((lock,)).state == "ok"
    lock.write_text("numpy==0.1\n")
    other = packages.packages((tmp_path / "none", lock))
    assert (other.state, other.detail) == (
        "warning",
        f"Other versions than those tested: numpy {here} (tested: 0.1).",
    )
    monkeypatch.setattr(packages, "_needed", lambda: {"numpy", "no-such-package"})
    assert packages.packages((lock,))[1:3] == ("fault", "Missing: no-such-package.")


async def test_workers_that_do_not_come_up_are_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def refused(*_: Any) -> Any:
        raise OSError("Cannot allocate memory")

    monkeypatch.setattr(local, "spawn", refused)
    monkeypatch.setattr(workers, "WORKER_S", 0.3)
    found = await workers.workers(Settings(data_dir=tmp_path))
    assert (found.state, found.detail) == ("fault", "A worker was started, but within 0.3 s no worker came up.")


def test_a_processor_without_kernels_and_programs_that_are_lost_are_warnings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def found(**told: bool) -> list[str]:
        sound = {"device": "CPU", "jax": "1", "cached": True, "kernels": True, "llvm": True}
        monkeypatch.setattr(workers, "_tried", lambda _: {**sound, **told})
        return [one.state for one in workers.computing(Settings(data_dir=tmp_path))]

    assert found() == ["ok", "ok"]
    assert found(cached=False) == ["warning", "ok"]
    assert found(kernels=False) == ["ok", "warning"]
    assert found(kernels=False, llvm=False) == ["ok", "warning"]


def test_a_check_that_breaks_is_a_fault_and_the_others_are_made(
    quiet: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, nobody: int
) -> None:
    def broken(_: Settings) -> Finding:
        raise RuntimeError("broken")

    monkeypatch.setitem(CHECKS, "page", broken)
    told = asked(data=tmp_path, port=nobody)
    assert (told.code, told.states["page"], told.states["database"]) == (1, "fault", "ok")
