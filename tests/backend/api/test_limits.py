"""Bodies over the limit, byte for byte over a real connection, which stays good for the next request."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest


def problem(response: HTTPResponse) -> Any:
    assert response.headers["content-type"] == "application/problem+json"
    return json.loads(response.read())


@pytest.fixture
def line(running: Any) -> Any:
    connection = HTTPConnection(running.host, running.port, timeout=10)
    yield connection
    connection.close()


HEADERS = {"Content-Type": "application/json"}


def assert_usable(line: HTTPConnection) -> None:
    local = line.sock.getsockname()
    line.request("GET", "/api/v1/health")
    answer = line.getresponse()
    assert answer.status == 200
    answer.read()
    assert line.sock.getsockname() == local


@pytest.mark.fault(32)
def test_a_declared_body_over_the_limit(line: HTTPConnection) -> None:
    line.request("POST", "/api/v1/runs", b"x" * 100_000, HEADERS)
    answer = line.getresponse()
    assert answer.status == 413
    assert problem(answer)["detail"] == "The body is larger than 65,536 bytes."
    assert_usable(line)


@pytest.mark.fault(32)
def test_a_body_that_is_never_sent_is_refused_at_once(line: HTTPConnection) -> None:
    line.putrequest("POST", "/api/v1/runs")
    line.putheader("Content-Type", "application/json")
    line.putheader("Content-Length", str(10**12))
    line.endheaders()
    answer = line.getresponse()
    assert (answer.status, problem(answer)["code"]) == (413, "body_too_large")


@pytest.mark.fault(32)
def test_a_chunked_body_over_the_limit(line: HTTPConnection) -> None:
    line.request("POST", "/api/v1/runs", iter([b"x" * 10_000] * 10), HEADERS, encode_chunked=True)
    answer = line.getresponse()
    assert (answer.status, problem(answer)["code"]) == (413, "body_too_large")
    assert_usable(line)


@pytest.mark.fault(32)
def test_a_body_at_the_limit_is_read(line: HTTPConnection, spec: dict[str, Any]) -> None:
    body = json.dumps(spec).encode()
    line.request("POST", "/api/v1/runs", body + b" " * (65_536 - len(body)), HEADERS)
    answer = line.getresponse()
    assert answer.status == 201
    answer.read()
    line.request("POST", "/api/v1/runs", iter([body[:100], body[100:]]), HEADERS, encode_chunked=True)
    assert line.getresponse().status == 201


@pytest.mark.fault(32)
def test_a_body_that_does_not_come_is_not_waited_for(line: HTTPConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.api.bodies.READ_TIMEOUT_S", 0.2)
    line.putrequest("POST", "/api/v1/runs")
    line.putheader("Content-Type", "application/json")
    line.putheader("Content-Length", "100")
    line.endheaders()
    answer = line.getresponse()
    assert (answer.status, problem(answer)["code"]) == (408, "slow_body")


@pytest.mark.fault(6)
def test_a_foreign_page_reaches_neither_route_nor_socket(line: HTTPConnection) -> None:
    line.request("POST", "/api/v1/runs", b"{}", {**HEADERS, "Origin": "http://evil.example"})
    answer = line.getresponse()
    assert (answer.status, problem(answer)["code"]) == (403, "foreign_origin")
    handshake = {
        "Origin": "null",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "glassnet.v1",
    }
    line.request("GET", "/api/v1/socket", headers=handshake)
    assert line.getresponse().status == 403
