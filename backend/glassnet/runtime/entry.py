"""What the server holds of one run while somebody cares for it: its newest state, its followers, its answers."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, cast

import msgspec

from glassnet.errors import GlassnetError
from glassnet.protocol.events import Done, Metrics, RunStatus, Status, StopReason
from glassnet.protocol.plane import View
from glassnet.runtime.calls import Place
from glassnet.runtime.messages import Message, from_event
from glassnet.runtime.outbox import Replay
from glassnet.runtime.records import PartMetrics, RunMetrics, RunRecord
from glassnet.runtime.subscriber import Subscriber
from glassnet.spec import RunSpec
from glassnet.storage.store import RowBatch, StoredRun, joined

ACTIVE: frozenset[RunStatus] = frozenset({"queued", "compiling", "running"})
REMEMBERED = 256
NEWS_S = 30.0


class Death(NamedTuple):
    """A host died: when (monotonic seconds), and the runs that it was working on."""

    at: float
    suspects: frozenset[str]


MOST_VIEWS = 64


class Queued(NamedTuple):
    """Where a run waits for a place on a worker: 1 comes next, in about `wait_s` seconds if anybody can tell."""

    position: int
    wait_s: float | None
    waits_for: Literal["own_runs", "host"]


class Entry:
    """One run on the server's side.

    Attributes:
        stored: as it is, or is about to be, in the database.
        host: where it is placed; None while it is not.
        order: held while a command is sent, so that commands reach the host in the order in which they came.
        deaths: of hosts that were working on this run.
        reason: why it is placed anew, told when it is back.
        used_at: when somebody last wanted something of it, monotonic seconds.
        reserved: whether a place is kept for it while it is on its way to a host.
        queued: where it waits for a place, if it does.
    """

    def __init__(self, stored: StoredRun, now: float) -> None:
        self.stored = stored
        self.host: str | None = None
        self.order = asyncio.Lock()
        self.placing = asyncio.Lock()
        self.showing = asyncio.Lock()
        self.deaths: list[Death] = []
        self.reason = ""
        self.used_at = now
        self.gone = False
        self.reserved = False
        self.queued: Queued | None = None
        self.updates_per_s = 0.0
        self.replay = Replay()
        self.followers: set[Subscriber] = set()
        self._notice: tuple[float, Message] | None = None
        self.answers: OrderedDict[str, Done | GlassnetError] = OrderedDict()
        self.in_flight: dict[str, asyncio.Task[Done]] = {}
        self.unwritten: list[RowBatch] = []
        self.changed = False
        self._watches: dict[Subscriber, dict[str, tuple[View, float]]] = {}

    @property
    def id(self) -> str:
        """Id of the run."""
        return self.stored.id

    @property
    def status(self) -> RunStatus:
        """The state it was last known in."""
        return cast(RunStatus, self.stored.status)

    @property
    def active(self) -> bool:
        """Whether it trains or is to train."""
        return self.status in ACTIVE

    @property
    def live(self) -> bool:
        """Whether it has a place on a worker, or is about to."""
        return self.host is not None or self.reserved

    @property
    def watched(self) -> bool:
        """Whether somebody watches a view of it."""
        return any(self._watches.values())

    @property
    def left_s(self) -> float:
        """About how long it will train until its last epoch; infinite when nobody can tell."""
        most = self.stored.spec.get("training", {}).get("max_epochs")
        if not most or not self.stored.step or not self.updates_per_s:
            return float("inf")
        epochs_per_s = self.updates_per_s * self.stored.epoch / self.stored.step
        return max(0.0, (most - self.stored.epoch) / epochs_per_s) if epochs_per_s > 0 else float("inf")

    def update(self, **fields: Any) -> None:
        """Change what is stored; it is written at the next opportunity."""
        self.stored = msgspec.structs.replace(self.stored, **fields)
        self.changed = True

    # ------------------------------------------------------------------------------------------- from the host

    def absorb(self, message: Message) -> bool:
        """Learn from a message and pass it on to those who follow; True when the status became another.

        Messages of an older placement are dropped: what they tell is not true any more.
        """
        if message.placement != self.stored.placement:
            return False
        self.replay.put(message)
        turned = False
        match message.kind:
            case "status":
                turned = self._absorb_status(msgspec.json.decode(message.data))
            case "metrics":
                self._absorb_rows(msgspec.json.decode(message.data))
            case "notice":
                self._notice = (time.monotonic(), message)
        for follower in self.followers:
            if message.kind != "frame" or message.key in self._keys(follower):
                follower.forward(message)
        return turned

    def _absorb_status(self, told: dict[str, Any]) -> bool:
        turned = bool(told["status"] != self.stored.status)
        self.updates_per_s = told["updates_per_s"]
        names = ("status", "step", "epoch", "stop_reason", "device")
        self.update(**{name: told[name] for name in names})
        return turned

    def _absorb_rows(self, told: dict[str, Any]) -> None:
        batch = RowBatch(self.id, told["history"], told["first"], told["rows"])
        self.unwritten.append(batch)
        newest = {name: _latest(column) for name, column in batch.rows.items() if column}
        # A row between evaluations says nothing of what was measured before it.
        before = self.stored.newest if batch.first else {}
        self.update(history=batch.history, newest={**before, **newest})

    def recent_notice(self, now: float) -> Message | None:
        """The newest notice, while it is news: who comes back after a restart wants to know what became of the run."""
        return self._notice[1] if self._notice and now - self._notice[0] < NEWS_S else None

    def say(self, status: Status) -> None:
        """Tell the followers a status that the server itself decided."""
        message = from_event(status, placement=self.stored.placement)
        self.replay.put(message)
        for follower in self.followers:
            follower.forward(message)

    # --------------------------------------------------------------------------------------------- to the host

    def place(self, weight: float = 1.0) -> Place:
        """The placement that brings the run to a host as it is now; the host shares its time by users' `weight`."""
        stored = self.stored
        return Place(
            run=stored.id,
            placement=stored.placement,
            user=stored.user,
            spec=stored.spec,
            status=self.status,
            stop_reason=stored.stop_reason,
            step=stored.step,
            epoch=stored.epoch,
            resume=stored.placement > 1,
            history=stored.history,
            reason=self.reason,
            weight=weight,
        )

    # -------------------------------------------------------------------------------------------------- views

    def may_watch(self, subscriber: Subscriber, key: str) -> bool:
        """Whether a socket may watch one view more."""
        watched = self._watches.get(subscriber, {})
        return key in watched or len(watched) < MOST_VIEWS

    def watch(self, subscriber: Subscriber, view: View, rate_hz: float) -> None:
        """A socket watches a view from now on."""
        self._watches.setdefault(subscriber, {})[view.key] = (view, rate_hz)

    def unwatch(self, subscriber: Subscriber, key: str) -> bool:
        """A socket watches a view no longer; whether it did."""
        return self._watches.get(subscriber, {}).pop(key, None) is not None

    def leave(self, subscriber: Subscriber) -> bool:
        """A socket follows no longer; whether it watched anything."""
        self.followers.discard(subscriber)
        return bool(self._watches.pop(subscriber, None))

    def views(self) -> list[tuple[dict[str, Any], float]]:
        """What all sockets together watch: of each view the finest grid and the highest rate that anybody wants."""
        union: dict[str, tuple[View, float]] = {}
        for watches in self._watches.values():
            for key, (view, rate) in watches.items():
                known, fastest = union.get(key, (view, rate))
                finer = view if getattr(view, "size", 0) > getattr(known, "size", 0) else known
                union[key] = (finer, max(rate, fastest))
        return [(view.model_dump(mode="json"), rate) for view, rate in union.values()]

    def frame(self, view: str) -> Message | None:
        """The newest frame of a view, for a socket that joins late."""
        return self.replay.get(f"{self.id}/frame/{view}")

    def _keys(self, subscriber: Subscriber) -> set[str]:
        return {f"{self.id}/frame/{key}" for key in self._watches.get(subscriber, ())}

    def drop_unwatched(self) -> None:
        """Forget frames that nobody watches any more: shown later, they would be old."""
        watched = {key for follower in self._watches for key in self._keys(follower)}
        self.replay.forget([m.key for m in self.replay.messages() if m.binary and m.key not in watched])

    # ------------------------------------------------------------------------------------------------- answers

    def remember(self, command_id: str, answer: Done | GlassnetError) -> None:
        """A command was answered; told again it gets the same answer."""
        self.answers[command_id] = answer
        if len(self.answers) > REMEMBERED:
            self.answers.popitem(last=False)

    def status_event(self) -> Status:
        """The status as the server knows it, for a run that is on no host."""
        stored = self.stored
        reason = StopReason.model_validate(stored.stop_reason) if stored.stop_reason else None
        return Status(
            run=stored.id,
            placement=stored.placement,
            status=self.status,
            step=stored.step,
            epoch=stored.epoch,
            batch=0,
            batches=0,
            updates_per_s=0.0,
            queue_position=self.queued.position if self.queued else None,
            queue_for=self.queued.waits_for if self.queued else None,
            queue_wait_s=self.queued.wait_s if self.queued else None,
            stop_reason=reason,
            device=stored.device,
        )

    async def metrics(self, read: Callable[[str, int], Awaitable[RowBatch]], since: int) -> Metrics:
        """The rows from number `since` on: those in the database and those on their way there.

        Rows that are written while the database is read would be missed by looking either before or after; so this
        looks before and after. What it gives is complete at the moment when it returns.
        """
        before = list(self.unwritten)
        written = await read(self.id, since)
        rows = joined(self.id, [written, *before, *self.unwritten], since)
        return Metrics(run=self.id, history=max(rows.history, 0), first=rows.first, rows=rows.rows)


def _latest(column: list[float | None]) -> float | None:
    """The last number of a column; in a history told anew, rows between evaluations lack most numbers."""
    return next((value for value in reversed(column) if value is not None), None)


def record(stored: StoredRun, updates_per_s: float = 0.0) -> RunRecord:
    """What is shown of a run."""
    newest = stored.newest
    parts = {
        part: PartMetrics(**{name: newest.get(f"{part}_{name}") for name in PartMetrics.model_fields})
        for part in ("train", "validation", "test")
    }
    return RunRecord(
        id=stored.id,
        status=cast(RunStatus, stored.status),
        step=stored.step,
        epoch=stored.epoch,
        updates_per_s=updates_per_s,
        stop_reason=StopReason.model_validate(stored.stop_reason) if stored.stop_reason else None,
        metrics=RunMetrics(**parts),
        spec=RunSpec.model_validate(stored.spec),
        device=stored.device,
        created_at=datetime.fromtimestamp(stored.created_at, UTC),
        user=stored.user,
        title=stored.title,
        notes=stored.notes,
        project=stored.project,
        parent=stored.parent,
        parent_step=stored.parent_step,
    )
