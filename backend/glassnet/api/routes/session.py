"""Signing in and out."""

from __future__ import annotations

import time
from typing import Annotated

import structlog
from fastapi import Body, Request, Response
from starlette.datastructures import Headers

from glassnet.api import cookies
from glassnet.api.access import Anyone
from glassnet.api.addresses import sender
from glassnet.api.limits_of_tries import ADDRESS_PASSWORDS, DEVICE_PASSWORDS, NAME_PASSWORDS
from glassnet.api.passwords import outdated
from glassnet.api.routes.answers import WITH_BODY, new_router, refusals
from glassnet.api.service import service_of
from glassnet.api.who import let_in, me, require_hosted
from glassnet.errors import AuthError
from glassnet.protocol.people import Me, SignIn
from glassnet.storage.people import name_key

router = new_router("people")
_log = structlog.get_logger(__name__)


@router.post("/session", summary="Sign in", responses=refusals(409, *WITH_BODY, 429, 503))
async def sign_in(
    said: Annotated[SignIn, Body(examples=[{"name": "Ms Curie", "password": "horse battery staple"}])],
    request: Request,
    response: Response,
    identity: Anyone,
) -> Me:
    """With a name and its password; the browser gets a cookie. Guests come back by `/resume`.

    Tries that fail are counted by name and by address. A browser that somebody has signed in with before counts its
    own, so that nobody can be kept out by others who guess at their name.
    """
    service = service_of(request)
    require_hosted(service)
    settings, now = service.settings, time.monotonic()
    account = await service.people.by_name(said.name)
    mark = cookies.read(Headers(scope=request.scope), cookies.DEVICE)
    if account is not None and cookies.is_device(settings, account.id, mark):
        budgets = {"device": (account.id, DEVICE_PASSWORDS)}
    else:
        address = sender(request.scope, settings.proxies)
        budgets = {"name": (name_key(said.name), NAME_PASSWORDS), "address": (address, ADDRESS_PASSWORDS)}
    with service.tries.guess(now, **budgets):
        if not await service.passwords.fits(account.password if account else None, said.password) or account is None:
            _log.info("sign_in_failed", actor=account.id if account else "")
            raise AuthError(
                "wrong_sign_in", "The name or the password is wrong.", "Check both; a guest comes back by a code."
            )
    if account.password is not None and outdated(account.password):
        await service.people.rehash(account.id, account.password, await service.passwords.hash(said.password))
    return await me(await let_in(account, request, response, service), service)


@router.delete("/session", status_code=204, summary="Sign out", responses=refusals(503))
async def sign_out(request: Request, response: Response, identity: Anyone) -> None:
    """Ends the session of this browser and closes its sockets; without one nothing happens."""
    service = service_of(request)
    if identity is not None and identity.how == "cookie":
        await service.keys.end_session(identity.key)
        service.presence.recheck(account=identity.id)
        _log.info("signed_out", actor=identity.id)
    cookies.forget(response, service.settings, cookies.SESSION)
