"""The built page and its headers, and what stands there while it is not built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from glassnet.api import page
from glassnet.api.app import create_app
from glassnet.settings import Settings


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Glassnet</title>")
    (folder / "assets" / "index-4f3a.js").write_text("console.log(1)//" + " " * 5000)
    (folder / "licence.txt").write_text("free")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@pytest.fixture
def site(built: Path, settings: Settings, pool: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    original = page.Page
    monkeypatch.setattr("glassnet.api.app.Page", lambda: original(built))
    with TestClient(create_app(settings, pool), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/index.html", "/lesson/3", "/play"])
def test_addresses_of_the_page_are_answered_fresh(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 200
    assert "<title>Glassnet</title>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert site.get(path, headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_hashed_files_are_kept_for_ever_and_travel_packed(site: TestClient) -> None:
    answer = site.get("/assets/index-4f3a.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert site.get("/licence.txt").headers["cache-control"] == "no-cache"


@pytest.mark.fault(10)
@pytest.mark.parametrize(
    "path",
    [
        *("/assets/gone-1.js", "/favicon.ico", "/api/v2/health", "/api", "/docs/x", "/docs/..%2fcore.py"),
        *("/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/..%5csecret.txt", "/%00.txt"),
    ],
)
def test_what_is_not_there_is_a_problem(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_a_page_that_is_not_built_says_how(site: TestClient, built: Path) -> None:
    (built / "index.html").unlink()
    answer = site.get("/")
    assert answer.status_code == 503
    assert "<code>make run</code>" in answer.text
    assert "<script" not in answer.text
    assert site.get("/assets/index-4f3a.js").status_code == 404


@pytest.mark.fault(38)
@pytest.mark.parametrize("path", ["/", "/docs", "/api/v1/health", "/api/v1/nothing", "/assets/index-4f3a.js"])
def test_every_answer_is_fenced_in(site: TestClient, path: str) -> None:
    headers = site.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self' ws://127.0.0.1:8000 wss://127.0.0.1:8000"
    assert policy["frame-ancestors"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(("hosted", "path", "by"), [(True, "/s", "*"), (True, "/", "'self'"), (False, "/s", "'self'")])
def test_only_what_a_hosted_server_shares_stands_in_foreign_pages(
    tmp_path: Path, hosted: bool, path: str, by: str
) -> None:
    given = {"hosted": True, "secret": "s" * 40, "public_url": "http://127.0.0.1", "allow_http": True} if hosted else {}
    site = TestClient(create_app(Settings(data_dir=tmp_path, **given)), base_url="http://127.0.0.1")
    assert f"frame-ancestors {by}" in site.get(path).headers["content-security-policy"]


def test_the_documentation_needs_no_network(site: TestClient) -> None:
    shown = site.get("/docs").text
    assert "http" not in shown.replace("<!doctype html>", "")
    assert not re.search(r"<script>|onload=", shown)
    for path in re.findall(r'(?:src|href)="(/[^"]+)"', shown):
        answer = site.get(path)
        assert answer.status_code == 200, path
        assert "cdn" not in answer.text[:1000]
    assert site.get("/openapi.json").json()["openapi"].startswith("3.1")
