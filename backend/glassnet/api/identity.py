"""Who asks: found once for each request or WebSocket, before any route sees it."""

from __future__ import annotations

import hmac
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from glassnet.api import cookies
from glassnet.api.addresses import sender
from glassnet.api.arrival import check_token
from glassnet.api.problems import respond
from glassnet.errors import AuthError, BusyError, UnavailableError
from glassnet.protocol.people import Account, Role
from glassnet.storage.keys import Known
from glassnet.storage.people import LOCAL
from glassnet.storage.shares import StoredShare

if TYPE_CHECKING:
    from glassnet.api.service import Service

How = Literal["laptop", "cookie", "token", "share"]
SHARE_HEADER = "glassnet-share"
SHARE_QUERY = "share"
ALL_SCOPES = frozenset({"read", "write"})
SEEN_EVERY_S = 60.0
_ROLES: dict[str, Role] = {"admin": "admin", "teacher": "teacher", "student": "student"}


async def _nobody(_account: str) -> bool:
    return False


@dataclass(frozen=True)
class Identity:
    """Somebody who asks.

    Attributes:
        account: who; of somebody who has only a share link, an account without an id.
        scopes: what may be done: ``read``, ``write``.
        how: how they were recognised.
        share: the link they brought, if any.
        class_id, class_title: the class a student is in.
        class_closed: whether that class is closed.
        key: of the session or token they were recognised by.
        expires_at: when that ends, seconds since 1970.
        teaches: whether an account, by its id, is a present member of a class of theirs.
    """

    account: Account
    scopes: frozenset[str]
    how: How
    share: StoredShare | None = None
    class_id: str | None = None
    class_title: str = ""
    class_closed: bool = False
    key: str = ""
    expires_at: float | None = None
    teaches: Callable[[str], Awaitable[bool]] = _nobody

    @property
    def id(self) -> str:
        """Of the account; empty for somebody who has only a share link."""
        return self.account.id

    @property
    def is_owner(self) -> bool:
        """Whether this is the one person at a laptop."""
        return self.account.role == "owner"


OWNER = Identity(Account(id=LOCAL, role="owner", name="You", has_password=False), ALL_SCOPES, "laptop")
_SHARED_WITH = Account(id="", role="student", name="", has_password=False)


async def identify(scope: Scope, service: Service) -> Identity | None:
    """Who asks; None for a stranger.

    Raises:
        UnavailableError: when the database cannot be asked. BusyError: after too many wrong tokens.
    """
    headers = Headers(scope=scope)
    if not service.settings.hosted:
        found = _owner(scope, headers, service)
    else:
        found = await _somebody(headers, service)
    secret = headers.get(SHARE_HEADER) or _from_query(scope)
    if not secret:
        return found
    share = await service.shares.by_secret(secret)
    if share is None or (found is not None and found.is_owner):
        return found
    if found is None:
        return Identity(_SHARED_WITH, frozenset({"read"}), "share", share)
    return replace(found, share=share)


def _owner(scope: Scope, headers: Headers, service: Service) -> Identity | None:
    token = service.settings.token.get_secret_value()
    if not token:
        return OWNER
    cookie = cookies.read(headers, cookies.SESSION)
    if _equal(cookie, cookies.laptop_session(token)):
        return OWNER
    given = _bearer(headers)
    if not given:
        return None
    try:
        check_token(given, token, sender(scope, service.settings.proxies), service.tries)
    except AuthError:
        return None
    return OWNER


async def _somebody(headers: Headers, service: Service) -> Identity | None:
    now, bearer = time.time(), _bearer(headers)
    if bearer:
        known, how = await service.keys.by_token(bearer, now), "token"
    else:
        cookie = cookies.read(headers, cookies.SESSION)
        known, how = (await service.keys.by_session(cookie, now) if cookie else None), "cookie"
    if known is None:
        return None
    if how == "token":
        service.notice(known.account, None, now, known.key)
        return identity_of(known, "token", service)
    service.notice(known.account, known.seen_at, now)
    return identity_of(known, "cookie", service)


def identity_of(known: Known, how: How, service: Service) -> Identity:
    """The identity of somebody who was recognised."""

    async def teaches(account: str) -> bool:
        return await service.classes.teaches(known.account, account)

    return Identity(
        Account(id=known.account, role=_ROLES[known.role], name=known.name, has_password=known.has_password),
        known.scopes,
        how,
        None,
        known.class_id,
        known.class_title,
        known.class_closed,
        known.key,
        known.expires_at,
        teaches if known.role == "teacher" else _nobody,
    )


def _bearer(headers: Headers) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _from_query(scope: Scope) -> str:
    """A browser's WebSocket cannot carry headers of its own."""
    if scope["type"] != "websocket":
        return ""
    query: bytes = scope.get("query_string", b"")
    return parse_qs(query.decode("latin-1")).get(SHARE_QUERY, [""])[0]


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


class IdentityMiddleware:
    """Finds who asks and puts it to ``scope["state"]["identity"]``; None for a stranger."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["identity"] = None
        if _asks_for_more_than_the_page(scope["path"]):
            service: Service = scope["app"].state.service
            try:
                await service.opened()
                state["identity"] = await identify(scope, service)
            except (UnavailableError, BusyError) as error:
                if scope["type"] == "websocket":
                    await receive()
                    await send({"type": "websocket.close", "code": 1013, "reason": error.code})
                    return
                await respond(error)(scope, receive, send)
                return
        found = state["identity"]
        with structlog.contextvars.bound_contextvars(**({"actor": found.id} if found and found.id else {})):
            await self._app(scope, receive, send)


def _asks_for_more_than_the_page(path: str) -> bool:
    """The page itself is for everybody, and whether the server lives is told before anything else works."""
    return path.startswith(("/api/", "/metrics")) and path not in ("/api/v1/health", "/api/v1/ready")
