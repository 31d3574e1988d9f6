"""The two cookies: who is signed in, and which browsers somebody has signed in with before."""

from __future__ import annotations

import hashlib
import hmac

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from glassnet.settings import Settings

SESSION = "glassnet_session"
DEVICE = "glassnet_device"
DEVICE_DAYS = 366
DAY_S = 86400


def read(headers: Headers, name: str) -> str:
    """The value of a cookie; empty when it did not come."""
    for line in headers.getlist("cookie"):
        found = cookie_parser(line).get(name)
        if found is not None:
            return found
    return ""


def put(response: Response, settings: Settings, name: str, value: str, lasts_s: float) -> None:
    """Have the browser keep a cookie that no script can read and no foreign page can have sent."""
    response.set_cookie(
        name, value, max_age=int(lasts_s), path="/", httponly=True, samesite="lax", secure=settings.https
    )


def forget(response: Response, settings: Settings, name: str) -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=settings.https)


def laptop_session(token: str) -> str:
    """What the cookie of a laptop's owner holds: it proves the token without telling it."""
    return hmac.new(token.encode(), b"glassnet session", hashlib.sha256).hexdigest()


def device(settings: Settings, account: str) -> str:
    """What marks a browser in which somebody has signed in before."""
    return f"{account}.{_signed(settings, account)}"


def is_device(settings: Settings, account: str, value: str) -> bool:
    """Whether a browser is marked for this account."""
    named, _, signature = value.partition(".")
    return named == account and hmac.compare_digest(signature.encode(), _signed(settings, account).encode())


def _signed(settings: Settings, account: str) -> str:
    key = settings.secret.get_secret_value().encode()
    return hmac.new(key, f"device {account}".encode(), hashlib.sha256).hexdigest()
