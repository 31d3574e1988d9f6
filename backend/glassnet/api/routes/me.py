"""Whoever asks: who they are, their password, all that is theirs, and their end."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Annotated, Any

import structlog
from fastapi import Body, Request, Response
from starlette.background import BackgroundTask
from starlette.datastructures import Headers
from starlette.responses import FileResponse

from glassnet.api import cookies, erasure, exporting
from glassnet.api.access import Anyone, InPerson
from glassnet.api.limits_of_tries import DEVICE_PASSWORDS
from glassnet.api.routes.answers import WITH_BODY, new_router, refusals
from glassnet.api.service import PoolHere, service_of
from glassnet.api.who import lasting, me, require_hosted, require_visible
from glassnet.errors import AuthError
from glassnet.protocol.people import Me, NewPassword
from glassnet.storage.owners import closed

router = new_router("people")

ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}, "description": "A zip."}
}
_log = structlog.get_logger(__name__)


@router.get("/me", summary="Who asks", responses=refusals(503))
async def read_me(identity: Anyone, request: Request, response: Response) -> Me:
    """Who is signed in, and what they may use. A session whose time is half over begins anew."""
    service = service_of(request)
    if identity is not None and identity.how == "cookie" and identity.expires_at is not None:
        lasts_s = lasting(identity.account.role, service)
        if identity.expires_at - time.time() < lasts_s / 2:
            await service.keys.renew_session(identity.key, time.time() + lasts_s)
            secret = cookies.read(Headers(scope=request.scope), cookies.SESSION)
            cookies.put(response, service.settings, cookies.SESSION, secret, lasts_s)
    response.headers["Cache-Control"] = "no-store"
    return await me(identity, service)


@router.post("/me/password", summary="Choose a password", responses=refusals(409, *WITH_BODY, 429, 503))
async def change_password(
    new: Annotated[NewPassword, Body(examples=[{"password": "horse battery staple"}])],
    identity: InPerson,
    request: Request,
) -> Me:
    """A guest gets one, and signs in with it and their name from now on; others change theirs.

    All other sessions of the account end, its tokens open nothing any more, and a resume code is worth nothing.
    """
    service = service_of(request)
    require_hosted(service)
    require_visible(new.name or "", "name")
    account = await service.people.get(identity.id)
    if account is None:
        raise closed()
    if account.password is not None:
        with service.tries.guess(time.monotonic(), device=(identity.id, DEVICE_PASSWORDS)):
            if new.present is None or not await service.passwords.fits(account.password, new.present):
                raise AuthError("wrong_password", "This is not the present password.", "Type the present one.")
    name = None if account.name_key is not None else new.name or account.name
    hashed = await service.passwords.hash(new.password)
    await service.people.set_password(identity.id, hashed, name, but=identity.key)
    service.presence.recheck(account=identity.id)
    _log.info("password_changed", actor=identity.id)
    changed = identity.account.model_copy(update={"name": name or account.name, "has_password": True})
    return await me(replace(identity, account=changed), service)


@router.get("/me/export", summary="Take everything along", responses={**refusals(429, 503, 507), **ZIP})
async def export_me(identity: InPerson, request: Request, pool: PoolHere) -> FileResponse:
    """Everything of one's own in a zip: the account, projects, runs with their curves and weights, data sets."""
    path = await exporting.of_accounts(service_of(request), identity.id, [identity.id])
    return zipped(path, "glassnet.zip")


@router.delete("/me", status_code=204, summary="Delete everything of one's own", responses=refusals(409, 503))
async def delete_me(identity: InPerson, request: Request, response: Response, pool: PoolHere) -> None:
    """Deletes the account with all its projects, runs, links and data sets, for good."""
    service = service_of(request)
    require_hosted(service)
    await erasure.erase_account(identity.id, service, pool)
    cookies.forget(response, service.settings, cookies.SESSION)
    _log.info("account_deleted", actor=identity.id)


def zipped(path: Any, name: str) -> FileResponse:
    """A zip to be saved by the browser and deleted here."""
    return FileResponse(
        path, media_type="application/zip", filename=name, background=BackgroundTask(path.unlink, missing_ok=True)
    )
