"""A hosted server behind a real proxy that brings TLS: cookies, sockets, links and who asked."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import websockets
from pydantic import SecretStr
from typer.testing import CliRunner

from glassnet.api import server
from glassnet.api.app import create_app
from glassnet.api.cookies import SESSION
from glassnet.api.service import Service
from glassnet.cli import app
from glassnet.protocol.socket import SUBPROTOCOL
from glassnet.settings import Settings
from tests.backend.api.conftest import FakePool, run_quietly
from tests.backend.api.tls import NAME, Proxy, proxied, trusting

PASSWORD = "horse battery staple"


class Site(NamedTuple):
    """A server as the world sees it, and the port at which only its own machine does."""

    url: str
    behind: int
    service: Service

    def browser(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, verify=trusting(), headers={"Origin": self.url}, trust_env=False)

    def signed_in(self) -> httpx.Client:
        browser = self.browser()
        answer = browser.post("/api/v1/session", json={"name": "Frau Noether", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return browser

    def socket(self, origin: str, cookie: str = "") -> Any:
        return websockets.connect(
            f"{self.url.replace('https', 'wss')}/api/v1/socket",
            origin=websockets.Origin(origin),
            additional_headers={"Cookie": cookie} if cookie else {},
            subprotocols=[websockets.Subprotocol(SUBPROTOCOL)],
            ssl=trusting(),
            proxy=None,
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as patch:
        found = socket.getaddrinfo

        def here(host: Any, *more: Any, **named: Any) -> Any:
            return found("127.0.0.1" if host in (NAME, NAME.encode()) else host, *more, **named)

        patch.setattr(socket, "getaddrinfo", here)
        yield from serving(tmp_path_factory.mktemp("site"))


def serving(folder: Path) -> Iterator[Site]:
    listener = server.listen("127.0.0.1", 0)
    proxy = Proxy(folder, listener.getsockname()[1])
    url = f"https://{NAME}:{proxy.port}"
    settings = Settings(
        data_dir=folder,
        executor="inline",
        hosted=True,
        secret=SecretStr("s" * 40),
        public_url=url,
        trusted_proxies="127.0.0.1",
    )
    assert settings.unsafe() == []
    added = CliRunner().invoke(
        app, ["teacher", "add", "Frau Noether", "--password-stdin", "--data-dir", str(folder)], input=PASSWORD
    )
    assert added.exit_code == 0, added.output
    ready = threading.Event()
    application = create_app(settings, FakePool(settings))
    web = server.Server(application, ready.set)
    thread = threading.Thread(target=run_quietly, args=(web, listener))
    thread.start()
    assert ready.wait(20)
    with proxied(proxy):
        yield Site(url, listener.getsockname()[1], application.state.service)
    web.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


def test_a_teacher_signs_in_with_a_cookie_that_only_tls_carries(site: Site) -> None:
    with site.browser() as browser:
        answer = browser.post("/api/v1/session", json={"name": "Frau Noether", "password": PASSWORD})
        assert answer.status_code == 200
        given = answer.headers.get_list("set-cookie")
        assert len(given) == 2
        for cookie in given:
            assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        assert browser.get("/api/v1/me").json()["account"]["name"] == "Frau Noether"
        plain = browser.build_request("GET", f"http://{NAME}:{site.behind}/api/v1/me")
        assert "cookie" not in plain.headers
        lesson = browser.post("/api/v1/classes", json={"title": "Nets"}).json()["id"]
        code = browser.post(f"/api/v1/classes/{lesson}/code", json={}).json()
        assert code["url"].startswith(f"{site.url}/")
        export = browser.get("/api/v1/me/export")
        assert (export.status_code, export.content[:2]) == (200, b"PK")
        assert browser.delete("/api/v1/session").status_code == 204
        assert browser.get("/api/v1/me").json()["account"] is None


def test_a_page_is_read_and_its_policy_lets_its_socket_through(site: Site) -> None:
    with site.browser() as browser:
        answer = browser.get("/")
        assert answer.status_code == 200
        assert f"wss://{site.url.removeprefix('https://')}" in answer.headers["content-security-policy"]


async def test_a_socket_opens_for_the_own_page_with_the_cookie(site: Site) -> None:
    browser = await asyncio.to_thread(site.signed_in)
    cookie = f"{SESSION}={browser.cookies[SESSION]}"
    async with site.socket(site.url, cookie) as tab:
        assert json.loads(await tab.recv())["type"] == "welcome"
        await tab.send(json.dumps({"type": "ping", "sent_ms": 7}))
        assert json.loads(await tab.recv())["sent_ms"] == 7
        left = await asyncio.to_thread(browser.delete, "/api/v1/session")
        assert left.status_code == 204
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await tab.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
    browser.close()


@pytest.mark.fault(6)
@pytest.mark.parametrize("origin", ["http:", "https://evil.example", "null", "https://nets.example:1"])
async def test_a_socket_does_not_open_for_a_foreign_page_or_one_without_tls(site: Site, origin: str) -> None:
    browser = await asyncio.to_thread(site.signed_in)
    cookie = f"{SESSION}={browser.cookies[SESSION]}"
    browser.close()
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with site.socket(site.url.replace("https:", origin) if origin == "http:" else origin, cookie):
            pass
    assert refused.value.response.status_code == 403


async def test_a_socket_without_a_cookie_is_told_to_sign_in(site: Site) -> None:
    async with site.socket(site.url) as tab:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await tab.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


def test_beside_the_proxy_only_the_machine_itself_is_answered(site: Site) -> None:
    def status(host: str) -> int:
        beside = http.client.HTTPConnection("127.0.0.1", site.behind, timeout=20)
        beside.request("GET", "/api/v1/ready", headers={"Host": host})
        try:
            return beside.getresponse().status
        finally:
            beside.close()

    assert status("127.0.0.1:8000") == 200, "the container's own check"
    assert [status(host) for host in ("203.0.113.7", "app:8000", "nets.example.evil.example")] == [403] * 3


@pytest.mark.fault(36)
def test_guesses_count_for_whoever_the_proxy_names(site: Site) -> None:
    with site.browser() as browser:
        wrong = {"name": "Frau Noether", "password": "wrong"}
        assert browser.post("/api/v1/session", json=wrong).status_code == 401
    counted = " ".join(site.service.tries._left)
    assert "203.0.113.7" in counted
    assert "127.0.0.1" not in counted
