"""Guessing, crowds, foreign pages and names that are code: at the doors of a hosted server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from glassnet.api import cookies, passwords
from tests.backend.api.school import API, Person, School, document, school
from tests.backend.api.test_access import connect, hear, in_person
from tests.backend.api.test_people import PASSWORD, joined, teacher_with_password


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school")) as made:
        yield made


@pytest.fixture(autouse=True)
def forgetful(here: School) -> Iterator[None]:
    """The test client keeps cookies; everybody here sends their own."""
    yield
    here.client.cookies.clear()


@pytest.mark.fault(6)
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://nets.evil.example", "http://nets:81"])
def test_a_foreign_page_with_the_cookie_gets_nothing(here: School, origin: str) -> None:
    ada = in_person(here, here.ada)
    with pytest.raises(WebSocketDisconnect) as closed, connect(here, ada, origin=origin):
        pytest.fail("it must not be accepted")
    assert closed.value.code == 4403
    refused = ada.ask("POST", "/runs", document()["spec"], origin=origin)
    assert (refused.status_code, refused.json()["code"]) == (403, "foreign_origin")
    with connect(here, ada, origin="http://nets") as tab:
        assert hear(tab, "welcome")


@pytest.mark.fault(36)
def test_guessing_codes_is_stopped_and_the_class_beside_it_joins(tmp_path: Path) -> None:
    with school(tmp_path, trusted_proxies="10.0.0.0/8") as here:
        here.client._transport.client = ("10.0.0.1", 1)  # type: ignore[attr-defined]
        nat, elsewhere = {"x_forwarded_for": "198.51.100.7"}, {"x_forwarded_for": "203.0.113.5"}
        code = here.teacher.ask("POST", f"/classes/{here.lesson}/code", {}, **nat).json()["code"]
        statuses = [here.stranger.get(f"/join/zzz-{number:03}", **nat).status_code for number in range(130)]
        assert statuses[:100] == [404] * 100
        assert statuses[-1] == 429
        refused = here.stranger.ask("POST", "/resume", {"code": "aaaa-bbbb-cccc"}, **nat)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_tries")
        assert int(refused.headers["retry-after"]) >= 1
        assert here.stranger.get("/join/zzz-000", **elsewhere).status_code == 404, "others are not meant"

        def join(number: int) -> int:
            said = {"code": code, "nickname": f"Student {number}"}
            status: int = here.stranger.ask("POST", "/join", said, **nat).status_code
            return status

        with ThreadPoolExecutor(30) as class_room:
            assert list(class_room.map(join, range(30))) == [201] * 30


@pytest.mark.fault(36)
def test_a_class_joins_at_once_from_an_address_nobody_knows(tmp_path: Path) -> None:
    with school(tmp_path) as here:
        code = here.call(here.service.classes.new_code, here.lesson, 0.0, 1e12).code

        def join(number: int) -> int:
            said = {"code": code, "nickname": f"Student {number}"}
            status: int = here.stranger.ask("POST", "/join", said).status_code
            return status

        with ThreadPoolExecutor(30) as class_room:
            assert list(class_room.map(join, range(30))) == [201] * 30


@pytest.mark.fault(36)
def test_guessing_passwords_is_stopped_and_its_victim_is_not_locked_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with school(tmp_path) as here:
        teacher_with_password(here, "Frau Noether")
        known = here.stranger.ask("POST", "/session", {"name": "Frau Noether", "password": PASSWORD})
        device = known.cookies[cookies.DEVICE]
        here.client.cookies.clear()
        monkeypatch.setattr("glassnet.api.passwords.fits", lambda _stored, password: password == PASSWORD)
        wrong = {"name": "Frau Noether", "password": "wrong"}
        statuses = [here.stranger.ask("POST", "/session", wrong).status_code for _ in range(12)]
        assert statuses[:10] == [401] * 10
        assert statuses[-1] == 429
        right = {"name": "Frau Noether", "password": PASSWORD}
        assert here.stranger.ask("POST", "/session", right).status_code == 429, "right or not: nobody can tell"
        browser = Person("", {"cookie": f"{cookies.DEVICE}={device}"}, here.client)
        assert browser.ask("POST", "/session", right).status_code == 200
        forged = Person("", {"cookie": f"{cookies.DEVICE}={device[:-1]}"}, here.client)
        here.client.cookies.clear()
        assert forged.ask("POST", "/session", right).status_code == 429


@pytest.mark.fault(37)
def test_thirty_sign_in_at_once(here: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at a time, 64 MiB each, and the event loop answers others meanwhile."""
    stored = passwords.hashed(PASSWORD)
    for number in range(30):
        here.call(here.service.people.add_staff, "teacher", f"Teacher {number}", stored, 0.0)
    lock = threading.Lock()
    most = now = 0
    really = passwords.fits

    def counted(stored: str | None, password: str) -> bool:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        try:
            assert here.client.get(f"{API}/health").status_code == 200, "while a password is checked"
            return really(stored, password)
        finally:
            with lock:
                now -= 1

    monkeypatch.setattr("glassnet.api.passwords.fits", counted)

    def sign_in(number: int) -> int:
        said = {"name": f"Teacher {number}", "password": PASSWORD}
        status: int = here.client.request("POST", f"{API}/session", json=said).status_code
        return status

    with ThreadPoolExecutor(30) as class_room:
        assert list(class_room.map(sign_in, range(30))) == [200] * 30
    assert most == 2
    assert passwords._hasher.memory_cost * most <= 128 << 10


@pytest.mark.fault(38)
@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "javascript:alert(1)", "=1+1"]
)
def test_names_are_text(here: School, name: str) -> None:
    guest, _ = joined(here, name[:40])
    for path in ("/me", f"/classes/{here.lesson}/members"):
        answer = (guest if path == "/me" else here.teacher).get(path)
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert name[:40] in answer.text.replace('\\"', '"')
    lesson = here.teacher.made("/classes", {"title": name})
    assert here.teacher.made(f"/classes/{lesson['id']}/code", {})["qr"].count("<script") == 0
    exported = here.teacher.get(f"/classes/{lesson['id']}/export")
    assert name not in exported.headers["content-disposition"]
