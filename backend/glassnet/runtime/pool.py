"""All runs of a server: where they are, who follows them, and what becomes of them when a worker dies."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from typing import Any

from glassnet.errors import GlassnetError, UnavailableError
from glassnet.ids import new_id
from glassnet.protocol.commands import CommandSpec
from glassnet.protocol.events import Done, Gone, Metrics
from glassnet.protocol.views import ViewSpec
from glassnet.runtime.admission import Admission
from glassnet.runtime.asking import ANSWER_S, Asking
from glassnet.runtime.balancing import Balancing
from glassnet.runtime.calls import Seen
from glassnet.runtime.entry import Entry, record
from glassnet.runtime.estimates import Estimates
from glassnet.runtime.executor import Executor
from glassnet.runtime.following import Following, unknown
from glassnet.runtime.history import History
from glassnet.runtime.idling import Idling
from glassnet.runtime.inheritance import Beginning, inherited
from glassnet.runtime.inline import InlineExecutor
from glassnet.runtime.keeping import Keeping
from glassnet.runtime.local import LocalExecutor
from glassnet.runtime.overview import Overview
from glassnet.runtime.placements import Placements
from glassnet.runtime.portions import Portions
from glassnet.runtime.quotas import Quotas
from glassnet.runtime.ray_cluster import Cluster
from glassnet.runtime.ray_executor import RayExecutor
from glassnet.runtime.records import Device, PoolHealth, RunPage, RunRecord
from glassnet.runtime.subscriber import Subscriber
from glassnet.runtime.together import KNOWN, compiler_here, keep
from glassnet.runtime.worker import load_engine
from glassnet.settings import Settings
from glassnet.spec import RunSpec
from glassnet.spec.limits import check
from glassnet.storage.checkpoints import Checkpoints
from glassnet.storage.database import Database, database_of
from glassnet.storage.retention import sweep_for_ever
from glassnet.storage.store import RowBatch, RunOf, Store, StoredRun

SAVE_S = 7.0
PAGE = 200


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
        folder = settings.data_dir / "checkpoints"
        self._checkpoints = checkpoints = Checkpoints(folder, settings.keep_checkpoints)
        self._keeping = Keeping(settings, store, checkpoints, self._entries)
        self._admission = Admission(settings, self._entries)
        self.portions = Portions()
        self._placements = Placements(executor, self._entries, self._turned, self._admission, self.portions)
        self.quotas = Quotas(settings, store, folder, self._entries, self._placements.loads)
        known = settings.data_dir / KNOWN
        self.estimates = Estimates(self._entries, self._placements, self._admission, self.portions, self.quotas, known)
        self.overview = Overview(self._entries, self._placements, self._admission, self.portions)
        self._idling = Idling(settings, self._entries, self._placements, self._admission, self.quotas)
        self._balancing = Balancing(self._entries, self._placements, self._admission, self.portions)
        self._keeping.release = self._placements.release
        self._following = Following(self, self._entries, self._placements, store.rows)
        patience_s = settings.compile_timeout_s + ANSWER_S
        self._asking = Asking(self, self._admission, self._placements, self._keeping, self.quotas, patience_s)
        self.history = History(self, self._entries, store, checkpoints)
        self._closed = False

    # ---------------------------------------------------------------------------------------------- life cycle

    async def start(self) -> None:
        """Open the store, start the hosts in the background and resume the runs that were training.

        Raises:
            GlassnetError: when the database cannot be used.
        """
        await self._store.open()
        keep(self._settings.data_dir / KNOWN, compiler_here())
        await self._placements.start()
        for entry in await self._keeping.unfinished():
            entry.reason = "server_restarted" if entry.stored.placement else ""
            self._placements.later(self._placements.bring(entry))
        self._placements.later(self._keeping.write_for_ever())
        self._placements.later(sweep_for_ever(self._store, self._checkpoints))
        self._placements.later(self._admission.let_in_for_ever())
        self._placements.later(self._idling.look_for_ever())
        self._placements.later(self._balancing.look_for_ever())

    async def drain(self, within_s: float) -> None:
        """The server is about to end: take nothing new, and have everything saved within so many seconds."""
        self._admission.draining = True
        await self._placements.save_all(within_s)

    async def close(self, within_s: float = SAVE_S) -> None:
        """Have all runs saved, within so many seconds, and end the hosts; runs that train go on after the next start.

        Args:
            within_s: seconds for saving.
        """
        if self._closed:
            return
        self._closed = True
        await self._placements.close(min(SAVE_S, within_s))
        await self._keeping.close()
        with contextlib.suppress(GlassnetError):
            await self.quotas.write()
        await self._store.close()

    def health(self) -> PoolHealth:
        """How the hosts are."""
        hosts = len(self._placements.devices)
        late = "degraded" if self._placements.ever_joined else "starting"
        status = "ok" if hosts >= self._settings.workers else late
        return PoolHealth(
            status=status, hosts=hosts, runs=sum(entry.host is not None for entry in self._entries.values())
        )

    @property
    def sockets(self) -> int:
        """How many sockets are open."""
        return len(self._following)

    def devices(self) -> list[Device]:
        """What runs can compute on; empty while the hosts start."""
        return [Device(id=host, name=name) for host, name in self._placements.devices.items()]

    # ---------------------------------------------------------------------------------------------------- runs

    async def create(
        self,
        spec: RunSpec,
        *,
        start: bool = False,
        user: str = "local",
        group: str | None = None,
        weights_from: str | None = None,
        project: str | None = None,
    ) -> RunRecord:
        """Store a new run and begin to bring it to a host; see `begin`.

        Args:
            spec: what to train.
            start: train at once.
            user: whose run it is.
            group: the class it belongs to.
            weights_from: the run whose learned numbers it begins with.
            project: the project it belongs to.

        Raises:
            GlassnetError: when the weights of the other run cannot be had, or do not fit.
        """
        self._require_open()
        first = inherited(spec, await self.checkpoint(weights_from), weights_from) if weights_from else None
        return await self.begin(spec, Beginning(first), start=start, user=user, group=group, project=project)

    async def begin(
        self,
        spec: RunSpec,
        beginning: Beginning,
        *,
        start: bool = False,
        user: str = "local",
        group: str | None = None,
        project: str | None = None,
        **said: Any,
    ) -> RunRecord:
        """Store a new run that begins somewhere and begin to bring it to a host.

        Args:
            spec: what to train.
            beginning: where it begins.
            start: train at once.
            user: whose run it is; users share the hosts fairly.
            group: the class it belongs to, which gives them their weight.
            project: the project it belongs to.
            said: `title`, `parent` and `parent_step`, as in `StoredRun`.

        Raises:
            LimitError: when it is too large, or its user's storage is full.
            BusyError: when no more runs can be kept, or the user has trained enough for a day.
            UnavailableError: when the server is about to end.
        """
        self._require_open()
        check(spec, self._settings)
        await self.quotas.check_storage(user)
        if start:
            await self.quotas.check_training(user)
        stored = StoredRun(
            id=new_id("run"),
            user=user,
            group=group,
            project=project,
            created_at=time.time(),
            spec=spec.model_dump(mode="json"),
            status="queued" if start else "paused" if beginning.step else "created",
            step=beginning.step,
            epoch=beginning.epoch,
            newest=beginning.newest,
            history=0 if beginning.rows else -1,
            placement=1 if beginning.checkpoint else 0,  # as if placed before: it resumes from its first checkpoint
            **said,
        )
        async with self._keeping.room(user) as doomed:
            if beginning.checkpoint:
                await self._keeping.begin(stored.id, *beginning.checkpoint)
            await self._store.add(stored)
        for run in doomed:
            with contextlib.suppress(GlassnetError):  # it is gone already, or the next new run makes up for it
                await self.delete(run)
        if beginning.rows:
            await self._store.write([], [RowBatch(stored.id, 0, 0, beginning.rows)])
        entry = Entry(stored, time.monotonic())
        self._entries[entry.id] = entry
        self._placements.later(self._placements.bring(entry))
        return record(entry.stored)

    def _require_open(self) -> None:
        if self._admission.draining:
            raise UnavailableError("draining", "The server is about to restart.", "Try again in a minute.")

    async def get(self, run_id: str) -> RunRecord:
        """The record of a run.

        Raises:
            NotFoundError: when there is none.
        """
        entry = self._entries.get(run_id)
        if entry is not None:
            entry.used_at = time.monotonic()
            return record(entry.stored, entry.updates_per_s)
        stored = await self._store.get(run_id)
        if stored is None:
            raise unknown(run_id)
        return record(stored)

    async def owner(self, run_id: str) -> str:
        """Whose run it is.

        Raises:
            NotFoundError: when there is none.
        """
        entry = self._entries.get(run_id)
        stored = entry.stored if entry is not None else await self._store.get(run_id)
        if stored is None:
            raise unknown(run_id)
        return stored.user

    async def page(
        self, after: str | None = None, limit: int = 50, user: str | None = None, project: str | None = None
    ) -> RunPage:
        """Runs, newest first.

        Args:
            after: `RunPage.next` of the page before.
            limit: most runs of the page; at most 200.
            user: only theirs.
            project: only those of this project.
        """
        limit = max(1, min(limit, PAGE))
        found = await self._store.page(after, limit + 1, user, project)
        items: list[RunRecord] = []
        for stored in found[:limit]:
            entry = self._entries.get(stored.id)
            items.append(record(entry.stored, entry.updates_per_s) if entry else record(stored))
        return RunPage(items=items, next=items[-1].id if len(found) > limit else None)

    async def learning_from(self, dataset: str) -> list[RunOf]:
        """The runs that need a stored data set; see `Store.learning_from`."""
        return await self._store.learning_from(dataset)

    async def delete(self, run_id: str) -> None:
        """Delete a run with its metrics and checkpoints.

        Raises:
            NotFoundError: when there is none.
        """
        entry = await self.entry(run_id)
        entry.gone = True
        self._entries.pop(run_id, None)
        with contextlib.suppress(GlassnetError):
            await self._placements.release(entry, keep=False)
        await self._keeping.delete(run_id)
        self._admission.leave(entry)
        self._admission.ring()
        self.quotas.measure_anew(entry.stored.user)
        for follower in list(entry.followers):
            follower.drop(f"{run_id}/")
            follower.put(Gone(run=run_id))
        entry.followers.clear()

    async def command(self, run_id: str, command: CommandSpec, command_id: str | None = None) -> Done:
        """Have a run carry out a command; see `Asking.command`.

        Raises:
            GlassnetError: why it was not carried out.
        """
        return await self._asking.command(run_id, command, command_id)

    async def metrics(self, run_id: str, since: int = 0) -> Metrics:
        """The rows of a run's metrics from number `since` on.

        Raises:
            NotFoundError: when there is no such run.
        """
        entry = await self.entry(run_id)
        return await entry.metrics(self._store.rows, since)

    async def predict(self, run_id: str, inputs: Sequence[Any]) -> list[list[Any]]:
        """What the network makes of examples; see `Asking.predict`."""
        return await self._asking.predict(run_id, inputs)

    async def look(self, run_id: str, view: ViewSpec) -> Seen:
        """What a view shows now; see `Asking.look`."""
        return await self._asking.look(run_id, view)

    async def checkpoint(self, run_id: str) -> bytes:
        """The weights and the optimiser's state as the bytes of a safetensors file.

        Raises:
            GlassnetError: when the run is unknown or has failed.
        """
        return await self._asking.checkpoint(run_id)

    async def save(self, run_id: str) -> None:
        """Have what a run that trains has learned on the disk; see `Asking.save`."""
        await self._asking.save(run_id)

    async def entry(self, run_id: str) -> Entry:
        """The run as the server holds it, fetched from the database when it was put away.

        Raises:
            NotFoundError: when there is none.
        """
        if run_id not in self._entries:
            stored = await self._store.get(run_id)
            if stored is None:
                raise unknown(run_id)
            self._entries.setdefault(run_id, Entry(stored, time.monotonic()))
        return self._entries[run_id]

    async def weigh(self, group: str, weight: float) -> None:
        """Give the members of a class another share of the hosts, from now on."""
        await self._placements.weigh(self.portions.set(group, weight))

    def _turned(self, entry: Entry) -> None:
        """A run's status became another."""
        self._keeping.hurry(entry)
        self._admission.ring()

    # ------------------------------------------------------------------------------------------------- sockets

    def attach(self, window: int = 2) -> Subscriber:
        """A new socket's subscriber.

        Args:
            window: binary messages that may be unacknowledged at a time.
        """
        return self._following.attach(window)

    def detach(self, subscriber: Subscriber) -> None:
        """The socket is gone: nothing more is sent or computed for it."""
        self._following.detach(subscriber)

    async def tell(self, subscriber: Subscriber, run_id: str, command_id: str, command: CommandSpec) -> None:
        """Carry out a command of a socket; ``done`` or ``problem`` goes to the socket."""
        await self._following.tell(subscriber, run_id, command_id, command)

    async def follow(self, subscriber: Subscriber, run_id: str, since: int = 0) -> None:
        """Send a run's events to a socket from now on: first its status, then the rows from number `since` on."""
        await self._following.follow(subscriber, run_id, since)

    def unfollow(self, subscriber: Subscriber, run_id: str) -> None:
        """Send nothing more of a run to a socket; its watched views of this socket end too."""
        self._following.unfollow(subscriber, run_id)


def open_pool(settings: Settings, database: Database | None = None) -> Pool:
    """The pool that the settings describe, on their database unless another is given; nothing is opened or started."""
    store = Store(database or database_of(settings))
    if settings.executor == "inline":
        return Pool(settings, InlineExecutor(settings, lambda: load_engine("glassnet.engine", settings)), store)
    if settings.executor == "ray":
        return Pool(settings, RayExecutor(settings, Cluster(settings.head, settings.workers)), store)
    return Pool(settings, LocalExecutor(settings), store)
