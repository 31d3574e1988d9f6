"""Who may ask, judged by where the page came from: against foreign pages in the same browser, not against people.

A browser sends cookies and opens sockets for any page that asks (cross-site WebSocket hijacking), and a foreign page
can point its own name at 127.0.0.1 (DNS rebinding). The first shows in ``Origin``, the second in ``Host``.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from glassnet.api.problems import respond
from glassnet.errors import GlassnetError
from glassnet.settings import Settings

CLOSE_FOREIGN = 4403
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_NETLOC = re.compile(r"[A-Za-z0-9._\-\[\]:]{1,255}")
PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


class ForeignError(GlassnetError):
    """A request that a page from elsewhere caused."""

    status = 403


class Address(NamedTuple):
    """A host name in lower case and a port, ``None`` when it is the scheme's own."""

    host: str
    port: int | None


def parse_address(netloc: str) -> Address | None:
    """``name``, ``name:port`` or ``[v6]:port``; ``None`` when it is none of them."""
    if not _NETLOC.fullmatch(netloc):
        return None
    try:
        parts = urlsplit(f"//{netloc}")
        return Address(parts.hostname.lower(), parts.port) if parts.hostname else None
    except ValueError:
        return None


class OriginPolicy:
    """Decides, from ``Host`` and ``Origin`` alone, whether a request may go on."""

    def __init__(self, settings: Settings) -> None:
        named = f"{settings.allowed_origins},{settings.public_url}"
        listed = [part.strip().rstrip("/").lower() for part in named.split(",")]
        self.allowed = frozenset(part for part in listed if part)
        self._hosted_at = settings.public_url.rstrip("/") if settings.hosted else ""
        own = LOOPBACK if settings.hosted else {settings.host.lower(), socket.gethostname().lower()}
        self._names = own | {urlsplit(origin).hostname or "" for origin in self.allowed}

    def refusal(self, hosts: Sequence[str], origins: Sequence[str], *, changes: bool) -> ForeignError | None:
        """Why a request is refused, or ``None``.

        Args:
            hosts: all values of ``Host``.
            origins: all values of ``Origin``; none means that no browser page asked.
            changes: whether the request can change something (or is a WebSocket).
        """
        host = parse_address(hosts[0]) if len(hosts) == 1 else None
        if host is None or not self._is_ours(host.host):
            return ForeignError(
                "foreign_host",
                "This server does not answer under the name in the address.",
                f"Open {self._hosted_at}; a proxy in front has to pass the header Host on."
                if self._hosted_at
                else "Open it by its IP address, or start it with GLASSNET_ALLOWED_ORIGINS set to the address you use.",
            )
        if not changes or not origins:
            return None
        if len(origins) == 1 and self._is_same(host, origins[0].lower()):
            return None
        return ForeignError(
            "foreign_origin",
            "A page from another address asked for this.",
            "Open Glassnet's own page, or name that address in GLASSNET_ALLOWED_ORIGINS.",
        )

    def _is_ours(self, name: str) -> bool:
        """Names that nobody outside can point at us: addresses, names without a dot, private domains, listed ones.

        A hosted server has one name, its `public_url`'s, and those it was told; the machine itself asks by loopback.
        """
        if self._hosted_at:
            return name in self._names
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return "." not in name or name.endswith(PRIVATE_SUFFIXES) or name in self._names
        return True

    def _is_same(self, host: Address, origin: str) -> bool:
        if origin in self.allowed:
            return True
        scheme, _, netloc = origin.partition("://")
        address = parse_address(netloc)
        if scheme not in ("http", "https") or address is None:
            return False
        if address == host and not self._hosted_at:
            return True
        return address.port == host.port and {address.host, host.host} <= LOOPBACK


class OriginMiddleware:
    """Asks the policy about every request and every WebSocket before anything else sees it."""

    def __init__(self, app: ASGIApp, policy: OriginPolicy) -> None:
        self._app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
            refused = self._policy.refusal(headers.getlist("host"), headers.getlist("origin"), changes=changes)
            if refused is not None:
                await self._refuse(refused, scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refuse(self, error: ForeignError, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            await respond(error)(scope, receive, send)
            return
        # Before `accept` this becomes a plain 403: a foreign page learns nothing, not even that there is a socket.
        await receive()
        await send({"type": "websocket.close", "code": CLOSE_FOREIGN, "reason": error.code})
