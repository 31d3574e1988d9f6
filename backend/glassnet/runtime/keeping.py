"""Keeping runs: what is written when, which ones make room, and which ones leave the workers' memory."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable
from typing import Any, Protocol
from weakref import WeakValueDictionary

import structlog

from glassnet.errors import BusyError, GlassnetError, UnavailableError
from glassnet.protocol.events import ENDED, RunStatus
from glassnet.runtime.entry import ACTIVE, Entry
from glassnet.settings import Settings
from glassnet.storage.checkpoints import Arrays, Checkpoints
from glassnet.storage.store import Store, joined

RESTING: frozenset[RunStatus] = frozenset({"created", "paused", "diverged"})
WRITE_S = 1.0
IDLE_S = 120.0

_log = structlog.get_logger(__name__)


class Release(Protocol):
    """Takes a run from its host."""

    def __call__(self, entry: Entry, *, keep: bool) -> Awaitable[None]:
        """Save it first when `keep` is true."""


async def _not_placed(entry: Entry, *, keep: bool) -> None:
    """Nothing is on any host yet."""


class Keeping:
    """Writes runs to the database, at most once a second each and at every change of status.

    Args:
        settings: how many runs there may be.
        store: the database.
        checkpoints: deleted with their run.
        entries: all runs the server holds, by id.
    """

    def __init__(self, settings: Settings, store: Store, checkpoints: Checkpoints, entries: dict[str, Entry]) -> None:
        self._settings = settings
        self._store = store
        self._checkpoints = checkpoints
        self._entries = entries
        self._bell = asyncio.Event()
        self._turned: set[Entry] = set()
        self._writing = asyncio.Lock()
        self._rooms: WeakValueDictionary[str | None, asyncio.Lock] = WeakValueDictionary()
        self.release: Release = _not_placed

    async def begin(self, run_id: str, arrays: Arrays, manifest: dict[str, Any]) -> None:
        """Write the checkpoint at which a run begins that goes on from what another one has learned.

        Raises:
            UnavailableError: when it cannot be written.
        """
        try:
            await asyncio.to_thread(self._checkpoints.save, run_id, arrays, manifest)
        except OSError as error:
            why = f"The weights could not be written: {error.strerror or error}."
            raise UnavailableError("disk", why, "Make room on the server's disk, then try again.") from None

    async def unfinished(self) -> list[Entry]:
        """The runs that were training when the server ended."""
        for stored in await self._store.with_status(ACTIVE):
            self._entries[stored.id] = Entry(stored, time.monotonic())
        return list(self._entries.values())

    def hurry(self, entry: Entry) -> None:
        """A run's status changed: write it soon, not only when its second is over."""
        self._turned.add(entry)
        self._bell.set()

    async def write_for_ever(self) -> None:
        """Write what changed, and put away what nobody needs."""
        due = time.monotonic() + WRITE_S
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, due - time.monotonic())):
                    await self._bell.wait()
            self._bell.clear()
            turned, self._turned = self._turned, set()
            try:
                if time.monotonic() < due:
                    await self._write(list(turned))
                    continue
                due = time.monotonic() + WRITE_S
                await self._write([entry for entry in self._entries.values() if entry.changed])
                await self._put_away()
            except GlassnetError as error:  # tried again in a second; nothing is dropped meanwhile
                _log.warning("cannot write", code=error.code, detail=error.detail)
            except Exception:  # whatever it is, what comes later must still be written
                _log.exception("cannot write")

    async def write(self, entry: Entry) -> None:
        """Write one run now; when this returns it is on the disk.

        Raises:
            UnavailableError: when it cannot be written.
        """
        await self._write([entry])

    async def _write(self, entries: list[Entry]) -> None:
        if not entries:
            return
        async with self._writing:
            for entry in entries:
                entry.changed = False
            counts = [len(entry.unwritten) for entry in entries]
            batches = [joined(entry.id, entry.unwritten) for entry in entries if entry.unwritten]
            try:
                await self._store.write([entry.stored for entry in entries], batches)
            except Exception:
                for entry in entries:
                    entry.changed = True
                raise
            for entry, count in zip(entries, counts, strict=True):
                del entry.unwritten[:count]

    async def close(self) -> None:
        """Write everything."""
        with contextlib.suppress(GlassnetError):
            await self._write(list(self._entries.values()))

    async def delete(self, run_id: str) -> None:
        """Delete a run from the database and its checkpoints from the disk."""
        await self._store.delete([run_id])
        await asyncio.to_thread(self._checkpoints.delete, run_id)

    # ---------------------------------------------------------------------------------------------------- room

    @contextlib.asynccontextmanager
    async def room(self, user: str) -> AsyncIterator[list[str]]:
        """See that one more run can be kept, and add it inside this block: nobody else takes the room meanwhile.

        The value is the runs to delete for it once it is there: of a hosted server the user's own. What has a title or
        notes is kept on purpose, and of a hosted server never makes room by itself.

        Raises:
            BusyError: when every run that is kept is being used.
        """
        hosted = self._settings.hosted
        most, whose = (self._settings.max_runs_per_user, user) if hosted else (self._settings.max_runs, None)
        async with self._rooms.setdefault(whose, asyncio.Lock()):
            yield await self._make_room(most, whose)

    async def _make_room(self, most: int, whose: str | None) -> list[str]:
        hosted = whose is not None
        excess = await self._store.count(whose) + 1 - most
        if excess <= 0:
            return []
        doomed: list[str] = []
        for states, plain in ((ENDED, True), (RESTING, True), *(() if hosted else ((ENDED | RESTING, False),))):
            resting = await self._store.oldest(states, most + excess, whose, plain=plain)
            unused = [run for run in resting if run not in self._entries or not self._entries[run].followers]
            doomed += [run for run in unused if run not in doomed][: excess - len(doomed)]
        if len(doomed) < excess:
            detail = f"{most} {'of your runs' if hosted else 'runs'} are kept and all are in use; that is the limit."
            raise BusyError("too_many_runs", detail, "Delete a run, or stop one.")
        return doomed

    async def _put_away(self) -> None:
        """Runs that nobody has used for a while leave the workers, and then the server's memory."""
        now = time.monotonic()
        for entry in list(self._entries.values()):
            if not _idle(entry) or now - entry.used_at < IDLE_S:
                continue
            if entry.host is not None:
                with contextlib.suppress(GlassnetError):
                    await self.release(entry, keep=True)
            elif not entry.changed and not entry.unwritten:
                self._entries.pop(entry.id, None)


def _idle(entry: Entry) -> bool:
    return not entry.active and not entry.followers and not entry.in_flight
