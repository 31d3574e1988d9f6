"""Files between their arrival and the library: none is left behind, none is read twice at once."""

from __future__ import annotations

import asyncio
import io
import os
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.requests import Request

from glassnet.api.problems import HttpProblem
from glassnet.api.routes.uploads import _while_there
from glassnet.errors import BusyError, ConflictError, NotFoundError
from glassnet.storage.datasets import uploads as place
from glassnet.storage.datasets.library import Library, Stored
from glassnet.storage.datasets.options import UploadOptions, UploadQuestion
from glassnet.storage.datasets.progress import Progress, telling
from glassnet.storage.datasets.uploads import KEPT_S, Uploads
from tests.backend.storage.datasets.files import npz

OPTIONS = UploadOptions()


@pytest.fixture
def uploads(library: Library) -> Uploads:
    return Uploads(library)


def kept(library: Library) -> list[Path]:
    return list(library.folder.glob(".uploads/*"))


async def asked_about(uploads: Uploads) -> str:
    x, y = np.zeros((30, 8, 8), np.uint8), np.arange(30) % 3
    token = await uploads.take(io.BytesIO(npz(one=x, two=x, kinds=y)), "a.npz")
    assert isinstance(await uploads.read(token, OPTIONS), UploadQuestion)
    return token


async def test_a_refusal_for_lack_of_room_leaves_no_file(
    uploads: Uploads, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = await asked_about(uploads)
    taken = await uploads.take(io.BytesIO(b"x"), "a.zip")
    monkeypatch.setattr(place, "_MOST_WAITING", 0)
    for token in (taken, question):
        with pytest.raises(BusyError):
            await uploads.read(token, OPTIONS)
    with pytest.raises(BusyError):
        await uploads.take(io.BytesIO(b"x"), "b.zip")
    assert [path.name for path in kept(library)] == [question], "which can be answered later"


async def test_only_so_many_are_on_their_way(uploads: Uploads) -> None:
    first = [uploads.of(f"user_{number}") for number in range(place._MOST_COMING)]
    for one in first:
        await one.__aenter__()
    last = asyncio.create_task(uploads.of("last").__aenter__())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not last.done()
    await first[0].__aexit__(None, None, None)
    await last


async def test_what_is_being_read_is_neither_read_again_nor_swept(
    uploads: Uploads, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await asked_about(uploads)
    began, go = asyncio.Event(), asyncio.Event()

    async def slow(*_: Any) -> UploadQuestion:
        began.set()
        await go.wait()
        return UploadQuestion(detail="?", suggested=OPTIONS)

    monkeypatch.setattr(uploads, "_perform", slow)
    first = asyncio.create_task(uploads.read(token, OPTIONS))
    await began.wait()
    with pytest.raises(ConflictError, match="being read already"):
        await uploads.read(token, OPTIONS)
    old = time.time() - 2 * KEPT_S
    os.utime(kept(library)[0], (old, old))
    uploads.sweep()
    assert [path.name for path in kept(library)] == [token]
    go.set()
    await first
    uploads.sweep()
    assert kept(library) == []


def test_what_vanishes_during_a_sweep_is_no_fault(
    uploads: Uploads, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = library.folder / ".uploads" / "upload_gone"
    monkeypatch.setattr(Path, "glob", lambda *_: iter([gone]))
    uploads.sweep()


@pytest.mark.parametrize("token", ["upload_" + "a" * 300, "upload_abc", "", "..", "é"])
async def test_a_name_that_was_never_given_is_unknown(uploads: Uploads, token: str) -> None:
    with pytest.raises(NotFoundError):
        await uploads.read(token, OPTIONS)


async def test_whose_upload_it_is_learns_how_far_it_is(
    uploads: Uploads, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = [uploads.progress("ada").stage]
    began, go = asyncio.Event(), asyncio.Event()

    async def slow(folder: Path, *_: Any) -> UploadQuestion:
        stages.append(uploads.progress("ada").stage)
        tell = telling(folder / "progress")
        tell(Progress("reading", 10, 40, 0.25))
        tell(Progress("reading", 11, 40, 0.275))  # too soon after the one before to be written
        began.set()
        await go.wait()
        return UploadQuestion(detail="?", suggested=OPTIONS)

    monkeypatch.setattr(uploads, "_perform", slow)
    async with uploads.of("ada"):
        stages.append(uploads.progress("ada").stage)
        token = await uploads.take(io.BytesIO(b"x"), "a.csv")
        reading = asyncio.create_task(uploads.read(token, OPTIONS, "ada"))
        await began.wait()
        assert uploads.progress("ada") == place.UploadProgress(stage="reading", rows=10, about=40, share=0.25)
        assert uploads.progress("bob").stage == "none"
        go.set()
        await reading
    assert [*stages, uploads.progress("ada").stage] == ["none", "coming", "waiting", "none"]


async def test_reading_ends_when_whoever_sent_the_file_has_gone(
    uploads: Uploads, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = asyncio.Event()

    async def endless(*_: Any) -> UploadQuestion:
        began.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def gone() -> dict[str, str]:
        await began.wait()
        return {"type": "http.disconnect"}

    monkeypatch.setattr(uploads, "_perform", endless)
    token = await uploads.take(io.BytesIO(b"x"), "a.csv")
    with pytest.raises(HttpProblem):
        await _while_there(Request({"type": "http"}, gone), uploads.read(token, OPTIONS))
    assert kept(library) == []
    with pytest.raises(NotFoundError):
        await uploads.read(token, OPTIONS)


async def test_what_is_being_admitted_is_admitted_whole_though_its_sender_has_gone(
    uploads: Uploads, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, began, go = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    whole, admit = [], library.admit

    def slow(folder: Path, manifest: Stored) -> Stored:
        loop.call_soon_threadsafe(began.set)
        go.wait(10.0)
        whole.append(sorted(path.name for path in folder.iterdir()))
        return admit(folder, manifest)

    monkeypatch.setattr(library, "admit", slow)
    token = await uploads.take(io.BytesIO(b"a,b\n" + b"1,2\n3,4\n" * 20), "a.csv")
    reading = asyncio.create_task(uploads.read(token, OPTIONS))
    await asyncio.wait([asyncio.ensure_future(began.wait()), reading], return_when=asyncio.FIRST_COMPLETED)
    reading.cancel()
    asyncio.get_running_loop().call_later(0.05, go.set)
    with pytest.raises(asyncio.CancelledError):
        await reading
    (found,) = whole
    (known,) = library.uploads()
    assert found
    assert set(found) <= {path.name for path in (library.folder / known.id).iterdir()}
    assert kept(library) == []
