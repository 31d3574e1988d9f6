"""A laptop's server: one owner, no sign-in; with a token, the token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from glassnet.api import cookies
from glassnet.api.app import create_app
from glassnet.errors import GlassnetError
from glassnet.protocol.socket import SUBPROTOCOL
from glassnet.settings import Settings
from tests.backend.api.conftest import FakePool

API = "/api/v1"
TOKEN = "open sesame&more"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, executor="inline", token=TOKEN)


def socket_code(client: TestClient, **headers: str) -> int | None:
    """How the socket was closed at once; None when it was not."""
    with client.websocket_connect(f"{API}/socket", subprotocols=[SUBPROTOCOL], headers=headers) as tab:
        message: Any = tab.receive()
        return int(message["code"]) if message["type"] == "websocket.close" else None


def test_without_a_token_everybody_at_the_laptop_is_its_owner(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, executor="inline")
    with TestClient(create_app(settings, FakePool(settings)), base_url="http://127.0.0.1:8000") as client:
        me = client.get(f"{API}/me").json()
        assert (me["mode"], me["account"]["role"], me["account"]["id"]) == ("laptop", "owner", "local")
        for method, path, body in (
            ("POST", "/session", {"name": "a", "password": "b"}),
            ("POST", "/join", {"code": "abc-def", "nickname": "a"}),
            ("GET", "/join/abc-def", None),
            ("POST", "/tokens", {"title": "a"}),
            ("POST", "/classes", {"title": "a"}),
            ("DELETE", "/me", None),
        ):
            answer = client.request(method, API + path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (409, "not_hosted"), path
        assert client.get(f"{API}/classes").json() == []
        assert socket_code(client) is None


@pytest.mark.fault(7)
def test_with_a_token_strangers_get_the_page_and_nothing_else(client: TestClient) -> None:
    assert client.get(f"{API}/me").json()["account"] is None
    assert client.get(f"{API}/health").status_code == 200
    assert client.get(f"{API}/runs").status_code == 401
    assert client.get(f"{API}/runs", headers={"authorization": "Bearer wrong"}).status_code == 401
    assert client.get(f"{API}/runs?token={TOKEN}").status_code == 401, "in the address only of a page"
    assert socket_code(client) == 4401


def test_the_token_is_taken_as_a_bearer(client: TestClient) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert client.get(f"{API}/runs", headers=headers).status_code == 200
    assert socket_code(client, **headers) is None


def test_the_token_in_the_address_becomes_a_cookie(client: TestClient) -> None:
    answer = client.get("/p/x", params={"token": TOKEN, "run": "r 1"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/p/x?run=r+1")
    assert TOKEN not in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    cookie = {"cookie": f"{cookies.SESSION}={answer.cookies[cookies.SESSION]}"}
    client.cookies.clear()
    assert client.get(f"{API}/runs", headers=cookie).status_code == 200
    assert socket_code(client, **cookie) is None


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "///evil.example"])
def test_the_way_without_the_token_leads_to_no_other_server(application: FastAPI, path: str) -> None:
    with TestClient(application, base_url="http://127.0.0.1:8000") as client:
        answer = client.get(f"http://127.0.0.1:8000{path}", params={"token": TOKEN}, follow_redirects=False)
        assert answer.status_code == 303
        location = answer.headers["location"]
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


@pytest.mark.fault(36)
def test_tokens_are_not_guessed(client: TestClient) -> None:
    answers = [client.get("/", params={"token": f"guess {number}"}, follow_redirects=False) for number in range(70)]
    assert answers[0].status_code == 401
    assert answers[0].json()["code"] == "wrong_token"
    assert answers[-1].status_code == 429
    assert client.get(f"{API}/runs", headers={"authorization": "Bearer guess"}).status_code == 429


def test_an_application_that_would_not_be_safe_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(GlassnetError) as refused:
        create_app(Settings(data_dir=tmp_path, hosted=True, allowed_origins="*"))
    assert refused.value.code == "unsafe"
    assert len(refused.value.hint.splitlines()) == 3
