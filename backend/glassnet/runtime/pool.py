"""All runs of a server: where they are, who follows them, and what becomes of them when a worker dies."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Any

from glassnet.errors import BusyError, ConflictError, GlassnetError, NotFoundError, UnavailableError
from glassnet.ids import new_id
from glassnet.protocol.commands import CommandSpec, Unwatch, Watch
from glassnet.protocol.events import Done, Gone, Metrics, Problem
from glassnet.protocol.views import ViewSpec
from glassnet.runtime.calls import Answer, Call, Look, Predict, Seen, Tell, Weights
from glassnet.runtime.entry import Entry, record
from glassnet.runtime.executor import Executor
from glassnet.runtime.inheritance import inherited
from glassnet.runtime.inline import InlineExecutor
from glassnet.runtime.keeping import Keeping
from glassnet.runtime.local import LocalExecutor
from glassnet.runtime.placements import Placements
from glassnet.runtime.records import Device, PoolHealth, RunPage, RunRecord
from glassnet.runtime.subscriber import Subscriber
from glassnet.runtime.worker import load_engine
from glassnet.settings import Settings
from glassnet.spec import RunSpec
from glassnet.spec.limits import check
from glassnet.storage.checkpoints import Checkpoints
from glassnet.storage.store import Store, StoredRun

SAVE_S = 7.0
ANSWER_S = 30.0
PAGE = 200
LOOK_S = 20.0
LOOK_EVERY_S = 0.05


class Pool:
    """The runs of one server. All methods are called from one event loop.

    Args:
        settings: limits and times.
        executor: where worker hosts come from.
        store: the database, not opened yet.
    """

    def __init__(self, settings: Settings, executor: Executor, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._entries: dict[str, Entry] = {}
        checkpoints = Checkpoints(settings.data_dir / "checkpoints")
        self._keeping = Keeping(settings, store, checkpoints, self._entries)
        self._placements = Placements(executor, self._entries, self._keeping.hurry)
        self._keeping.release = self._placements.release
        self._answer_s = settings.compile_timeout_s + ANSWER_S
        self._closed = False

    # ---------------------------------------------------------------------------------------------- life cycle

    async def start(self) -> None:
        """Open the store, start the hosts in the background and resume the runs that were training.

        Raises:
            GlassnetError: when the database cannot be used.
        """
        await self._store.open()
        await self._placements.start()
        for entry in await self._keeping.unfinished():
            entry.reason = "server_restarted" if entry.stored.placement else ""
            self._placements.later(self._placements.place(entry))
        self._placements.later(self._keeping.write_for_ever())

    async def close(self) -> None:
        """Have all runs saved and end the hosts, within 10 s; runs that train go on after the next start."""
        if self._closed:
            return
        self._closed = True
        await self._placements.close(SAVE_S)
        await self._keeping.close()
        await self._store.close()

    def health(self) -> PoolHealth:
        """How the hosts are."""
        hosts = len(self._placements.devices)
        late = "degraded" if self._placements.ever_joined else "starting"
        status = "ok" if hosts >= self._settings.workers else late
        return PoolHealth(
            status=status, hosts=hosts, runs=sum(entry.host is not None for entry in self._entries.values())
        )

    def devices(self) -> list[Device]:
        """What runs can compute on; empty while the hosts start."""
        return [Device(id=host, name=name) for host, name in self._placements.devices.items()]

    # ---------------------------------------------------------------------------------------------------- runs

    async def create(
        self, spec: RunSpec, *, start: bool = False, user: str = "local", weights_from: str | None = None
    ) -> RunRecord:
        """Store a new run and begin to bring it to a host.

        Args:
            spec: what to train.
            start: train at once.
            user: whose run it is; users share the hosts fairly.
            weights_from: the run whose learned numbers it begins with.

        Raises:
            LimitError: when it is too large. BusyError: when there is no room.
            GlassnetError: when the weights of the other run cannot be had, or do not fit.
        """
        check(spec, self._settings)
        first = inherited(spec, await self.checkpoint(weights_from), weights_from) if weights_from else None
        for doomed in await self._keeping.make_room():
            await self.delete(doomed)
        stored = StoredRun(
            id=new_id("run"),
            user=user,
            created_at=time.time(),
            spec=spec.model_dump(mode="json"),
            status="queued" if start else "created",
            placement=1 if first else 0,  # as if it had been placed before: it resumes from its first checkpoint
        )
        if first:
            await self._keeping.begin(stored.id, *first)
        await self._store.add(stored)
        entry = Entry(stored, time.monotonic())
        self._entries[entry.id] = entry
        self._placements.later(self._placements.place(entry))
        return record(entry.stored)

    async def get(self, run_id: str) -> RunRecord:
        """The record of a run.

        Raises:
            NotFoundError: when there is none.
        """
        entry = self._entries.get(run_id)
        if entry is not None:
            return record(entry.stored, entry.updates_per_s)
        stored = await self._store.get(run_id)
        if stored is None:
            raise _unknown(run_id)
        return record(stored)

    async def page(self, after: str | None = None, limit: int = 50) -> RunPage:
        """Runs, newest first.

        Args:
            after: `RunPage.next` of the page before.
            limit: most runs of the page; at most 200.
        """
        limit = max(1, min(limit, PAGE))
        found = await self._store.page(after, limit + 1)
        items: list[RunRecord] = []
        for stored in found[:limit]:
            entry = self._entries.get(stored.id)
            items.append(record(entry.stored, entry.updates_per_s) if entry else record(stored))
        return RunPage(items=items, next=items[-1].id if len(found) > limit else None)

    async def delete(self, run_id: str) -> None:
        """Delete a run with its metrics and checkpoints.

        Raises:
            NotFoundError: when there is none.
        """
        entry = await self._entry(run_id)
        entry.gone = True
        self._entries.pop(run_id, None)
        with contextlib.suppress(GlassnetError):
            await self._placements.release(entry, keep=False)
        await self._keeping.delete(run_id)
        for follower in list(entry.followers):
            follower.drop(f"{run_id}/")
            follower.put(Gone(run=run_id))
        entry.followers.clear()

    async def command(self, run_id: str, command: CommandSpec, command_id: str | None = None) -> Done:
        """Have a run carry out a command. What is answered survives the death of the server.

        A weight that was set by hand and a reset are on the disk a quarter of a second later, training every few
        seconds: a worker that dies before that takes them with it.

        Args:
            run_id: which run.
            command: what to do; watching needs a socket (see `tell`).
            command_id: told twice, the command acts once and is answered alike.

        Raises:
            GlassnetError: why it was not carried out.
        """
        if isinstance(command, Watch | Unwatch):
            raise ConflictError("needs_socket", "A view can be watched on a socket only.", "Use the WebSocket.")
        entry = await self._entry(run_id)
        command_id = command_id or new_id("command")
        known = entry.answers.get(command_id)
        if isinstance(known, GlassnetError):
            raise known
        if known is not None:
            return known
        if command_id not in entry.in_flight:
            task = asyncio.create_task(self._carry_out(entry, command_id, command))
            entry.in_flight[command_id] = task
            task.add_done_callback(lambda _: entry.in_flight.pop(command_id, None))
        return await asyncio.shield(entry.in_flight[command_id])

    async def _carry_out(self, entry: Entry, command_id: str, command: CommandSpec) -> Done:
        said = command.model_dump(mode="json")
        try:
            answer: Answer = await self._ask(entry, lambda: Tell(entry.id, entry.stored.placement, command_id, said))
        except GlassnetError as error:
            if error.status < 500:
                entry.remember(command_id, error)
            raise
        if self._placements.heard(entry) < answer.told:
            entry.update(status=answer.status, step=answer.step)
        if answer.spec is not None:
            entry.update(spec=answer.spec)
        try:
            await self._keeping.write(entry)
        except UnavailableError:
            if answer.spec is not None:  # an edit is confirmed only when it is on the disk
                raise
        done = Done(id=command_id, run=entry.id, step=answer.step, status=answer.status)
        entry.remember(command_id, done)
        return done

    async def metrics(self, run_id: str, since: int = 0) -> Metrics:
        """The rows of a run's metrics from number `since` on.

        Raises:
            NotFoundError: when there is no such run.
        """
        entry = await self._entry(run_id)
        return await entry.metrics(self._store.rows, since)

    async def predict(self, run_id: str, inputs: Sequence[Any]) -> list[list[Any]]:
        """What the network makes of points of the plane, ``(n, 2)``, or of images ``(n, height, width, channels)``.

        Args:
            run_id: which run.
            inputs: nested lists of numbers.

        Returns:
            for each example the outputs, or rows of pixels with an output for each class.

        Raises:
            GlassnetError: when the run is unknown, has failed, or the inputs do not fit.
        """
        entry = await self._entry(run_id)
        asked = list(inputs)
        outputs: list[list[Any]] = await self._ask(entry, lambda: Predict(entry.id, entry.stored.placement, asked))
        return outputs

    async def look(self, run_id: str, view: ViewSpec) -> Seen:
        """What a view shows now; waits until it can be made, and a while for what takes longer to measure.

        Raises:
            GlassnetError: when the run is unknown or has failed, or there is no such view of it.
            BusyError: when it is not ready for too long.
        """
        entry, wanted = await self._entry(run_id), view.model_dump(mode="json")
        until = time.monotonic() + LOOK_S
        while True:
            seen: Seen | None = await self._ask(entry, lambda: Look(entry.id, entry.stored.placement, wanted))
            late = time.monotonic() > until
            if seen is not None and (late or not seen["meta"].get("pending")):
                return seen
            if late:
                raise BusyError("not_ready", f"The view '{view.kind}' of run {entry.id} is not ready.", "Ask again.")
            await asyncio.sleep(LOOK_EVERY_S)

    async def checkpoint(self, run_id: str) -> bytes:
        """The weights and the optimiser's state as the bytes of a safetensors file.

        Raises:
            GlassnetError: when the run is unknown or has failed.
        """
        entry = await self._entry(run_id)
        content: bytes = await self._ask(entry, lambda: Weights(entry.id, entry.stored.placement))
        return content

    async def _ask(self, entry: Entry, make: Callable[[], Call]) -> Any:
        if entry.status == "failed":
            raise ConflictError("ended", f"Run {entry.id} has failed.", "Make a new run.")
        entry.used_at = time.monotonic()
        return await self._placements.ask(entry, make, self._answer_s)

    async def _entry(self, run_id: str) -> Entry:
        """The run as the server holds it, fetched from the database when it was put away."""
        if run_id not in self._entries:
            stored = await self._store.get(run_id)
            if stored is None:
                raise _unknown(run_id)
            self._entries.setdefault(run_id, Entry(stored, time.monotonic()))
        return self._entries[run_id]

    # ------------------------------------------------------------------------------------------------- sockets

    def attach(self, window: int = 2) -> Subscriber:
        """A new socket's subscriber.

        Args:
            window: binary messages that may be unacknowledged at a time.
        """
        return Subscriber(window)

    def detach(self, subscriber: Subscriber) -> None:
        """The socket is gone: nothing more is sent or computed for it."""
        subscriber.closed = True
        for entry in list(self._entries.values()):
            self._leave(entry, subscriber)

    async def tell(self, subscriber: Subscriber, run_id: str, command_id: str, command: CommandSpec) -> None:
        """Carry out a command of a socket; ``done`` or ``problem`` goes to the socket."""
        try:
            if isinstance(command, Watch | Unwatch):
                done = await self._watch(subscriber, run_id, command_id, command)
            else:
                done = await self.command(run_id, command, command_id)
        except GlassnetError as error:
            subscriber.put(_problem(error, run_id, command_id))
        else:
            subscriber.put(done)

    async def _watch(self, subscriber: Subscriber, run_id: str, command_id: str, command: Watch | Unwatch) -> Done:
        entry = await self._entry(run_id)
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
                self._placements.later(self._placements.place(entry))
        elif entry.unwatch(subscriber, command.view):
            subscriber.drop(f"{run_id}/frame/{command.view}")
            entry.drop_unwatched()
        self._placements.show(entry)
        return Done(id=command_id, run=run_id, step=entry.stored.step, status=entry.status)

    async def follow(self, subscriber: Subscriber, run_id: str, since: int = 0) -> None:
        """Send a run's events to a socket from now on: first its status, then the rows from number `since` on."""
        try:
            entry = await self._entry(run_id)
            metrics = await entry.metrics(self._store.rows, since)
        except GlassnetError as error:
            subscriber.put(_problem(error, run_id))
            return
        if entry.gone:
            subscriber.put(_problem(_unknown(run_id), run_id))
            return
        if subscriber.closed:
            return
        entry.used_at = time.monotonic()
        held = [message for message in entry.replay.messages() if not message.binary]
        if not any(message.kind == "status" for message in held):
            subscriber.put(entry.status_event())
        for message in sorted(held, key=lambda message: message.kind != "status"):
            subscriber.forward(message)
        subscriber.put(metrics)
        notice = entry.recent_notice(entry.used_at)
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


def _unknown(run_id: str) -> NotFoundError:
    return NotFoundError("no_such_run", f"There is no run {run_id}.", "It may have been deleted.", "run")


def open_pool(settings: Settings) -> Pool:
    """The pool that the settings describe; nothing is opened or started yet."""
    store = Store(settings.data_dir / "glassnet.sqlite")
    if settings.executor == "inline":
        return Pool(settings, InlineExecutor(settings, lambda: load_engine("glassnet.engine", settings)), store)
    return Pool(settings, LocalExecutor(settings), store)
