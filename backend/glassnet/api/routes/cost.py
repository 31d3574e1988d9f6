"""What a run would cost, before it is made."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Query, Request

from glassnet.api.access import Known
from glassnet.api.routes.answers import WITH_BODY, new_router, refusals
from glassnet.api.service import PoolHere, service_of
from glassnet.protocol.load import Cost
from glassnet.spec import RunSpec
from glassnet.spec.limits import check_nodes
from glassnet.spec.templates import TEMPLATES

router = new_router("networks")


@router.post("/networks/cost", summary="What would this run cost?", responses=refusals(*WITH_BODY, 503))
async def cost(
    spec: Annotated[RunSpec, Body(examples=[TEMPLATES[0].spec.model_dump(mode="json")])],
    request: Request,
    identity: Known,
    pool: PoolHere,
    run: Annotated[
        str | None,
        Query(max_length=64, description="A run of one's own with this set-up: its part of a worker is told."),
    ] = None,
) -> Cost:
    """Parameters, operations and memory; how long it would take here and now; and what of it would be too much.

    What is too much is listed, not refused, so that it can be shown before it bites.
    """
    check_nodes(spec, service_of(request).settings)
    return await pool.estimates.cost(spec, identity.id, identity.class_id, run)
