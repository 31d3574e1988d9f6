"""Runs side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from glassnet.api.access import Known, require_read
from glassnet.api.routes.answers import new_router, refusals
from glassnet.api.service import PoolHere
from glassnet.errors import SpecError
from glassnet.protocol.projects import Comparison
from glassnet.runtime.following import unknown

router = new_router("runs")

MOST = 12


@router.get("/runs/compare", summary="Compare runs", responses=refusals(404, 422, 503))
async def compare_runs(
    pool: PoolHere,
    who: Known,
    ids: Annotated[
        str,
        Query(max_length=800, description="Ids of two to twelve runs, separated by commas.", examples=["run_a,run_b"]),
    ],
) -> Comparison:
    """In what the set-ups of runs differ, and how far each is; their curves are their metrics."""
    names = list(dict.fromkeys(name for name in ids.split(",") if name))
    if not 2 <= len(names) <= MOST:
        detail = f"'ids' names {len(names)} different runs; two to {MOST} can be compared."
        raise SpecError("ids", detail, "Separate the ids with commas.", "query.ids")
    for name in names:
        if "\0" in name:
            raise unknown(name)
        await require_read(who, await pool.owner(name), unknown(name), run=name)
    return await pool.history.compare(names)
