"""Where a request comes from, as far as it can be believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Scope

from glassnet.settings import Settings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def sender(scope: Scope, proxies: Sequence[Network]) -> str:
    """The address of whoever asked; of IPv6 the network of 64 bits, of which one person has as many as they want.

    Args:
        scope: of the request.
        proxies: whose word is believed about who asked them; what others write into ``X-Forwarded-For`` is not.
    """
    peer = _parsed((scope.get("client") or ("", 0))[0])
    if peer is None:
        return "unknown"
    hops = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
    while _is_one_of(peer, proxies) and hops:
        said = _parsed(hops.pop().strip())
        if said is None:
            break
        peer = said
    if isinstance(peer, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((peer, 64), strict=False))
    return str(peer)


def public_address(connection: HTTPConnection, settings: Settings) -> str:
    """Where this server is for others, without a slash at the end."""
    return (settings.public_url or str(connection.base_url)).rstrip("/")


def _is_one_of(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _parsed(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found
