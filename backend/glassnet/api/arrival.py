"""A laptop's token in the address: taken once, then a cookie, and the address without it."""

from __future__ import annotations

import hmac
import time
from urllib.parse import parse_qsl, quote, urlencode

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from glassnet.api import cookies
from glassnet.api.addresses import sender
from glassnet.api.limits_of_tries import ADDRESS_PASSWORDS, Tries
from glassnet.api.problems import respond
from glassnet.errors import AuthError, GlassnetError
from glassnet.settings import Settings

QUERY = "token"


class ArrivalMiddleware:
    """Turns ``/?token=…`` into a cookie, so that the token stays in no history and is sent to nobody.

    Args:
        app: what comes after it.
        settings: of the server.
        tries: counts wrong tokens.
    """

    def __init__(self, app: ASGIApp, settings: Settings, tries: Tries) -> None:
        self._app = app
        self._settings = settings
        self._tries = tries
        self._token = "" if settings.hosted else settings.token.get_secret_value()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._token or scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        query: bytes = scope.get("query_string", b"")
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in pairs if name == QUERY]
        if not given:
            await self._app(scope, receive, send)
            return
        try:
            check_token(given[-1], self._token, sender(scope, self._settings.proxies), self._tries)
        except GlassnetError as error:
            await respond(error)(scope, receive, send)
            return
        # One slash in front, whatever was asked for: two would lead to another server.
        place = "/" + quote(scope["path"].lstrip("/"))
        rest = urlencode([(name, value) for name, value in pairs if name != QUERY])
        location = f"{place}?{rest}" if rest else place
        response = Response(status_code=303, headers={"Location": location, "Cache-Control": "no-store"})
        lasts_s = self._settings.session_days * cookies.DAY_S
        cookies.put(response, self._settings, cookies.SESSION, cookies.laptop_session(self._token), lasts_s)
        await response(scope, receive, send)


def check_token(given: str, token: str, address: str, tries: Tries) -> None:
    """Go on only with the token of a laptop's server.

    Args:
        given: what came.
        token: what it must be.
        address: from where.
        tries: counts what was wrong.

    Raises:
        AuthError: when it is another one. TooManyTries: when that happened too often.
    """
    with tries.guess(time.monotonic(), token=(address, ADDRESS_PASSWORDS)):
        if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), token.encode()):
            raise AuthError("wrong_token", "This is not the token of this server.", "It is what GLASSNET_TOKEN says.")
