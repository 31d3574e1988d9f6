"""What each user of a hosted server may use of it: told before it bites, refused with the number and the limit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from glassnet.errors import BusyError, LimitError
from glassnet.protocol.events import StopReason
from glassnet.protocol.people import Amounts
from glassnet.runtime.entry import Entry
from glassnet.runtime.loads import Loads
from glassnet.settings import Settings
from glassnet.storage.store import Store
from glassnet.storage.usage import Usage, size_bytes

SIZE_KNOWN_S = 15.0


class Quotas:
    """Limits of users, and what they have used of them.

    Args:
        settings: the limits.
        store: open.
        folder: where checkpoints are, by run; their sizes count.
        entries: all runs the server holds, by id.
        loads: what the workers tell.
        wall: seconds since 1970.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        folder: Path,
        entries: Mapping[str, Entry],
        loads: Loads,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._store = store
        self._usage = Usage(store.database)
        self._folder = folder
        self._entries = entries
        self._loads = loads
        self._wall = wall
        self._sizes: dict[str, tuple[float, int]] = {}

    def limits(self) -> Amounts:
        """What each user may use."""
        settings = self._settings
        mine = settings.hosted
        return Amounts(
            runs=settings.max_runs_per_user if mine else settings.max_runs,
            live_runs=settings.max_live_runs_per_user if mine else settings.max_live_runs,
            parameters=settings.max_parameters,
            flops_per_update=settings.max_flops_per_update,
            activation_bytes=settings.max_activation_bytes,
            storage_bytes=settings.max_storage_bytes_per_user if mine else None,
            upload_bytes=settings.max_upload_bytes,
            training_s=settings.max_training_s_per_day or None if mine else None,
        )

    async def used(self, user: str) -> Amounts:
        """What a user uses now."""
        live = [one.stored.user for one in self._entries.values() if one.live]
        runs, live_runs, stored, trained_s = 0, len(live), None, 0.0
        if self._settings.hosted:
            used = await self._usage.of(user, self._today)
            runs, live_runs = used.runs, live.count(user)
            stored = await self._saved_bytes(user) + used.uploaded_bytes
            trained_s = used.training_s + self._loads.unwritten_s(user)
        else:
            runs = await self._store.count()
        return Amounts(
            runs=runs,
            live_runs=live_runs,
            parameters=None,
            flops_per_update=None,
            activation_bytes=None,
            storage_bytes=stored,
            upload_bytes=None,
            training_s=trained_s,
        )

    # ------------------------------------------------------------------------------------------------- refusals

    async def check_storage(self, user: str, more_bytes: int = 0) -> None:
        """Refuse what a user has no room for any more.

        Args:
            user: whose.
            more_bytes: what is to be added, if that is known.

        Raises:
            LimitError: with what is stored, the limit and what to do.
        """
        if not self._settings.hosted:
            return
        limit = self._settings.max_storage_bytes_per_user
        stored = await self.stored_bytes(user)
        if stored + more_bytes > limit or stored >= limit:
            wanted = f" and {more_bytes / 1e6:,.1f} MB more are wanted" if more_bytes else ""
            detail = f"Your runs and uploads take {stored / 1e6:,.1f} MB{wanted}; the limit is {limit / 1e6:,.1f} MB."
            raise LimitError("storage_full", detail, "Delete runs or data sets that you no longer need.")

    async def check_training(self, user: str) -> None:
        """Refuse training to a user who has used up the day.

        Raises:
            BusyError: with how long they have trained and may train.
        """
        limit = self._limit_s
        if limit and (spent := await self.trained_s(user)) >= limit:
            detail = f"You have trained for {spent:,.0f} s of processor time today; the limit is {limit:,.0f} s a day."
            raise BusyError("training_spent", detail, "Go on tomorrow (a day begins at midnight UTC).")

    async def overspent(self) -> dict[str, StopReason]:
        """Users with runs that train although their day is used up, and what their runs are told."""
        if not self._limit_s:
            return {}
        over: dict[str, StopReason] = {}
        for user in {entry.stored.user for entry in self._entries.values() if entry.active}:
            try:
                await self.check_training(user)
            except BusyError as error:
                over[user] = StopReason(rule="spent", detail=error.detail, hint=error.hint, step=0)
        return over

    # --------------------------------------------------------------------------------------------------- amounts

    async def trained_s(self, user: str) -> float:
        """Seconds of processor time that a user's runs have had today."""
        if not self._settings.hosted:
            return 0.0
        return await self._usage.spent_s(user, self._today) + self._loads.unwritten_s(user)

    async def stored_bytes(self, user: str) -> int:
        """Bytes of a user's checkpoints and uploads."""
        return await self._saved_bytes(user) + await self._usage.uploaded_bytes(user)

    async def _saved_bytes(self, user: str) -> int:
        """Bytes of a user's checkpoints; measured anew every few seconds at most."""
        at, size = self._sizes.get(user, (-1e9, 0))
        now = time.monotonic()
        if now - at > SIZE_KNOWN_S:
            runs = await self._usage.runs(user)
            size = await asyncio.to_thread(lambda: sum(size_bytes(self._folder / run) for run in runs))
            self._sizes[user] = (now, size)
        return size

    def measure_anew(self, user: str) -> None:
        """Something of a user's was deleted."""
        self._sizes.pop(user, None)

    async def write(self) -> None:
        """Write down what was used since this was done last.

        Raises:
            UnavailableError: when it cannot be written; it is kept then.
        """
        spent = self._loads.take_spent()
        if not self._settings.hosted or not spent:
            return
        try:
            await self._usage.add(self._today, spent)
        except BaseException:
            self._loads.give_back(spent)
            raise

    @property
    def _limit_s(self) -> float:
        return self._settings.max_training_s_per_day if self._settings.hosted else 0.0

    @property
    def _today(self) -> str:
        return datetime.fromtimestamp(self._wall(), UTC).strftime("%Y-%m-%d")
