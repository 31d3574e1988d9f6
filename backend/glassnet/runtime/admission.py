"""Who may have a place on a worker now, and who waits: nobody is refused for want of room, and everybody is told."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from glassnet.errors import BusyError, GlassnetError, UnavailableError
from glassnet.protocol.commands import CommandSpec, Pause, Start, Stop
from glassnet.protocol.events import StopReason
from glassnet.runtime.calls import Answer
from glassnet.runtime.entry import Entry, Queued
from glassnet.runtime.keeping import Release
from glassnet.settings import Settings

TELL_S = 2.0
LATELY_S = 900.0
"""How long it counts at which pace places became free."""


class NoRoom(BusyError):
    """There is no place for the run at the moment."""


class Admission:
    """The queue before the workers.

    A host holds so many runs, and of one user fewer. What nobody uses leaves to make room; a run that is to train and
    finds none waits, and comes when it is its turn: who has the fewest runs there first, then who came first.

    Args:
        settings: how many runs workers hold, and of one user.
        entries: all runs the server holds, by id.
    """

    def __init__(self, settings: Settings, entries: dict[str, Entry]) -> None:
        self._settings = settings
        self._entries = entries
        self._waiting: dict[str, float] = {}
        self._freed: deque[float] = deque(maxlen=16)
        self._deciding = asyncio.Lock()
        self._bell = asyncio.Event()
        self.draining = False
        self.release: Release
        self.bring: Callable[[Entry], Coroutine[Any, Any, None]]
        self.later: Callable[[Coroutine[Any, Any, None]], None]

    def __contains__(self, entry: Entry) -> bool:
        return entry.id in self._waiting

    async def admit(self, entry: Entry) -> None:
        """Reserve a place for a run, which has none.

        Raises:
            NoRoom: when there is none. A run that is to train, or that is looked at, comes by itself when there is.
            UnavailableError: when the server is about to end.
        """
        if self.draining:
            raise UnavailableError("draining", "The server is about to restart.", "Try again in a minute.")
        if entry.reserved:
            return
        self._waiting.setdefault(entry.id, time.monotonic())
        await self._let_in(entry)
        if entry.reserved:
            return
        if not entry.active and not entry.watched:
            self._waiting.pop(entry.id, None)
        raise self._refusal(entry)

    def leave(self, entry: Entry) -> None:
        """The run waits no longer."""
        if self._waiting.pop(entry.id, None) is not None:
            entry.queued = None
            self.ring()

    def ring(self) -> None:
        """There may be room now."""
        self._bell.set()

    async def let_in_for_ever(self) -> None:
        """Let runs in as soon as there is room, and tell those who wait how it stands."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TELL_S):
                    await self._bell.wait()
            self._bell.clear()
            if self._waiting and not self.draining:
                await self._let_in(None)

    # -------------------------------------------------------------------------------------------------- commands

    def instead(self, entry: Entry, command: CommandSpec) -> Answer | None:
        """Carry out a command of a run that waits for its place; None when it does not, or must have it for this."""
        if entry.id not in self._waiting or not entry.active:
            return None
        match command:
            case Start():
                pass
            case Pause():
                self._turn(entry, "paused" if entry.stored.placement else "created")
            case Stop():
                step = entry.stored.step
                reason = StopReason(rule="asked", detail=f"Stopped by hand at step {step}.", step=step)
                self._turn(entry, "stopped", reason)
            case _:
                return None
        return Answer(entry.stored.step, entry.status)

    def queue(self, entry: Entry) -> Answer:
        """A run without a place is to train: it waits from now on."""
        entry.update(status="queued", stop_reason=None)
        self._waiting.setdefault(entry.id, time.monotonic())
        self._tell()
        self.ring()
        return Answer(entry.stored.step, entry.status)

    def rest(self, entry: Entry, reason: StopReason) -> None:
        """A run that waits pauses because the server says so."""
        self._turn(entry, "paused" if entry.stored.placement else "created", reason)

    def _turn(self, entry: Entry, status: str, reason: StopReason | None = None) -> None:
        self.leave(entry)
        entry.update(status=status, stop_reason=reason.model_dump(mode="json") if reason else None)
        entry.say(entry.status_event())

    # --------------------------------------------------------------------------------------------------- looking

    def line(self) -> list[tuple[Entry, float]]:
        """Those who wait, the next one first, and since when (monotonic seconds)."""
        waiting = [(self._entries[run], since) for run, since in self._waiting.items() if run in self._entries]
        held = self._held()
        return sorted(waiting, key=lambda pair: (not pair[0].active, held.get(pair[0].stored.user, 0), pair[1]))

    def ahead(self, user: str) -> Queued | None:
        """Where a further run of a user would wait; None: it would come at once."""
        held = self._held()
        own = held.get(user, 0) - len(self._idle(user)) + 1 > self._most_of_one
        if not own and not self.full:
            return None
        before = [entry for entry, _ in self.line() if entry.active and (not own or entry.stored.user == user)]
        return self._queued(user, len(before) + 1, own=own)

    @property
    def full(self) -> bool:
        """Whether a further run, whoever's it is, would have to wait for another's place."""
        return sum(self._held().values()) - len(self._idle(None)) >= self._settings.max_live_runs

    @property
    def _most_of_one(self) -> float:
        return self._settings.max_live_runs_per_user if self._settings.hosted else float("inf")

    def _held(self) -> dict[str, int]:
        """How many places each user has."""
        held: dict[str, int] = {}
        for entry in self._entries.values():
            if entry.live:
                held[entry.stored.user] = held.get(entry.stored.user, 0) + 1
        return held

    def _idle(self, user: str | None, *, followed: bool = False) -> list[Entry]:
        """Runs on workers that nobody uses, the longest unused first; with `followed` also those that stand open."""
        found = [
            entry
            for entry in self._entries.values()
            if entry.host is not None
            and not entry.active
            and not entry.in_flight
            and (followed or not entry.followers)
            and user in (None, entry.stored.user)
        ]
        return sorted(found, key=lambda entry: (bool(entry.followers), entry.used_at))

    # ---------------------------------------------------------------------------------------------------- turns

    async def _let_in(self, asking: Entry | None) -> None:
        """Give places to those whose turn it is; `asking` is brought there by whoever asks for it."""
        async with self._deciding:
            for entry, _ in self.line():
                if entry.gone or entry.live or not (entry.active or entry.watched or entry is asking):
                    self.leave(entry)
                elif await self._make_room(entry):
                    if entry.queued is not None and entry.queued.waits_for == "host":
                        self._freed.append(time.monotonic())
                    self.leave(entry)
                    entry.reserved = True
                    if entry is not asking:
                        self.later(self.bring(entry))
        self._tell()

    async def _make_room(self, entry: Entry) -> bool:
        user = entry.stored.user
        own = self._held().get(user, 0) + 1 - self._most_of_one
        await self._evict(self._idle(user, followed=entry.active), own)
        everybody = sum(self._held().values()) + 1 - self._settings.max_live_runs
        await self._evict(self._idle(None), everybody)
        held = self._held()
        return held.get(user, 0) < self._most_of_one and sum(held.values()) < self._settings.max_live_runs

    async def _evict(self, idle: list[Entry], excess: float) -> None:
        for entry in idle:
            if excess <= 0:
                return
            with contextlib.suppress(GlassnetError):
                await self.release(entry, keep=True)
                excess -= 1

    # -------------------------------------------------------------------------------------------------- telling

    def _tell(self) -> None:
        """Tell those who wait where they stand, if that changed."""
        held, before = self._held(), dict[str, int]()
        number = 0
        for entry, _ in self.line():
            if not entry.active:
                continue
            user = entry.stored.user
            own = held.get(user, 0) >= self._most_of_one
            number, before[user] = number + 1, before.get(user, 0) + 1
            queued = self._queued(user, before[user] if own else number, own=own)
            if queued != entry.queued or entry.status != "queued":
                entry.queued = queued
                entry.update(status="queued")
                entry.say(entry.status_event())

    def _queued(self, user: str, position: int, *, own: bool) -> Queued:
        training = [one for one in self._entries.values() if one.live and one.active]
        left = sorted(one.left_s for one in training if not own or one.stored.user == user)
        known = left[position - 1] if position <= len(left) else float("inf")
        if not own:
            known = min(known, position * self._pace_s())
        return Queued(position, None if known == float("inf") else round(known, 1), "own_runs" if own else "host")

    def _pace_s(self) -> float:
        """How long it took of late until the next who waited had a place; infinite when nobody can tell."""
        now = time.monotonic()
        while self._freed and now - self._freed[0] > LATELY_S:
            self._freed.popleft()
        return (now - self._freed[0]) / (len(self._freed) - 1) if len(self._freed) > 1 else float("inf")

    def _refusal(self, entry: Entry) -> NoRoom:
        most = self._most_of_one
        if self._held().get(entry.stored.user, 0) >= most:
            detail = f"{most:.0f} of your runs are being worked on; that is the limit."
            return NoRoom("too_many_live_runs", detail, "Pause or stop one of them.")
        detail = f"{self._settings.max_live_runs} runs are being worked on; that is the limit."
        return NoRoom("too_many_live_runs", detail, "Pause or stop a run, or wait until others do.")
