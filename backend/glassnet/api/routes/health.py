"""Whether the server lives."""

from __future__ import annotations

from fastapi import Request
from pydantic import Field

from glassnet import __version__
from glassnet.api.access import Anyone
from glassnet.api.routes.answers import Answer, new_router
from glassnet.api.service import service_of

router = new_router("health")


class Health(Answer):
    """How the server is."""

    status: str = Field(
        description="`ok`, `starting` while the workers come up, `degraded` while some are away.", examples=["ok"]
    )
    version: str = Field(description="Version of Glassnet.", examples=[__version__])
    hosts: int = Field(description="Workers that are up.", examples=[2])
    runs: int = Field(description="Runs held by workers.", examples=[1])


@router.get("/health", summary="Is the server alive?")
async def health(request: Request, identity: Anyone) -> Health:
    """Answers as soon as the server listens, before the workers are up."""
    pool = service_of(request).health()
    return Health(status=pool.status, version=__version__, hosts=pool.hosts, runs=pool.runs)
