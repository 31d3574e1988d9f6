"""What somebody is told about themselves, and how they are let in."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Literal

import structlog
from fastapi import Request, Response

from glassnet.api import cookies
from glassnet.api.identity import Identity, identity_of
from glassnet.api.service import Service
from glassnet.errors import ConflictError, SpecError, UnavailableError
from glassnet.protocol.people import ClassLine, Me
from glassnet.storage.owners import closed
from glassnet.storage.people import StoredAccount

_log = structlog.get_logger(__name__)


def moment(seconds: float) -> datetime:
    """A time of the database as it is told."""
    return datetime.fromtimestamp(seconds, UTC)


def require_hosted(service: Service) -> None:
    """Go on only on a hosted server.

    Raises:
        ConflictError: on a laptop, where there is one owner and nobody signs in.
    """
    if not service.settings.hosted:
        detail = "This server is one person's own: nobody signs in or joins here."
        raise ConflictError("not_hosted", detail, "Start it with --hosted to serve a class.")


def require_visible(name: str, where: str) -> None:
    """Go on only if everybody sees the whole name: two could look alike otherwise.

    Raises:
        SpecError: at the field `where`.
    """
    if not name.isprintable():
        raise SpecError(where, f"The {where} has characters that cannot be seen.", "Leave them out.", where)


async def me(identity: Identity | None, service: Service) -> Me:
    """Who asks, and what this server is to them."""
    mode: Literal["hosted", "laptop"] = "hosted" if service.settings.hosted else "laptop"
    if identity is None or identity.how == "share":
        return Me(mode=mode, account=None)
    line = None if identity.class_id is None else ClassLine(id=identity.class_id, title=identity.class_title)
    limits = used = None
    try:
        quotas = (await service.pool()).quotas
        limits, used = quotas.limits(), await quotas.used(identity.id)
    except UnavailableError:
        pass  # who one is can be told before anything works
    return Me.model_validate({"mode": mode, "account": identity.account, "class": line, "limits": limits, "used": used})


async def let_in(account: StoredAccount, request: Request, response: Response, service: Service) -> Identity:
    """Begin a session in the browser that asked; one that it had before ends."""
    lasts_s, ends = lasting(account.role, service), session_at(request)
    secret = await service.keys.begin_session(account.id, time.time(), lasts_s, ends)
    return await admitted(account, secret, request, response, service)


def session_at(request: Request) -> str:
    """Id of the session that the browser that asks has; empty when it has none."""
    before: Identity | None = getattr(request.state, "identity", None)
    return before.key if before is not None and before.how == "cookie" else ""


async def admitted(
    account: StoredAccount, secret: str, request: Request, response: Response, service: Service
) -> Identity:
    """Give the browser that asked the session that has begun, in place of the one that it had."""
    settings, now = service.settings, time.time()
    if session_at(request):
        service.presence.recheck(account=request.state.identity.id)
    lasts_s = lasting(account.role, service)
    cookies.put(response, settings, cookies.SESSION, secret, lasts_s)
    if account.password is not None:
        mark = cookies.device(settings, account.id)
        cookies.put(response, settings, cookies.DEVICE, mark, cookies.DEVICE_DAYS * cookies.DAY_S)
    known = await service.keys.by_session(secret, now)
    if known is None:
        raise closed()
    service.notice(account.id, account.seen_at, now)
    _log.info("let_in", actor=account.id, role=account.role)
    return identity_of(known, "cookie", service)


def lasting(role: str, service: Service) -> float:
    """How long a session lasts, in seconds."""
    settings = service.settings
    return (settings.guest_days if role == "student" else settings.session_days) * cookies.DAY_S
