"""Uploaded files on their way into the library: kept while a question about them is open, read a few at a time."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import re
import shutil
import time
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import BaseModel, ConfigDict

from glassnet.errors import BusyError, ConflictError, NotFoundError
from glassnet.ids import new_id
from glassnet.storage.datasets.job import MASKS, TEST, Job, disk_full, perform
from glassnet.storage.datasets.library import Library, Manifest, Stored
from glassnet.storage.datasets.manifests import TableManifest
from glassnet.storage.datasets.options import UploadOptions, UploadQuestion
from glassnet.storage.datasets.progress import told

KEPT_S = 1800.0
MOST_KEPT = 20
_AT_ONCE = 2
_MOST_WAITING = 8
_MOST_COMING = 6
"""Uploads on their way at once, so that their files cannot fill the disk; fewer than may wait to be read."""

_PLACE = ".uploads"
_TOKEN = "upload_[a-z0-9]{1,64}"
_FILE, _TABLE, _NAME, _PROGRESS = "file", "labels.csv", "name", "progress"


class UploadProgress(BaseModel):
    """How far an upload is.

    Attributes:
        stage: there is none; its file is coming; it waits until others have been read; the server looks how it is
            written, reads its rows, or counts what is in its columns. Of images `looking` is the last.
        rows: rows read so far.
        about: how many there seem to be; 0 before anything is known.
        share: how much of the file has been read, 0 to 1.
    """

    model_config = ConfigDict(frozen=True)

    stage: Literal["none", "coming", "waiting", "looking", "reading", "counting"]
    rows: int = 0
    about: int = 0
    share: float = 0.0


class Uploads:
    """Takes files and makes data sets of them.

    Args:
        library: where data sets go.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0
        self._coming = asyncio.Semaphore(_MOST_COMING)
        self._users: dict[str, str] = {}  # whose upload is on its way, and its token once it has come
        self._active: set[str] = set()  # being written or read: not to be swept, nor read twice
        self._fresh: set[str] = set()  # never read: nobody has been told of them

    @contextlib.asynccontextmanager
    async def of(self, user: str) -> AsyncIterator[None]:
        """Take and read somebody's file inside this block, which begins when few enough are on their way.

        Raises:
            BusyError: when another of theirs is under way.
        """
        if user in self._users:
            detail = "Another upload of yours is under way."
            raise BusyError("upload_under_way", detail, "Wait until it has ended, then send this one.")
        self._users[user] = ""
        try:
            async with self._coming:
                yield
        finally:
            del self._users[user]

    async def take(
        self,
        file: IO[bytes],
        name: str,
        table: IO[bytes] | None = None,
        masks: IO[bytes] | None = None,
        test: IO[bytes] | None = None,
    ) -> str:
        """Keep a file, and labels, masks or rows to test with in a file beside it; the answer names it.

        Raises:
            BusyError: when too many are being read; nothing is kept then.
            ReadError: ``disk_full``.
        """
        self._refuse_more()
        await asyncio.to_thread(self.sweep)
        token = new_id("upload")
        self._active.add(token)
        try:
            await asyncio.to_thread(self._copy, token, name, {_FILE: file, _TABLE: table, MASKS: masks, TEST: test})
        except OSError as error:
            shutil.rmtree(self._place(token), ignore_errors=True)
            raise disk_full() if error.errno == errno.ENOSPC else error from None
        finally:
            self._active.discard(token)
        self._fresh.add(token)
        return token

    def _refuse_more(self) -> None:
        if self._waiting >= _MOST_WAITING:
            raise BusyError("uploads_busy", "Many uploads are being read at the moment.", "Try again in a minute.")

    def _copy(self, token: str, name: str, files: dict[str, IO[bytes] | None]) -> None:
        place = self._place(token)
        place.mkdir(parents=True)
        for target, source in files.items():
            if source is not None:
                with (place / target).open("wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
        (place / _NAME).write_text(name[:200], encoding="utf-8", errors="replace")

    def progress(self, user: str) -> UploadProgress:
        """How far somebody's upload is."""
        token = self._users.get(user)  # asked on another thread: theirs may end at any time
        if token is None:
            return UploadProgress(stage="none")
        if not token:
            return UploadProgress(stage="coming")
        known = told(self._place(token) / _PROGRESS)
        return UploadProgress(stage="waiting") if known is None else UploadProgress(**known._asdict())

    async def read(self, token: str, options: UploadOptions, user: str = "") -> Stored | UploadQuestion:
        """Make a data set of a file that was taken; it is deleted unless a question about it is open.

        Args:
            token: names the file.
            options: what its owner chose.
            user: who may ask how far it is.

        Raises:
            NotFoundError: when the file is gone.
            ConflictError: when it is being read already.
            BusyError: when too many are being read; only a file that a question was about is kept then.
            GlassnetError: saying what is wrong with it.
        """
        place = self._place(token)
        if re.fullmatch(_TOKEN, token) is None or not (place / _FILE).exists():
            raise NotFoundError("no_upload", "This file is not here any more.", "Upload it again.")
        if token in self._active:
            raise ConflictError(
                "upload_in_use",
                "This file is being read already.",
                "Wait for the answer to the first request.",
                "upload",
            )
        if user in self._users:
            self._users[user] = token
        keep = token not in self._fresh
        self._fresh.discard(token)
        self._active.add(token)
        try:
            self._refuse_more()
            keep = False
            (place / _PROGRESS).unlink(missing_ok=True)  # of the reading that ended in a question
            found = await self._in_turn(place, options)
            keep = isinstance(found, UploadQuestion)
        finally:
            if not keep:
                await asyncio.to_thread(shutil.rmtree, place, True)
            self._active.discard(token)
        return found.model_copy(update={"upload": token}) if isinstance(found, UploadQuestion) else found

    async def _in_turn(self, place: Path, options: UploadOptions) -> Stored | UploadQuestion:
        self._waiting += 1
        try:
            async with self._turns:
                return await self._perform(place, options)
        finally:
            self._waiting -= 1

    async def _perform(self, place: Path, options: UploadOptions) -> Stored | UploadQuestion:
        files = [path for path in (place / _FILE, place / _TABLE, place / MASKS, place / TEST) if path.exists()]
        name = (place / _NAME).read_text(encoding="utf-8")
        with self._library.staged() as target:
            argument = options.model_dump_json()
            answer = await perform(
                Job(
                    task="upload",
                    files=files,
                    target=target,
                    argument=argument,
                    title=name,
                    progress=place / _PROGRESS,
                )
            )
            if "question" in answer:
                return UploadQuestion.model_validate(answer["question"])
            manifest: Stored
            if "table" in answer:
                manifest = TableManifest.model_validate(answer["table"])
            else:
                manifest = Manifest.model_validate(answer["manifest"])
            return await _to_its_end(asyncio.to_thread(self._library.admit, target, manifest))

    def sweep(self, everything: bool = False) -> None:
        """Delete files whose question nobody has answered in time."""
        kept: list[tuple[float, Path]] = []
        for place in self._library.folder.glob(f"{_PLACE}/*"):
            with contextlib.suppress(FileNotFoundError):  # it may have been read, and deleted, meanwhile
                kept.append((place.stat().st_mtime, place))
        for number, (changed, place) in enumerate(sorted(kept)):
            old = time.time() - changed > KEPT_S
            if (everything or old or number < len(kept) - MOST_KEPT) and place.name not in self._active:
                shutil.rmtree(place, ignore_errors=True)
                self._fresh.discard(place.name)

    def _place(self, token: str) -> Path:
        return self._library.folder / _PLACE / token


async def _to_its_end(work: Coroutine[Any, Any, Stored]) -> Stored:
    """Wait for what a thread does, also when nobody wants it any more: its folder must not vanish meanwhile."""
    doing = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(doing)
    finally:
        await asyncio.wait([doing])
