"""Who may ask from where: the policy, and every route there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from glassnet.api.origin import Address, OriginPolicy, parse_address
from glassnet.protocol.socket import SUBPROTOCOL
from glassnet.settings import Settings

FOREIGN = [
    "http://evil.example",
    "https://evil.example",
    "null",
    "",
    "http://127.0.0.1:9999",
    "http://127.0.0.1:8000.evil.example",
    "http://127.0.0.1:8000@evil.example",
    "http://evil.example:8000",
    "file://",
    "chrome-extension://abcdef",
    "127.0.0.1:8000",
]


@pytest.fixture
def policy(tmp_path: Path) -> OriginPolicy:
    return OriginPolicy(
        Settings(data_dir=tmp_path, allowed_origins="https://lab.example.org, http://dev.example:5173/")
    )


@pytest.mark.fault(6)
@pytest.mark.parametrize("origin", FOREIGN)
def test_foreign_pages_are_refused(policy: OriginPolicy, origin: str) -> None:
    refused = policy.refusal(["127.0.0.1:8000"], [origin], changes=True)
    assert refused is not None
    assert (refused.status, refused.code) == (403, "foreign_origin")


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("127.0.0.1:8000", "http://localhost:8000"),
        ("localhost:8000", "http://127.0.0.1:8000"),
        ("[::1]:8000", "http://localhost:8000"),
        ("LOCALHOST:8000", "http://localhost:8000"),
        ("192.168.1.7:8000", "http://192.168.1.7:8000"),
        ("class-pc:8000", "http://class-pc:8000"),
        ("class-pc.local:8000", "http://class-pc.local:8000"),
        ("lab.example.org", "https://lab.example.org"),
        ("127.0.0.1:8000", "https://lab.example.org"),
        ("127.0.0.1:8000", "http://dev.example:5173"),
    ],
)
def test_own_pages_are_answered(policy: OriginPolicy, host: str, origin: str) -> None:
    assert policy.refusal([host], [origin], changes=True) is None


def test_programs_that_are_no_browsers_are_answered(policy: OriginPolicy) -> None:
    assert policy.refusal(["127.0.0.1:8000"], [], changes=True) is None


def test_reading_needs_no_origin(policy: OriginPolicy) -> None:
    assert policy.refusal(["127.0.0.1:8000"], ["http://evil.example"], changes=False) is None


@pytest.mark.parametrize(
    "hosts", [[], [""], ["evil.example:8000"], ["127.0.0.1:8000", "evil.example"], ["a b"], ["x:y"]]
)
@pytest.mark.parametrize("changes", [True, False])
def test_names_that_others_can_point_at_us_are_refused(policy: OriginPolicy, hosts: list[str], changes: bool) -> None:
    refused = policy.refusal(hosts, [], changes=changes)
    assert refused is not None
    assert refused.code == "foreign_host"


@pytest.fixture
def hosted(tmp_path: Path) -> OriginPolicy:
    """What a hosted server behind a proxy decides."""
    return OriginPolicy(
        Settings(
            data_dir=tmp_path,
            hosted=True,
            host="0.0.0.0",
            public_url="https://nets.example/",
            allowed_origins="https://lab.example",
            trusted_proxies="127.0.0.1",
        )
    )


@pytest.mark.parametrize(
    "host",
    ["nets.example", "NETS.example:443", "lab.example", "127.0.0.1:8000", "localhost:8000", "[::1]:8000"],
)
def test_a_hosted_server_answers_under_its_names_and_to_its_own_machine(hosted: OriginPolicy, host: str) -> None:
    assert hosted.refusal([host], [], changes=True) is None
    assert hosted.refusal([host], ["https://nets.example"], changes=True) is None


@pytest.mark.fault(6)
@pytest.mark.parametrize(
    "host",
    ["203.0.113.7", "192.168.1.7:8000", "0.0.0.0:8000", "[2001:db8::1]", "app:8000", "class-pc.local", "nets.example."],
)
@pytest.mark.parametrize("changes", [True, False])
def test_a_hosted_server_answers_under_no_other_name(hosted: OriginPolicy, host: str, changes: bool) -> None:
    refused = hosted.refusal([host], [f"https://{host}"], changes=changes)
    assert refused is not None
    assert (refused.status, refused.code) == (403, "foreign_host")
    assert refused.hint == "Open https://nets.example; a proxy in front has to pass the header Host on."


@pytest.mark.fault(6)
@pytest.mark.parametrize("origin", ["http://nets.example", "https://nets.example:8443", "http://127.0.0.1:8000"])
def test_a_page_without_tls_or_at_another_port_is_foreign_to_a_hosted_server(hosted: OriginPolicy, origin: str) -> None:
    refused = hosted.refusal(["nets.example"], [origin], changes=True)
    assert refused is not None
    assert refused.code == "foreign_origin"


def test_two_origins_are_refused(policy: OriginPolicy) -> None:
    assert policy.refusal(["127.0.0.1:8000"], ["http://127.0.0.1:8000", "http://evil.example"], changes=True)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("localhost", Address("localhost", None)),
        ("[::1]:80", Address("::1", 80)),
        ("a:99999", None),
        ("a/b", None),
        ("u@h", None),
        ("", None),
    ],
)
def test_addresses_are_parsed_whole_or_not_at_all(text: str, address: Address | None) -> None:
    assert parse_address(text) == address


def all_routes(application: FastAPI) -> Iterator[tuple[str, str]]:
    """Method and address of every HTTP route, with something in place of its parameters."""
    for route in flattened(application.routes):
        if isinstance(route, APIRoute):
            for method in sorted(route.methods):
                yield method, re.sub(r"{[^}]*}", "x", route.path)


def flattened(routes: list[BaseRoute]) -> Iterator[BaseRoute]:
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if isinstance(route, APIRoute | WebSocketRoute) or inner is None:
            yield route
        else:
            yield from flattened(inner.routes)


@pytest.mark.fault(6)
@pytest.mark.fault(7)
def test_every_route_refuses_strangers(client: TestClient, application: FastAPI) -> None:
    routes = list(all_routes(application))
    assert len(routes) >= 15
    for method, path in routes:
        answer = client.request(method, path, headers={"host": "evil.example"})
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_host"), (method, path)
        if method not in ("GET", "HEAD"):
            answer = client.request(method, path, headers={"origin": "http://evil.example"}, content=b"{}")
            assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin"), (method, path)


@pytest.mark.fault(6)
@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"origin": "null"}, {"host": "evil.example"}])
def test_every_socket_refuses_strangers_before_it_accepts(
    client: TestClient, application: FastAPI, headers: dict[str, str]
) -> None:
    sockets = [route.path for route in flattened(application.routes) if isinstance(route, WebSocketRoute)]
    assert sockets == ["/api/v1/socket"]
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(sockets[0], subprotocols=[SUBPROTOCOL], headers=headers),
    ):
        pass
    assert refused.value.code == 4403


def test_what_reads_changes_nothing(application: FastAPI) -> None:
    """Reading asks for no Origin, so nothing that changes something may hide behind GET."""
    scope = {"type": "http", "method": "GET", "path": "/api/v1/runs/x/commands"}
    for route in flattened(application.routes):
        if isinstance(route, APIRoute) and route.matches(scope)[0] is Match.FULL:
            assert "GET" not in route.methods
