"""Commands that race for places on workers: nobody is forgotten, no limit is passed, and what is told is true."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from glassnet.errors import NotFoundError
from glassnet.protocol.commands import Pause, Start, Stop
from glassnet.runtime.admission import Admission, NoRoom
from glassnet.runtime.entry import Entry
from glassnet.settings import Settings
from glassnet.storage.store import StoredRun

OF_ONE, OF_ALL = 2, 4


class RacingForPlaces(RuleBasedStateMachine):
    """Three users make runs, start, pause, stop and delete them, in any order, before a host with few places."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.entries: dict[str, Entry] = {}
        settings = Settings(data_dir=Path("/nowhere"), hosted=True, max_live_runs_per_user=OF_ONE, max_live_runs=OF_ALL)
        self.admission = Admission(settings, self.entries)
        self.admission.release = self.release
        self.admission.bring = self.bring
        self.admission.later = self.later
        self.coming: list[Coroutine[Any, Any, None]] = []
        self.number = 0

    def teardown(self) -> None:
        self.loop.run_until_complete(self._everybody_comes())
        self.loop.close()

    async def release(self, entry: Entry, *, keep: bool) -> None:
        if len(entry.id) % 2:  # some are in use again at that very moment
            raise NotFoundError("in_use", "It is in use again.")
        assert not entry.active
        entry.host = None

    async def bring(self, entry: Entry) -> None:
        entry.host, entry.reserved = ("host", False) if not entry.gone else (None, False)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        self.coming.append(work)

    async def _everybody_comes(self) -> None:
        while self.coming:
            await self.coming.pop(0)

    def _drawn(self, data: st.DataObject) -> Entry:
        return self.entries[data.draw(st.sampled_from(sorted(self.entries)))]

    @rule(user=st.sampled_from("abc"), start=st.booleans())
    def make(self, user: str, start: bool) -> None:
        self.number += 1
        name = f"run{self.number:0{3 + self.number % 2}}"
        status = "queued" if start else "created"
        self.entries[name] = Entry(StoredRun(id=name, user=user, created_at=0.0, spec={}, status=status), 0.0)
        self._ask(self.entries[name])

    def _ask(self, entry: Entry) -> bool:
        """As `Placements.place` does."""
        if entry.host is not None:
            return True
        try:
            self.loop.run_until_complete(self.admission.admit(entry))
        except NoRoom:
            return False
        self.loop.run_until_complete(self.bring(entry))
        return True

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def start(self, data: st.DataObject) -> None:
        entry = self._drawn(data)
        if entry.status in ("stopped", "finished"):
            return
        if self.admission.instead(entry, Start()) is not None:
            assert entry.status == "queued"
        elif self._ask(entry):
            entry.update(status="running")
        else:
            self.admission.queue(entry)
            assert entry.status == "queued"
            assert entry in self.admission

    @precondition(lambda self: self.entries)
    @rule(data=st.data(), command=st.sampled_from([Pause(), Stop()]))
    def rest(self, data: st.DataObject, command: Pause | Stop) -> None:
        entry = self._drawn(data)
        if self.admission.instead(entry, command) is not None:
            assert entry not in self.admission
            assert entry.queued is None
        elif entry.host is not None and entry.active:
            entry.update(status="paused" if isinstance(command, Pause) else "stopped")
            self.admission.ring()
        assert entry.reserved or not entry.active

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        entry = self._drawn(data)
        entry.gone, entry.host = True, None
        del self.entries[entry.id]
        self.admission.leave(entry)

    @rule()
    def lose_the_host(self) -> None:
        for entry in self.entries.values():
            if entry.host is not None:
                entry.host, entry.reserved = None, entry.active
                if entry.active:
                    self.later(self.bring(entry))

    @rule()
    def time_passes(self) -> None:
        self.loop.run_until_complete(self._everybody_comes())
        self.loop.run_until_complete(self.admission._let_in(None))
        self.loop.run_until_complete(self._everybody_comes())
        held = Counter(entry.stored.user for entry in self.entries.values() if entry.live)
        useful = Counter(entry.stored.user for entry in self.entries.values() if entry.live and entry.active)
        for entry in self.entries.values():
            if entry.active and not entry.live:  # whoever still waits does so for a reason
                assert entry in self.admission
                assert held[entry.stored.user] >= OF_ONE or sum(held.values()) >= OF_ALL
                assert useful.total() or held.total()

    @invariant()
    def no_limit_is_passed(self) -> None:
        held = Counter(entry.stored.user for entry in self.entries.values() if entry.live)
        assert held.total() <= OF_ALL
        assert max(held.values(), default=0) <= OF_ONE

    @invariant()
    def positions_are_told_and_count_from_one(self) -> None:
        waiting = [entry for entry, _ in self.admission.line() if entry.active]
        assert all(entry.status == "queued" for entry in waiting)
        told = [entry.queued for entry in waiting if entry.queued is not None]
        assert all(1 <= queued.position <= len(waiting) + 1 for queued in told)
        assert all(entry.queued is None for entry in self.entries.values() if entry not in self.admission)


TestRacingForPlaces = pytest.mark.fault(35)(RacingForPlaces.TestCase)
