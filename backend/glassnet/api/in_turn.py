"""Questions that keep a worker busy: of each person only so many are under way at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from glassnet.api.identity import Identity
from glassnet.errors import BusyError

AT_ONCE = 2
MOST = 10
"""Questions of one person under way and waiting."""


@dataclass
class _Person:
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    asked: int = 0


class InTurn:
    """The questions of everybody. All who have nothing but the same share link count as one person."""

    def __init__(self) -> None:
        self._people: dict[str, _Person] = {}

    @asynccontextmanager
    async def of(self, who: Identity) -> AsyncIterator[None]:
        """Ask inside this block, which begins when those asked before are answered.

        Raises:
            BusyError: when too many wait already.
        """
        name = who.id or (who.share.id if who.share is not None else "")
        person = self._people.setdefault(name, _Person())
        if person.asked >= MOST:
            detail = f"{MOST} of your questions are being answered already; that is the limit."
            raise BusyError("asking", detail, "Wait for the answers, then ask again.")
        person.asked += 1
        try:
            async with person.places:
                yield
        finally:
            person.asked -= 1
            if not person.asked:
                del self._people[name]
