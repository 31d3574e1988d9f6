"""Sockets and runs: who follows what, what is sent to whom, and commands that come from a page."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from glassnet.errors import ConflictError, GlassnetError, NotFoundError
from glassnet.protocol.commands import CommandSpec, Unwatch, Watch
from glassnet.protocol.events import Done, Problem
from glassnet.runtime.entry import Entry
from glassnet.runtime.placements import Placements
from glassnet.runtime.subscriber import Subscriber
from glassnet.storage.store import RowBatch


class Runs(Protocol):
    """What is asked of the pool."""

    async def entry(self, run_id: str) -> Entry:
        """The run, or NotFoundError."""

    async def command(self, run_id: str, command: CommandSpec, command_id: str | None = None) -> Done:
        """Have a run carry out a command."""


class Following:
    """The sockets' side of the pool.

    Args:
        runs: where runs are found and told what to do.
        entries: all runs the server holds, by id.
        placements: where they are.
        rows: reads the rows of a run's metrics.
    """

    def __init__(
        self,
        runs: Runs,
        entries: Mapping[str, Entry],
        placements: Placements,
        rows: Callable[[str, int], Awaitable[RowBatch]],
    ) -> None:
        self._runs = runs
        self._entries = entries
        self._placements = placements
        self._rows = rows
        self._open: set[Subscriber] = set()

    def __len__(self) -> int:
        return len(self._open)

    def attach(self, window: int) -> Subscriber:
        """A new socket's subscriber."""
        subscriber = Subscriber(window)
        self._open.add(subscriber)
        return subscriber

    def detach(self, subscriber: Subscriber) -> None:
        """The socket is gone: nothing more is sent or computed for it."""
        subscriber.closed = True
        self._open.discard(subscriber)
        for entry in list(self._entries.values()):
            self._leave(entry, subscriber)

    async def tell(self, subscriber: Subscriber, run_id: str, command_id: str, command: CommandSpec) -> None:
        """Carry out a command of a socket; ``done`` or ``problem`` goes to the socket."""
        try:
            if isinstance(command, Watch | Unwatch):
                done = await self._watch(subscriber, run_id, command_id, command)
            else:
                done = await self._runs.command(run_id, command, command_id)
        except GlassnetError as error:
            subscriber.put(_problem(error, run_id, command_id))
        else:
            subscriber.put(done)

    async def _watch(self, subscriber: Subscriber, run_id: str, command_id: str, command: Watch | Unwatch) -> Done:
        entry = await self._runs.entry(run_id)
        if isinstance(command, Watch):
            if subscriber not in entry.followers:
                raise ConflictError("not_followed", f"Run {run_id} is not followed.", "Send 'follow' first.")
            if not entry.may_watch(subscriber, command.view.key):
                raise ConflictError("too_many_views", "A page watches at most 64 views of a run.", "Unwatch some.")
            entry.watch(subscriber, command.view, command.rate_hz)
            held = entry.frame(command.view.key)
            if held is not None:
                subscriber.forward(held)
            entry.used_at = time.monotonic()
            if entry.host is None and entry.status != "failed":
                self._placements.later(self._placements.bring(entry))
        elif entry.unwatch(subscriber, command.view):
            subscriber.drop(f"{run_id}/frame/{command.view}")
            entry.drop_unwatched()
        self._placements.show(entry)
        return Done(id=command_id, run=run_id, step=entry.stored.step, status=entry.status)

    async def follow(self, subscriber: Subscriber, run_id: str, since: int = 0) -> None:
        """Send a run's events to a socket from now on: first its status, then the rows from number `since` on."""
        try:
            entry = await self._runs.entry(run_id)
            entry.used_at = time.monotonic()  # it is not put away while its rows are read
            metrics = await entry.metrics(self._rows, since)
        except GlassnetError as error:
            subscriber.put(_problem(error, run_id))
            return
        if entry.gone:
            subscriber.put(_problem(unknown(run_id), run_id))
            return
        if subscriber.closed:
            return
        held = [message for message in entry.replay.messages() if not message.binary]
        if not any(message.kind == "status" for message in held):
            subscriber.put(entry.status_event())
        for message in sorted(held, key=lambda message: message.kind != "status"):
            subscriber.forward(message)
        subscriber.put(metrics)
        notice = entry.recent_notice(time.monotonic())
        if notice is not None:
            subscriber.forward(notice)
        entry.followers.add(subscriber)

    def unfollow(self, subscriber: Subscriber, run_id: str) -> None:
        """Send nothing more of a run to a socket; its watched views of this socket end too."""
        entry = self._entries.get(run_id)
        if entry is not None:
            self._leave(entry, subscriber)

    def _leave(self, entry: Entry, subscriber: Subscriber) -> None:
        watched = entry.leave(subscriber)
        subscriber.drop(f"{entry.id}/")
        if watched:
            entry.drop_unwatched()
            self._placements.show(entry)


def _problem(error: GlassnetError, run: str, command_id: str | None = None) -> Problem:
    return Problem(id=command_id, run=run, code=error.code, detail=error.detail, hint=error.hint, where=error.where)


def unknown(run_id: str) -> NotFoundError:
    """There is no such run, or none that whoever asks may know of."""
    return NotFoundError("no_such_run", f"There is no run {run_id}.", "It may have been deleted.", "run")
