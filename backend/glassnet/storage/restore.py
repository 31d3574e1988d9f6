"""A backup brought back: checked whole first, put beside what is there, and only then in its place.

Wherever it is broken off, the same restore run again with `force` ends as if it had not been; until then no server
starts.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from glassnet.errors import ConflictError, FullError, GlassnetError
from glassnet.settings import Settings
from glassnet.storage import dump
from glassnet.storage.backup import CHUNK, FORMAT, Contents, Summary, is_full
from glassnet.storage.database import Database, database_of
from glassnet.storage.lock import FolderLock
from glassnet.storage.migrations import migrate
from glassnet.storage.schema import LAYOUT

_NAMES = re.compile(
    r"tables/[a-z_]{1,40}\.jsonl|checkpoints/\w{1,64}/\d{8}\.(safetensors|json)|datasets/\w[\w.-]{0,80}/\w[\w.-]{0,80}"
)
RESTORING = ".restoring"
"""File that is there as long as the database and the files of a data folder may be of different backups."""

_FOLDERS = ("checkpoints", "datasets")
_BESIDE = ("-wal", "-shm", "-journal")
"""Ends of the names of what may lie beside an SQLite file: the log of another database would destroy it."""


async def restore(settings: Settings, source: Path, *, force: bool = False) -> Summary:
    """Put back what is in a backup. No server may be working there.

    Args:
        settings: of the server: its data folder and its database.
        source: the archive.
        force: replace what is there.

    Raises:
        GlassnetError: ``backup_damaged``, or ``data_too_new``; nothing is touched then.
        ConflictError: when there is something already, or a server is working there.
        FullError: when the disk is full; what was there stays.
    """
    folder = settings.data_dir
    with _opened(source) as archive:
        contents = _contents(archive, source)
        for name in contents.files:
            _check(archive, contents, name, source)
        lock = FolderLock(folder)
        lock.acquire()
        staged = folder / f".restore-{secrets.token_hex(6)}"
        try:
            database = database_of(settings)
            await _refuse_to_overwrite(settings, database, force)
            _sweep(folder, database)
            staged.mkdir()
            _extract(archive, contents, staged)
            await _put(_Tables(archive, contents, database), staged, folder / RESTORING)
            _move_in(folder, staged)
            if hasattr(os, "sync"):
                os.sync()  # what is restored survives a power cut from here on
            (folder / RESTORING).unlink()
        except OSError as error:
            if is_full(error):
                raise FullError("The backup") from error
            detail = f"{folder} cannot be written: {error.strerror or error}."
            raise GlassnetError("not_written", detail, "See who owns it.", "data_dir") from error
        finally:
            shutil.rmtree(staged, ignore_errors=True)
            lock.release()
    return _summary(contents, source)


def refuse_half_restored(folder: Path) -> None:
    """Go on only if no restore into this data folder was broken off.

    Raises:
        ConflictError: ``half_restored``.
    """
    if (folder / RESTORING).exists():
        raise ConflictError(
            "half_restored",
            f"A restore into {folder} was broken off: its database and files may not belong together.",
            "Run `glassnet restore --force` again.",
            "data_dir",
        )


# ------------------------------------------------------------------------------------------------------- the archive


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(source)
    except FileNotFoundError:
        raise GlassnetError("no_backup", f"There is no file {source}.", "Name a backup.", "file") from None
    except (OSError, zipfile.BadZipFile) as error:
        raise _damaged(source, str(error)) from None
    with closing(archive):
        yield archive


def _contents(archive: zipfile.ZipFile, source: Path) -> Contents:
    try:
        body = archive.read("manifest.json")
        if hashlib.sha256(body).hexdigest().encode() != archive.comment:
            raise _damaged(source, "its manifest differs from what was written")
        known = msgspec.json.decode(body)
        if known["format"] > FORMAT or known["layout"] > LAYOUT:
            raise GlassnetError(
                "data_too_new",
                f"{source} was made by a newer Glassnet ({known['program']}, layout {known['layout']}; this one knows "
                f"{LAYOUT}).",
                "Restore it with that version.",
            )
        contents = msgspec.convert(known, Contents)
    except (KeyError, TypeError, msgspec.MsgspecError, zipfile.BadZipFile) as error:
        raise _damaged(source, f"it has no manifest that can be read ({error})") from None
    strange = next((name for name in contents.files if not _NAMES.fullmatch(name)), None)
    if strange is not None:
        raise _damaged(source, f"it has a file {strange!r}, which belongs to no backup")
    missing = {f"tables/{table}.jsonl" for table in contents.rows} - contents.files.keys()
    if missing:
        raise _damaged(source, f"it lacks {min(missing)}")
    return contents


def _check(archive: zipfile.ZipFile, contents: Contents, name: str, source: Path) -> None:
    expected = contents.files[name]
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(name) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except (KeyError, OSError, EOFError, zipfile.BadZipFile, ValueError) as error:
        raise _damaged(source, f"{name} cannot be read ({error})") from None
    if size != expected.bytes or digest.hexdigest() != expected.sha256:
        raise _damaged(source, f"{name} differs from what was written")


def _extract(archive: zipfile.ZipFile, contents: Contents, staged: Path) -> None:
    for name in contents.files:
        if name.startswith("tables/"):
            continue
        path = staged / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as file, path.open("wb") as target:
            shutil.copyfileobj(file, target, CHUNK)


def _damaged(source: Path, why: str) -> GlassnetError:
    detail = f"{source} is not a whole backup: {why}."
    return GlassnetError("backup_damaged", detail, "Use another backup; nothing was changed.", "file")


# ---------------------------------------------------------------------------------------------------------- the place


async def _refuse_to_overwrite(settings: Settings, database: Database, force: bool) -> None:
    there = [str(settings.data_dir / name) for name in _FOLDERS if _filled(settings.data_dir / name)]
    if database.path is not None:
        there += [database.name] if database.path.exists() else []
    else:
        async with database.apart(writes=False) as connection:
            if await _used_by_others(connection):
                raise ConflictError(
                    "database_in_use", f"A server works with {database.name}.", "Stop it, then restore.", "database_url"
                )
            there += [database.name] if await dump.layout_in(connection) else []
    if there and not force:
        detail = f"There is something already: {', '.join(there)}."
        raise ConflictError("not_empty", detail, "Name an empty place, or replace all of it with --force.", "data_dir")


async def _used_by_others(connection: AsyncConnection) -> bool:
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = 'glassnet' AND pid <> pg_backend_pid()"
    )
    return bool(await connection.scalar(text(others)))


def _filled(folder: Path) -> bool:
    return folder.is_dir() and any(not entry.name.startswith(".") for entry in folder.iterdir())


def _sweep(folder: Path, database: Database) -> None:
    """Delete what a restore that died has put beside."""
    for left in folder.glob(".restore-*"):
        shutil.rmtree(left, ignore_errors=True)
    if database.path is not None:
        for left in database.path.parent.glob(f".{database.path.name}.restore-*"):
            left.unlink(missing_ok=True)


async def _put(tables: _Tables, staged: Path, restoring: Path) -> None:
    """Replace the tables; from here on no server starts until the files are in their place too."""
    before = restoring.exists()
    restoring.touch()
    try:
        await tables.put(staged)
    except BaseException:  # they are as they were
        if not before:
            restoring.unlink()
        raise


def _move_in(folder: Path, staged: Path) -> None:
    """Put the restored folders in the place of those that are there."""
    for name in _FOLDERS:
        there, fresh = folder / name, staged / name
        fresh.mkdir(exist_ok=True)
        if there.exists():
            there.rename(staged / f"old-{name}")
        fresh.rename(there)


class _Tables:
    """Puts the tables into a database: all of them or none."""

    def __init__(self, archive: zipfile.ZipFile, contents: Contents, database: Database) -> None:
        self._archive = archive
        self._contents = contents
        self._database = database

    async def put(self, staged: Path) -> None:
        path = self._database.path
        if path is None:
            async with self._database.apart(writes=True) as connection:
                await dump.drop_all(connection)
                await self._fill(connection)
            return
        fresh = path.with_name(f".{path.name}.{staged.name[1:]}")
        try:
            async with Database(fresh).apart(writes=True) as connection:
                await self._fill(connection)
            _fold_log_in(path)
            for end in _BESIDE:
                path.with_name(path.name + end).unlink(missing_ok=True)
            fresh.replace(path)
        finally:
            for end in ("", *_BESIDE):
                fresh.with_name(fresh.name + end).unlink(missing_ok=True)

    async def _fill(self, connection: AsyncConnection) -> None:
        contents = self._contents
        tables = await dump.lay_out(connection, self._database.name, contents.layout)
        for name, table in tables.items():
            if name not in contents.rows:
                continue
            with self._archive.open(f"tables/{name}.jsonl") as file:
                count = await dump.fill(connection, table, file)
            if count != contents.rows[name]:
                detail = f"The table {name} has {count} rows in the backup instead of {contents.rows[name]}."
                raise GlassnetError("backup_damaged", detail, "Use another backup.")
        await connection.run_sync(migrate, self._database.name)


def _fold_log_in(path: Path) -> None:
    """Bring the log beside an SQLite file into it, so that the file is whole until the moment it is replaced."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as opened:  # what is damaged is replaced anyway
        opened.execute("PRAGMA journal_mode=DELETE")


def _summary(contents: Contents, source: Path) -> Summary:
    checkpoints = sum(name.startswith("checkpoints/") and name.endswith(".json") for name in contents.files)
    datasets = {name.split("/")[1] for name in contents.files if name.startswith("datasets/")}
    made = time.strftime("%Y-%m-%d %H:%M", time.localtime(contents.made_at))
    return Summary(
        runs=contents.rows.get("runs", 0),
        projects=contents.rows.get("projects", 0),
        checkpoints=checkpoints,
        datasets=len(datasets),
        bytes=source.stat().st_size,
        notes=[f"It was made on {made} by Glassnet {contents.program}."],
    )
