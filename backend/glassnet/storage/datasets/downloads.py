"""Downloads of published data sets: each runs at most once, for everybody, and goes on when nobody looks."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field

from glassnet.errors import ConflictError, GlassnetError, NotFoundError, shown
from glassnet.storage.datasets.fetch import PUBLISHERS, Policy, fetch, mirror_policy
from glassnet.storage.datasets.job import UNREADABLE, Job, ReadError, perform
from glassnet.storage.datasets.library import Library, Manifest
from glassnet.storage.datasets.published import Expected
from glassnet.storage.datasets.sources import SOURCES, Source

State = Literal["absent", "loading", "reading", "ready", "failed", "cancelled"]
_log = structlog.get_logger(__name__)
_PLACE = ".downloads"


class Trouble(BaseModel):
    """Why a download did not come to its end."""

    model_config = ConfigDict(frozen=True)

    code: str
    detail: str
    hint: str


class Download(BaseModel):
    """How far a published data set is."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Name of the download.", examples=["mnist"])
    kind: str = Field(description="The `kind` of a data set that reads it.", examples=["mnist"])
    name: str | None = Field(
        description="The `name` of the data set where the kind has several.", examples=["bloodmnist"]
    )
    title: str = Field(examples=["MNIST"])
    shape: list[int] = Field(description="Of one image: height, width, channels.", examples=[[28, 28, 1]])
    classes: list[str] = Field(description="Names of the classes in the order of their numbers.")
    state: State = Field(
        description="`absent`; `loading` from the network; `reading` what has come; `ready` to be used; `failed`, see "
        "`problem`; `cancelled`. What a failed or cancelled download has fetched is kept and continued."
    )
    bytes: int = Field(description="Bytes that are here.", examples=[4_194_304])
    total: int | None = Field(description="Bytes altogether; null while unknown.", examples=[11_594_722])
    problem: Trouble | None = None
    licence: str = Field(description="What the publisher says about use.")
    verified: bool = Field(description="Whether this version has seen the published checksum confirmed by a download.")


class Downloads:
    """All downloads of one server.

    Args:
        library: where data sets go.
        mirror: an address that has all files under their names; empty to ask the publishers.
        policy: where files may come from; follows from ``mirror`` when left out.
    """

    def __init__(self, library: Library, mirror: str = "", policy: Policy | None = None) -> None:
        self._library = library
        self._mirror = mirror.rstrip("/")
        self._policy = policy or (mirror_policy(self._mirror) if mirror else PUBLISHERS)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._ended: dict[str, tuple[State, Trouble | None]] = {}
        self._reading: set[str] = set()
        self._totals: dict[str, dict[str, int | None]] = {}

    def all(self) -> list[Download]:
        """Every published data set, in the order of the menu."""
        return [self.get(name) for name in SOURCES]

    def get(self, name: str) -> Download:
        """How far one is.

        Raises:
            NotFoundError: when there is no such data set.
        """
        source = self._source(name)
        state, problem = self._state(name)
        sizes = self._totals.get(name, {})
        known = [sizes.get(file.name) or file.bytes for file in source.files]
        total = sum(known) if all(known) else None
        there = total or 0 if state == "ready" else sum(self._here(name, file.name) for file in source.files)
        return Download(
            id=name,
            kind=source.data.kind_name(),
            name=getattr(source.data, "name", None),
            title=source.title,
            shape=list(source.data.input_shape()),
            classes=source.data.class_names(),
            state=state,
            bytes=there,
            total=total,
            problem=problem,
            licence=source.licence,
            verified=source.verified,
        )

    def start(self, name: str) -> Download:
        """Begin or continue; whoever asks while it is under way joins in.

        Raises:
            NotFoundError: when there is no such data set.
        """
        source = self._source(name)
        if name not in self._tasks and not self._library.has(name):
            self._ended.pop(name, None)
            self._tasks[name] = asyncio.create_task(self._run(source), name=f"download {name}")
        return self.get(name)

    async def cancel(self, name: str) -> Download:
        """Stop; what has come is kept, to be continued. Of one that is ready, nothing changes.

        Raises:
            NotFoundError: when there is no such data set.
        """
        self._source(name)
        task = self._tasks.get(name)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
            if self._tasks.pop(name, None) is not None:  # it was cancelled before it had begun
                self._ended[name] = ("cancelled", None)
        return self.get(name)

    async def delete(self, name: str) -> None:
        """Forget what has been downloaded.

        Raises:
            ConflictError: while it is under way.
            NotFoundError: when there is no such data set.
        """
        self._source(name)
        if name in self._tasks:
            raise ConflictError("downloading", f"{shown(name)} is being downloaded.", "Cancel the download first.")
        self._ended.pop(name, None)
        await asyncio.to_thread(self._library.remove, name)
        await asyncio.to_thread(shutil.rmtree, self._place(name), True)

    async def close(self) -> None:
        """Stop all."""
        for name in list(self._tasks):
            await self.cancel(name)

    async def _run(self, source: Source) -> None:
        try:
            await self._load(source)
            self._ended.pop(source.id, None)
        except asyncio.CancelledError:
            self._ended[source.id] = ("cancelled", None)
        except GlassnetError as error:
            self._fail(source, error)
        except OSError as error:
            hint = "Make room on the disk of the server, or let it write there."
            self._fail(source, GlassnetError("disk", f"The file cannot be written: {error.strerror}.", hint))
        except Exception:
            _log.exception("download_broke", dataset=source.id)
            self._fail(source, GlassnetError("internal", "Something went wrong.", "The server's log says more."))
        finally:
            self._reading.discard(source.id)
            self._tasks.pop(source.id, None)

    async def _load(self, source: Source) -> None:
        files = [self._place(source.id) / file.name for file in source.files]
        sizes = self._totals.setdefault(source.id, {})
        for file, target in zip(source.files, files, strict=True):
            if not target.exists():
                url = f"{self._mirror}/{file.name}" if self._mirror else file.url

                def note(_have: int, size: int | None, name: str = file.name) -> None:
                    sizes[name] = size

                await fetch(file, url, target, self._policy, note)
        self._reading.add(source.id)
        with self._library.staged() as place:
            try:
                answer = await perform(
                    Job(task="published", files=files, target=place, argument=Expected.of(source).model_dump_json())
                )
            except ReadError as error:
                if error.status == ReadError.status and error.code != UNREADABLE:  # the files are bad, not the server
                    await asyncio.to_thread(shutil.rmtree, self._place(source.id), True)
                raise
            await asyncio.to_thread(self._library.admit, place, Manifest.model_validate(answer))
        await asyncio.to_thread(shutil.rmtree, self._place(source.id), True)

    def _fail(self, source: Source, error: GlassnetError) -> None:
        _log.warning("download_failed", dataset=source.id, code=error.code, detail=error.detail)
        self._ended[source.id] = ("failed", Trouble(code=error.code, detail=error.detail, hint=error.hint))

    def _state(self, name: str) -> tuple[State, Trouble | None]:
        if name in self._tasks:
            return ("reading" if name in self._reading else "loading"), None
        if self._library.has(name):
            return "ready", None
        return self._ended.get(name, ("absent", None))

    def _here(self, name: str, file: str) -> int:
        for path in (self._place(name) / file, self._place(name) / f"{file}.partial"):
            if path.exists():
                return path.stat().st_size
        return 0

    def _place(self, name: str) -> Path:
        return self._library.folder / _PLACE / name

    @staticmethod
    def _source(name: str) -> Source:
        if name not in SOURCES:
            raise NotFoundError(
                "no_download", f"There is no data set {shown(name)} to download.", f"There are {', '.join(SOURCES)}."
            )
        return SOURCES[name]
