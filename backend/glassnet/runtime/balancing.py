"""Runs move from a worker that many share to one that few share, saved on the one and restored on the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

import structlog

from glassnet.errors import GlassnetError
from glassnet.runtime.admission import Admission
from glassnet.runtime.crowds import crowds
from glassnet.runtime.entry import Entry
from glassnet.runtime.placements import Placements
from glassnet.runtime.portions import Portions
from glassnet.spec import RunSpec

EVERY_S = 5.0
GAIN = 1.19
"""Runs begin to move when the share of one becomes at least so many times as large; moving it back gains nothing."""

ONWARD = 1.01
"""Once some do, others follow that have anything to gain, so that moving does not begin anew for them."""

REST_S = 60.0
"""How long a run that was moved, or could not be, stays where it is."""

_log = structlog.get_logger(__name__)


class _Move(NamedTuple):
    """A run that is better off elsewhere: those that are the least trouble to move come first."""

    heavy: bool
    watched: bool
    followed: bool
    loss: float
    entry: Entry


class Balancing:
    """Looks every few seconds whether runs should move.

    They do when one would have `GAIN` times its share on another worker: after a restart, in which the first worker
    gets what the second is not up for, or when what ran on one worker has ended. The gap has to be there at two looks
    in a row, nobody may be waiting for programs (a move has some built, or fetched), and runs move one after the
    other. Small ones that nobody watches go first; one that was moved stays for a minute.

    A run that moves rests for as long as it takes to save it and to fetch its programs, and goes on bit by bit as it
    would have. Two workers with 6 and 4 users become two with 5; those with 7 and 5 stay, because the gain is small.

    Args:
        entries: all runs the server holds, by id.
        placements, admission, portions: where they are, who waits, and what their users weigh.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        placements: Placements,
        admission: Admission,
        portions: Portions,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._entries = entries
        self._placements = placements
        self._admission = admission
        self._portions = portions
        self._clock = clock
        self._moved: dict[str, float] = {}
        self._gap = False

    async def look_for_ever(self) -> None:
        """Move what is to move."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.look()
            except Exception:  # whatever it is, the next look must still be taken
                _log.exception("cannot balance")

    async def look(self) -> None:
        """Move runs until no worker is much more crowded than another, if one was at the look before too."""
        now = self._clock()
        self._moved = {run: at for run, at in self._moved.items() if now - at < REST_S}
        found = self.next()
        lasting, self._gap = self._gap, found is not None
        while lasting and found is not None:
            self._moved[found.id] = self._clock()
            _log.info("run_moves", run=found.id, user=found.stored.user, host=found.host)
            try:
                await self._placements.move(found)
            except GlassnetError as error:  # it is in use, or its worker died: it stays, or is placed anew
                _log.info("run_not_moved", run=found.id, user=found.stored.user, code=error.code)
            found = self.next(ONWARD)

    def next(self, gain: float = GAIN) -> Entry | None:
        """The run to move now, if there is one whose share becomes so many times as large."""
        running = [entry for entry in self._entries.values() if entry.active and entry.live]
        if self._admission.draining or any(entry.status != "running" for entry in running):
            return None
        found = crowds(self._placements.devices, self._entries.values(), self._portions.of)
        moves: list[_Move] = []
        for entry in running:
            here = found.get(entry.host or "")
            if here is None or entry.id in self._moved or entry.in_flight:
                continue
            user, mine = entry.stored.user, self._portions.of(entry.stored.user)
            share = mine / (mine + here.beside(user, mine, there=True))
            most = max(mine / (mine + crowd.beside(user, mine)) for crowd in found.values())
            if most >= gain * share:
                moves.append(_Move(_heavy(entry), entry.watched, bool(entry.followers), share - most, entry))
        return min(moves, key=lambda move: move[:4]).entry if moves else None


def _heavy(entry: Entry) -> bool:
    """Whether its programs take long to build: those of images."""
    return len(RunSpec.model_validate(entry.stored.spec).input_shape) > 1
