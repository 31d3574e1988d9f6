"""How busy the server is, whether it takes work, and what is counted."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import shutil
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from glassnet import __version__
from glassnet.api.access import AdminOnly, Anyone
from glassnet.api.meter import Meter
from glassnet.api.routes.answers import Answer, new_router, refusals
from glassnet.api.service import PoolHere, Service, service_of
from glassnet.errors import AuthError, GlassnetError, UnavailableError
from glassnet.protocol.load import Load
from glassnet.storage.usage import Usage, size_bytes

router = new_router("load")
metrics_router = APIRouter()

PATIENCE_S = 1.0
TEXT = "text/plain; version=0.0.4; charset=utf-8"
FOLDERS = ("checkpoints", "datasets", "compiled")


class Ready(Answer):
    """The server takes work."""

    status: str = Field(
        description="`ready`, or `saturated` while a further run would wait for another's place.", examples=["ready"]
    )
    workers: int = Field(description="Workers that are up.", examples=[2])


@router.get("/ready", summary="Does the server take work?", responses=refusals(503))
async def ready(request: Request, identity: Anyone) -> Ready:
    """Refuses with 503 until the workers and the database are up, and from the moment the server is to end.

    A saturated server does not refuse: it serves everybody who is there, and a further run waits for its turn.
    """
    service = service_of(request)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            await service.opened()
    health = service.health()
    if service.draining:
        raise UnavailableError("draining", "The server is about to end.", "Send work to another one.")
    if not health.hosts:
        raise UnavailableError("starting", f"No worker is up: the server is {health.status}.", "Ask again.")
    if (problem := await _database(service)) is not None:
        raise UnavailableError("database", problem, "Ask again.")
    saturated = (await service.pool()).overview.saturated
    return Ready(status="saturated" if saturated else "ready", workers=health.hosts)


@router.get("/admin/load", summary="How busy is the server?", responses=refusals(503))
async def load(request: Request, identity: AdminOnly, pool: PoolHere) -> Load:
    """Workers, who uses them, what waits, and how full the disk is."""
    service, overview = service_of(request), pool.overview
    names = {"local": "You"} if not service.settings.hosted else await service.people.names(sorted(overview.holders()))
    problem = await _database(service)
    runs = overview.statuses()
    if problem is None:
        runs.update(await Usage(service.database).statuses(but=overview.held()))
    return Load(
        uptime_s=overview.uptime_s,
        version=__version__,
        sockets=pool.sockets,
        runs=runs,
        workers=overview.workers(),
        users=overview.users(names),
        queue=overview.queue(),
        database=f"{service.database.kind}: {problem or 'answers'}",
        disk=await asyncio.to_thread(_disk, service),
    )


@metrics_router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, identity: Anyone) -> Response:
    """Everything that is counted, for Prometheus: with the token for it, for an administrator, or at a laptop."""
    service = service_of(request)
    if not _may_collect(request, service) and (identity is None or identity.account.role not in ("owner", "admin")):
        raise AuthError(
            "metrics_token", "Metrics need their token.", "Send 'Authorization: Bearer' and GLASSNET_METRICS_TOKEN."
        )
    meter: Meter = request.app.state.meter
    try:
        pool = await service.pool()
    except GlassnetError:
        pool = None
    disk = await asyncio.to_thread(shutil.disk_usage, service.settings.data_dir)
    return Response(meter.told(pool, disk.free), media_type=TEXT)


def _may_collect(request: Request, service: Service) -> bool:
    token = service.settings.metrics_token.get_secret_value()
    given = request.headers.get("authorization", "").encode("utf-8", "surrogatepass")
    return bool(token) and hmac.compare_digest(given, f"Bearer {token}".encode())


async def _database(service: Service) -> str | None:
    """What is wrong with the database; None when it answers."""
    try:
        await Usage(service.database).spent_s("", "")
    except GlassnetError as error:
        return error.detail
    return None


def _disk(service: Service) -> dict[str, Any]:
    folder = service.settings.data_dir
    total, _, free = shutil.disk_usage(folder)
    return {"total": total, "free": free, **{name: size_bytes(folder / name) for name in FOLDERS}}
