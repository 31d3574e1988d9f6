"""Headers that tell a browser what this page may do: its own scripts and its own server, nothing else."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"^[A-Za-z0-9.\-_\[\]:]{1,255}$")
SHARED = "/s"
"""Where links for others lead."""


def content_security_policy(host: str, *, framed: bool = False) -> str:
    """The policy of a page that was asked for under ``host``; others may show it inside theirs where it is ``framed``.

    Styles may be inline because KaTeX and Swagger write them; scripts may not, ever.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.match(host) else ""
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors *" if framed else "frame-ancestors 'self'",
        ]
    )


class SecurityHeaders:
    """Adds the headers to every answer.

    A hosted server lets any page show what was shared by a link: browsers send no cookie there (``SameSite=Lax``), so
    it can do no more than its link allows. At a laptop nobody needs a cookie: nothing is shown inside foreign pages.
    """

    def __init__(self, app: ASGIApp, *, hosted: bool = False) -> None:
        self._app = app
        self._hosted = hosted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        framed = self._hosted and scope["path"] == SHARED

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = content_security_policy(host, framed=framed)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
            await send(message)

        await self._app(scope, receive, send_with_headers)
