"""What may be thrown away: old states of runs, what deleted runs left behind, sessions that are over."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import NamedTuple

import structlog
from sqlalchemy import delete

from glassnet.errors import GlassnetError
from glassnet.storage.checkpoints import Checkpoints
from glassnet.storage.schema import sessions, usage
from glassnet.storage.store import Store

EVERY_S = 3600.0
ORPHAN_S = 86_400.0
"""Checkpoints that no run has wait a day: they may be of a run that is just being made."""

REST_S = 30 * 86_400.0
"""A run that ended and was left alone for so long keeps only its newest state and its best."""

USAGE_S = 366 * 86_400.0
"""How long it is known how much somebody trained on which day."""

ENDED = frozenset({"finished", "stopped", "failed"})

_log = structlog.get_logger(__name__)


class Swept(NamedTuple):
    """Ids of the runs whose checkpoints were deleted, and of those that keep fewer."""

    deleted: list[str]
    pruned: list[str]


async def sweep(store: Store, checkpoints: Checkpoints, now: float | None = None) -> Swept:
    """Throw away what may be.

    A database without a single run deletes nothing: it is more likely a wrong address than the wish of anybody.

    Args:
        store: says which runs there are.
        checkpoints: of these runs, and of others.
        now: seconds since 1970.
    """
    now = time.time() if now is None else now
    async with store.database.write() as connection:
        await connection.execute(delete(sessions).where(sessions.c.expires_at < now))
        await connection.execute(delete(usage).where(usage.c.day < day_of(now - USAGE_S)))
    folders = await asyncio.to_thread(checkpoints.runs)
    known, ended = await store.ids(), await store.ids(ENDED)
    swept = Swept([], [])
    for run in folders if known else ():
        idle_s = now - await asyncio.to_thread(checkpoints.touched, run)
        if run not in known and idle_s > ORPHAN_S:
            await asyncio.to_thread(checkpoints.delete, run)
            swept.deleted.append(run)
        elif run in ended and idle_s > REST_S and await asyncio.to_thread(checkpoints.prune, run, 1):
            swept.pruned.append(run)
    return swept


def day_of(at: float) -> str:
    """The day of a time (seconds since 1970) in UTC, as `usage` names it."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


async def sweep_for_ever(store: Store, checkpoints: Checkpoints) -> None:
    """Throw away what may be, now and every hour."""
    while True:
        try:
            swept = await sweep(store, checkpoints)
            if swept.deleted or swept.pruned:
                _log.info("checkpoints swept", deleted=len(swept.deleted), pruned=len(swept.pruned))
        except (GlassnetError, OSError, ValueError) as error:  # tried again in an hour
            _log.warning("cannot sweep checkpoints", detail=str(error))
        await asyncio.sleep(EVERY_S)
