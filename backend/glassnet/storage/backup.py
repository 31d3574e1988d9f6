"""A backup: one zip archive with the tables, the checkpoints and the data sets, each file with its sha256.

It is made while the server serves: the tables are of one moment, and every checkpoint in it is whole and at most a few
seconds newer than they, which is what a server finds that was killed. The tables are lines of JSON, so a backup of
SQLite can be restored into PostgreSQL and the other way round.

The archive: ``tables/<name>.jsonl``, ``checkpoints/<run>/<file>``, ``datasets/<id>/<file>``, last ``manifest.json``,
whose own sha256 is the archive's comment. What the manifest does not name does not belong to the backup.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import IO, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from glassnet import __version__
from glassnet.errors import ConflictError, FullError, GlassnetError
from glassnet.settings import Settings
from glassnet.storage import dump
from glassnet.storage.checkpoints import Checkpoints
from glassnet.storage.database import Database, database_of
from glassnet.storage.datasets.library import MANIFEST, Library

FORMAT = 1
CHUNK = 1 << 20
_COPY = ".backup-"


class Member(msgspec.Struct, frozen=True):
    """A file of the archive."""

    sha256: str
    bytes: int


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """The manifest of an archive.

    Attributes:
        format: of the archive.
        layout: of the tables.
        program: version that made it.
        made_at: seconds since 1970.
        kind: dialect of the database it was made of.
        rows: how many each table has.
        files: by name.
    """

    format: int
    layout: int
    program: str
    made_at: float
    kind: str
    rows: dict[str, int]
    files: dict[str, Member]


class Summary(NamedTuple):
    """What is in a backup: how many of each, its size, and a sentence for everything that could not be taken in."""

    runs: int
    projects: int
    checkpoints: int
    datasets: int
    bytes: int
    notes: list[str]


async def back_up(settings: Settings, target: Path, *, force: bool = False) -> Summary:
    """Write a backup of everything that the settings lead to; a server may be working on it.

    Args:
        settings: of the server.
        target: the archive; it is not there until it is whole, and only its owner can read it.
        force: replace what is there.

    Raises:
        ConflictError: when `target` is there already.
        FullError: when the disk is full.
        GlassnetError: when the database cannot be read or there is none.
    """
    if target.exists() and not force:
        raise ConflictError(
            "file_exists", f"{target} is there already.", "Choose another name, or add --force.", "file"
        )
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with _private(unfinished) as file, zipfile.ZipFile(file, "w", allowZip64=True) as archive:
            summary = await _Writer(settings, archive).write()
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        raise _cannot_write(target, error) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return summary._replace(bytes=target.stat().st_size)


def _private(path: Path) -> IO[bytes]:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


class _Writer:
    def __init__(self, settings: Settings, archive: zipfile.ZipFile) -> None:
        self._settings = settings
        self._archive = archive
        self._files: dict[str, Member] = {}
        self._notes: list[str] = []

    async def write(self) -> Summary:
        database = database_of(self._settings)
        rows: dict[str, int] = {}
        runs: list[str] = []
        async with _frozen(database) as connection:
            layout = await dump.layout_in(connection)
            if not layout:
                raise GlassnetError("nothing_there", f"{database.name} holds nothing yet.", "Start the server once.")
            if not self._settings.data_dir.is_dir():
                detail = f"There is no folder {self._settings.data_dir}: checkpoints and data sets would be left out."
                raise GlassnetError("no_data_folder", detail, "Name the server's with --data-dir.", "data_dir")
            for table in await dump.tables_in(connection):
                rows[table.name] = await self._table(table.name, dump.lines_of(connection, table))
            runs = await dump.run_ids(connection)
        checkpoints = sum(self._checkpoints(run) for run in runs)
        datasets = self._datasets()
        self._note_missing(len(runs), checkpoints, "runs", "checkpoint")
        self._note_missing(rows.get("datasets", 0), datasets, "uploaded data sets", "data set")
        contents = Contents(
            format=FORMAT,
            layout=layout,
            program=__version__,
            made_at=time.time(),
            kind=database.kind,
            rows=rows,
            files=self._files,
        )
        body = msgspec.json.format(msgspec.json.encode(contents), indent=1)
        self._archive.writestr("manifest.json", body, zipfile.ZIP_DEFLATED)
        self._archive.comment = hashlib.sha256(body).hexdigest().encode()
        return Summary(rows["runs"], rows.get("projects", 0), checkpoints, datasets, 0, self._notes)

    async def _table(self, name: str, lines: AsyncIterator[bytes]) -> int:
        """Write a table; how many rows it has."""
        entry = f"tables/{name}.jsonl"
        digest, size, count = hashlib.sha256(), 0, -1
        with self._archive.open(_info(entry, zipfile.ZIP_DEFLATED), "w", force_zip64=True) as file:
            async for line in lines:
                file.write(line)
                digest.update(line)
                size, count = size + len(line), count + 1
        self._files[entry] = Member(digest.hexdigest(), size)
        return count

    def _checkpoints(self, run: str) -> int:
        """Write the checkpoints of a run that are whole; how many. A worker may be writing and dropping some."""
        whole, damaged = Checkpoints(self._settings.data_dir / "checkpoints").files(run)
        for name, content in whole.items():
            self._put(f"checkpoints/{run}/{name}", [content])
        self._notes += [f"Run {run}: {note}." for note in damaged]
        return len(whole) // 2

    def _datasets(self) -> int:
        """Write the data sets that are whole; how many. One that is deleted meanwhile is left out."""
        folder = Library(self._settings.data_dir / "datasets").folder
        count = 0
        for place in sorted(path.parent for path in folder.glob(f"*/{MANIFEST}")):
            if place.name.startswith("."):
                continue
            before = dict(self._files)
            try:
                for path in sorted(place.iterdir()):
                    self._put(f"datasets/{place.name}/{path.name}", _chunks(path))
            except FileNotFoundError:
                self._files = before
            else:
                count += 1
        return count

    def _note_missing(self, named: int, found: int, what: str, file: str) -> None:
        """Say that a folder has nothing of what the tables name: it may be another server's."""
        if named and not found:
            folder = self._settings.data_dir
            self._notes.append(
                f"The database names {named:,} {what}, but no {file} is in {folder}. Is it the data folder of the "
                "server? If not, name that one with --data-dir."
            )

    def _put(self, name: str, chunks: Iterable[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        with self._archive.open(_info(name, zipfile.ZIP_STORED), "w", force_zip64=True) as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self._files[name] = Member(digest.hexdigest(), size)


def _info(name: str, how: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, time.localtime()[:6])
    info.compress_type = how
    info.external_attr = 0o600 << 16
    return info


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


@asynccontextmanager
async def _frozen(database: Database) -> AsyncIterator[AsyncConnection]:
    """The database at one moment, while others go on writing: a transaction, or for SQLite a copy of the file."""
    if database.path is None:
        async with database.apart(writes=False) as connection:
            await dump.freeze(connection)
            yield connection
        return
    if not database.path.is_file():
        raise GlassnetError("nothing_there", f"There is no {database.path}.", "Name its folder with --data-dir.")
    for left in database.path.parent.glob(f"{_COPY}*"):  # by a backup that was killed
        if time.time() - left.stat().st_mtime > 86_400:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_COPY, dir=database.path.parent) as folder:
        copy = Path(folder) / "copy.sqlite"
        await asyncio.to_thread(_copy, database.path, copy)
        async with Database(copy).apart(writes=False) as connection:
            yield connection


def _copy(source: Path, target: Path) -> None:
    """SQLite's online backup: one moment of a database in use, what is still in its write-ahead log included."""
    with closing(sqlite3.connect(source, timeout=30.0)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def is_full(error: OSError) -> bool:
    """Whether it says that there is no room on the disk."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def _cannot_write(target: Path, error: OSError) -> GlassnetError:
    if is_full(error):
        return FullError("The backup")
    why = error.strerror or str(error)
    return GlassnetError("not_written", f"{target} cannot be written: {why}.", "Choose another place.", "file")
