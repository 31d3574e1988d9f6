"""Whose word is believed about where a request comes from."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from glassnet.api.addresses import sender

PROXIES = [ipaddress.ip_network("172.16.0.0/12"), ipaddress.ip_network("::1")]


def scope(peer: str | None, *forwarded: str) -> dict[str, Any]:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"type": "http", "client": (peer, 1234) if peer else None, "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # no proxy of ours: it may say what it likes
        ("172.18.0.2", ["198.51.100.1"], "198.51.100.1"),
        ("172.18.0.2", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),  # what the client wrote itself stands further left
        ("172.18.0.2", ["6.6.6.6", "198.51.100.1"], "198.51.100.1"),
        ("172.18.0.2", ["198.51.100.1, 172.18.0.3"], "198.51.100.1"),
        ("172.18.0.2", ["nonsense"], "172.18.0.2"),
        ("172.18.0.2", [], "172.18.0.2"),
        ("::1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", [], "203.0.113.9"),
        (None, [], "unknown"),
        ("testclient", [], "unknown"),
    ],
)
def test_the_sender(peer: str | None, forwarded: list[str], expected: str) -> None:
    assert sender(scope(peer, *forwarded), PROXIES) == expected
