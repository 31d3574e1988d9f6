"""Runs that train although nobody looks, or whose owner has used up the day: they pause, and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping

import structlog

from glassnet.errors import GlassnetError
from glassnet.protocol.events import StopReason
from glassnet.runtime.admission import Admission
from glassnet.runtime.entry import Entry
from glassnet.runtime.placements import Placements
from glassnet.runtime.quotas import Quotas
from glassnet.settings import Settings

EVERY_S = 5.0

_log = structlog.get_logger(__name__)


class Idling:
    """Looks every few seconds for runs that are to pause.

    Args:
        settings: after how long nobody has looked.
        entries: all runs the server holds, by id.
        placements, admission: where they are, and who waits.
        quotas: who has used up the day.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        settings: Settings,
        entries: Mapping[str, Entry],
        placements: Placements,
        admission: Admission,
        quotas: Quotas,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._idle_s = settings.idle_pause_s
        self._entries = entries
        self._placements = placements
        self._admission = admission
        self._quotas = quotas
        self._clock = clock

    async def look_for_ever(self) -> None:
        """Pause what is to pause, and write down what was used."""
        every_s = min(EVERY_S, self._idle_s / 4) if self._idle_s else EVERY_S
        while True:
            await asyncio.sleep(every_s)
            try:
                await self._quotas.write()
                await self.look()
            except GlassnetError as error:
                _log.warning("cannot keep account", code=error.code, detail=error.detail)
            except Exception:  # whatever it is, the next look must still be taken
                _log.exception("cannot keep account")

    async def look(self) -> None:
        """Pause those runs whose time has come."""
        spent = await self._quotas.overspent()
        now = self._clock()
        for entry in list(self._entries.values()):
            if entry.followers:
                entry.used_at = now
            if not entry.active or entry.in_flight:
                continue
            reason = spent.get(entry.stored.user) or self._idle(entry, now)
            if reason is not None:
                await self._pause(entry, reason)

    def _idle(self, entry: Entry, now: float) -> StopReason | None:
        if not self._idle_s or entry.followers or now - entry.used_at < self._idle_s:
            return None
        detail = f"Paused because nobody has looked at it for {_spoken(self._idle_s)}; everything is kept."
        return StopReason(rule="idle", detail=detail, hint="Press play to go on.", step=entry.stored.step)

    async def _pause(self, entry: Entry, reason: StopReason) -> None:
        _log.info("run_paused", run=entry.id, user=entry.stored.user, why=reason.rule)
        reason = reason.model_copy(update={"step": entry.stored.step})
        if entry in self._admission:
            self._admission.rest(entry, reason)
        with contextlib.suppress(GlassnetError):  # lost at this moment: looked at again in a few seconds
            await self._placements.rest(entry, reason)


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:g} s"
