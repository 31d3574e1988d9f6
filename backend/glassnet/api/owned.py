"""Runs by their id, for those who may know of them; for all others they do not exist."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path

from glassnet.api.access import Reader, Writer, may_read, may_write, require_read, require_write
from glassnet.api.identity import Identity
from glassnet.api.service import PoolHere
from glassnet.errors import ForbiddenError
from glassnet.runtime.following import unknown
from glassnet.runtime.pool import Pool

RunId = Annotated[str, Path(description="Id of the run.", examples=["run_7hq2mwx9kd4tbc3e"])]


async def _readable(id: RunId, pool: PoolHere, identity: Reader) -> str:
    await require_read(identity, await pool.owner(id), unknown(id), run=id)
    return id


async def _writable(id: RunId, pool: PoolHere, identity: Writer) -> str:
    await require_write(identity, await pool.owner(id), unknown(id), run=id)
    return id


async def _learned(id: RunId, pool: PoolHere, identity: Reader) -> str:
    await require_weights(identity, id, pool)
    return id


async def require_weights(identity: Identity, run_id: str, pool: Pool) -> None:
    """Go on only if somebody may have what a run has learned.

    Raises:
        NotFoundError: when they may not know of it. ForbiddenError: when a share link shows it without its weights.
    """
    owner = await pool.owner(run_id)
    if may_write(identity, owner):
        return
    await require_read(identity, owner, unknown(run_id), run=run_id)
    share = identity.share
    if share is not None and not share.weights and not await may_read(identity, owner):
        raise ForbiddenError("no_weights", "This link shows the run without its weights.", "Ask whoever shared it.")


ReadableRun = Annotated[str, Depends(_readable)]
"""The id of a run that may be looked at."""

WritableRun = Annotated[str, Depends(_writable)]
"""The id of a run that may be told what to do, and deleted."""

LearnedRun = Annotated[str, Depends(_learned)]
"""The id of a run whose weights may be taken away."""
