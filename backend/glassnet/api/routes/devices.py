"""What runs compute on."""

from __future__ import annotations

from glassnet.api.access import Reader
from glassnet.api.routes.answers import new_router, refusals
from glassnet.api.service import PoolHere
from glassnet.runtime.records import Device

router = new_router("devices")


@router.get("/devices", summary="What runs can compute on", responses=refusals(503))
async def read_devices(pool: PoolHere, identity: Reader) -> list[Device]:
    """Processors and accelerators of all workers that are up."""
    return pool.devices()
