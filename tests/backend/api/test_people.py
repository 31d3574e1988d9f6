"""Signing in, joining, coming back, taking everything along, and going."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from glassnet.api import cookies
from glassnet.cli import app
from glassnet.errors import AuthError, FullError
from glassnet.storage import classes
from tests.backend.api.school import Person, School, document, school
from tests.backend.api.test_access import bring, closing, connect, hear, in_person

PASSWORD = "horse battery staple"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school")) as made:
        yield made


@pytest.fixture(autouse=True)
def forgetful(here: School) -> Iterator[None]:
    """The test client keeps cookies; everybody here sends their own."""
    yield
    here.client.cookies.clear()


def code_of(here: School, lesson: str = "") -> str:
    return str(here.teacher.made(f"/classes/{lesson or here.lesson}/code", {})["code"])


def joined(here: School, nickname: str, code: str = "") -> tuple[Person, str]:
    """A new guest in a browser of their own, and their resume code."""
    answer = here.stranger.ask("POST", "/join", {"code": code or code_of(here), "nickname": nickname})
    assert answer.status_code == 201, answer.text
    session = answer.cookies[cookies.SESSION]
    here.client.cookies.clear()
    said = answer.json()
    person = Person(said["me"]["account"]["id"], {"cookie": f"{cookies.SESSION}={session}"}, here.client)
    return person, said["resume_code"]


def teacher_with_password(here: School, name: str) -> str:
    here.admin.made("/admin/teachers", {"name": name, "password": PASSWORD})
    return name


def test_strangers_are_told_what_this_server_is(here: School) -> None:
    assert here.stranger.get("/me").json() == {
        "mode": "hosted",
        "account": None,
        "class": None,
        "limits": None,
        "used": None,
    }
    me = here.ada.get("/me").json()
    assert me["account"] == {"id": here.ada.id, "role": "student", "name": "ada", "has_password": False}
    assert me["class"] == {"id": here.lesson, "title": "Nets"}
    assert me["limits"]["runs"] == 50


def test_a_teacher_signs_in_and_out(here: School) -> None:
    teacher_with_password(here, "Frau Noether")
    answer = here.stranger.ask("POST", "/session", {"name": " frau  NOETHER", "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json()["account"]["role"] == "teacher"
    set_cookies = answer.headers.get_list("set-cookie")
    assert all("HttpOnly" in one and "SameSite=lax" in one and "Path=/" in one for one in set_cookies)
    browser = Person("", {"cookie": f"{cookies.SESSION}={answer.cookies[cookies.SESSION]}"}, here.client)
    here.client.cookies.clear()
    assert browser.get("/classes").status_code == 200
    with connect(here, browser) as tab:
        hear(tab, "welcome")
        left = browser.ask("DELETE", "/session")
        assert left.status_code == 204
        assert 'glassnet_session=""' in left.headers["set-cookie"]
        assert closing(tab) == 4401, "signed out in one tab, out in all"
    assert browser.get("/classes").status_code == 401, "the old cookie is worth nothing"


def test_wrong_names_and_wrong_passwords_are_told_alike(here: School) -> None:
    teacher_with_password(here, "Herr Gauss")
    said = [
        here.stranger.ask("POST", "/session", {"name": name, "password": password}).json()
        for name, password in (("Herr Gauss", "wrong password"), ("Nobody", PASSWORD), ("ada", PASSWORD))
    ]
    assert said[0]["code"] == "wrong_sign_in"
    assert said[0] == said[1] == said[2]


def test_a_student_joins_and_comes_back(here: School) -> None:
    code = code_of(here)
    assert len(code) == 7
    assert code[3] == "-"
    info = here.stranger.get(f"/join/{code.upper().replace('-', ' ')}").json()
    assert (info["title"], info["teacher"]) == ("Nets", "teacher")
    grace, resume_code = joined(here, "Grace", code.upper())
    assert grace.get("/me").json()["account"]["name"] == "Grace"
    taken = here.stranger.ask("POST", "/join", {"code": code, "nickname": "GRACE"})
    assert (taken.status_code, taken.json()["code"]) == (409, "nickname_taken")
    back = here.stranger.ask("POST", "/resume", {"code": resume_code.upper().replace("-", " ")})
    assert back.json()["account"]["id"] == grace.id
    assert here.stranger.get("/me").json()["account"]["id"] == grace.id
    assert here.stranger.ask("POST", "/resume", {"code": "aaaa-bbbb-cccc-dddd"}).json()["code"] == "no_such_code"
    again = here.teacher.made(f"/classes/{here.lesson}/members/{grace.id}/resume", None, 200)["code"]
    here.client.cookies.clear()
    assert here.stranger.ask("POST", "/resume", {"code": resume_code}).status_code == 404
    assert here.stranger.ask("POST", "/resume", {"code": again}).status_code == 200


@pytest.mark.fault(2)
def test_who_cannot_be_let_in_has_not_joined(here: School, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: Any) -> None:
        raise FullError()

    code = code_of(here)
    for step in ("welcome", "begin"):
        with monkeypatch.context() as patched:
            patched.setattr(classes, step, full)
            said = {"code": code, "nickname": "Chien-Shiung"}
            answer = here.stranger.ask("POST", "/join", said)
            assert (answer.status_code, answer.json()["code"]) == (507, "disk_full"), answer.text
    assert joined(here, "Chien-Shiung", code)[0].get("/me").json()["account"]["name"] == "Chien-Shiung"


def test_codes_end(here: School) -> None:
    first = code_of(here)
    second = code_of(here)
    assert here.stranger.get(f"/join/{first}").status_code == 404, "a new code ends the one before"
    shown = here.teacher.get(f"/classes/{here.lesson}").json()["code"]
    assert (shown["code"], shown["url"]) == (second, f"http://nets/join/{second}")
    assert shown["qr"].startswith("<svg ")
    assert "<script" not in shown["qr"]
    assert here.teacher.ask("DELETE", f"/classes/{here.lesson}/code").status_code == 204
    assert here.stranger.ask("POST", "/join", {"code": second, "nickname": "Late"}).status_code == 404
    assert here.teacher.get(f"/classes/{here.lesson}").json()["code"] is None
    late = here.call(here.service.classes.new_code, here.lesson, 0.0, 3600.0)
    assert here.stranger.get(f"/join/{late.code}").status_code == 404, "it has expired"


def test_a_guest_gets_a_password(here: School) -> None:
    guest, resume_code = joined(here, "Lise")
    answer = guest.ask("POST", "/me/password", {"password": PASSWORD, "name": "Lise M"})
    assert answer.json()["account"] == {"id": guest.id, "role": "student", "name": "Lise M", "has_password": True}
    other, _ = joined(here, "Lise 2")
    taken = other.ask("POST", "/me/password", {"password": PASSWORD, "name": "LISE M"})
    assert (taken.status_code, taken.json()["code"]) == (409, "name_taken")
    assert here.stranger.ask("POST", "/session", {"name": "lise m", "password": PASSWORD}).status_code == 200
    here.client.cookies.clear()
    wrong = guest.ask("POST", "/me/password", {"password": PASSWORD + "!", "present": "not it at all"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_password")
    assert here.stranger.ask("POST", "/resume", {"code": resume_code}).status_code == 404, "who has it has no password"
    elsewhere, program = in_person(here, guest), here.person(guest.id)
    assert elsewhere.get("/runs").status_code == program.get("/runs").status_code == 200
    changed = guest.ask("POST", "/me/password", {"password": PASSWORD + "!", "present": PASSWORD})
    assert changed.status_code == 200
    assert guest.get("/runs").status_code == 200
    assert elsewhere.get("/runs").status_code == 401, "other sessions end with the old password"
    assert program.get("/runs").status_code == 401, "and so do tokens"


def test_names_can_be_seen(here: School) -> None:
    guest, _ = joined(here, "Seen")
    for who, path, said, where in (
        (here.stranger, "/join", {"code": code_of(here), "nickname": "Se\u200ben"}, "nickname"),
        (guest, "/me/password", {"password": PASSWORD, "name": "te\u202eacher"}, "name"),
        (here.admin, "/admin/teachers", {"password": PASSWORD, "name": "teacher\u200b"}, "name"),
    ):
        answer = who.ask("POST", path, said)
        assert (answer.status_code, answer.json()["where"]) == (422, where), answer.text
        assert "cannot be seen" in answer.json()["detail"]


def test_a_token_opens_and_is_told_once(here: School) -> None:
    ada = in_person(here, here.ada)
    made = ada.made("/tokens", {"title": "notebook", "scopes": ["read"], "expires_in_days": 1})
    program = Person(here.ada.id, {"authorization": f"Bearer {made['secret']}"}, here.client)
    listed = ada.get("/tokens")
    assert made["secret"] not in listed.text
    assert made["token"] in listed.json()
    assert program.get("/runs").status_code == 200

    async def is_used() -> None:
        async with asyncio.timeout(10):
            while (await here.service.keys.tokens_of(here.ada.id))[0].used_at is None:
                await asyncio.sleep(0.01)

    here.call(is_used)
    with connect(here, program) as tab:
        hear(tab, "welcome")
        assert ada.ask("DELETE", f"/tokens/{made['token']['id']}").status_code == 204
        assert closing(tab) == 4401
    assert program.get("/runs").status_code == 401
    assert ada.ask("DELETE", f"/tokens/{made['token']['id']}").status_code == 404


def test_a_removed_student_is_out_at_once(here: School) -> None:
    guest, resume_code = joined(here, "Rowdy")
    run = guest.made("/runs", document()["spec"])["id"]
    with connect(here, here.teacher) as watching, connect(here, guest) as tab:
        watching.send_json({"type": "follow", "run": run})
        hear(watching, "metrics")
        hear(tab, "welcome")
        assert here.teacher.ask("DELETE", f"/classes/{here.lesson}/members/{guest.id}").status_code == 204
        assert closing(tab) == 4401
        assert hear(watching, "problem")["code"] == "no_such_run", "nor does the teacher see them any more"
    assert guest.get("/runs").status_code == 401
    assert here.stranger.ask("POST", "/resume", {"code": resume_code}).status_code == 404
    assert here.teacher.get(f"/runs/{run}").status_code == 404
    assert here.teacher.ask("DELETE", f"/classes/{here.lesson}/members/{guest.id}").status_code == 404
    everything = here.teacher.ask("DELETE", f"/classes/{here.lesson}/members/{guest.id}?everything=true")
    assert everything.status_code == 204
    assert here.admin.get(f"/runs/{run}").status_code == 404


def test_in_a_closed_class_all_is_seen_and_nothing_trains(here: School) -> None:
    made = here.teacher.made("/classes", {"title": "Short"})
    guest, _ = joined(here, "Ada", code_of(here, made["id"]))
    run = guest.made("/runs?start=true", document()["spec"])["id"]
    closed = here.teacher.made(f"/classes/{made['id']}", {"closed": True}, 200, "PATCH")
    assert closed["closed_at"] is not None
    assert closed["code"] is None
    shown = guest.get(f"/runs/{run}").json()
    assert shown["status"] not in ("running", "queued", "compiling")
    with connect(here, guest) as tab:
        for command in ({"type": "start"}, {"type": "step"}):
            tab.send_json({"type": "tell", "id": "a", "run": run, "command": command})
            assert hear(tab, "problem", "done")["code"] == "class_closed"
    for method, path, body in (
        ("POST", f"/runs/{run}/commands", {"type": "start"}),
        ("POST", "/runs", document()["spec"]),
        ("POST", "/projects", {"document": document()}),
    ):
        refused = guest.ask(method, path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "class_closed"), path
    assert here.teacher.ask("POST", f"/classes/{made['id']}/code", {}).json()["code"] == "class_closed"
    here.teacher.made(f"/classes/{made['id']}", {"closed": False, "title": "Long", "weight": 2}, 200, "PATCH")
    assert guest.ask("POST", f"/runs/{run}/commands", {"type": "pause"}).status_code == 200


def test_what_a_teacher_hands_out_can_be_trained_with(here: School) -> None:
    dataset = bring(here, here.teacher.id)
    spec = document()["spec"] | {"data": {"kind": "upload", "dataset": dataset}}
    project = here.teacher.made("/projects", {"title": "Cells", "document": {"spec": spec}})["id"]
    assert here.bob.get(f"/datasets/{dataset}").status_code == 404
    here.teacher.made(f"/classes/{here.lesson}/handouts", {"project": project})
    assert here.bob.get(f"/datasets/{dataset}").status_code == 200
    assert dataset in here.bob.get("/datasets").text
    assert here.bob.ask("DELETE", f"/datasets/{dataset}").json()["code"] == "not_yours"
    assert here.eve.get(f"/datasets/{dataset}").status_code == 404


def test_administrators_make_and_delete_teachers(here: School) -> None:
    made = here.admin.made("/admin/teachers", {"name": "Temp", "password": PASSWORD})["account"]
    assert here.admin.ask("POST", "/admin/teachers", {"name": "TEMP", "password": PASSWORD}).status_code == 409
    assert here.teacher.ask("GET", "/admin/teachers").json()["code"] == "role"
    assert made["id"] in here.admin.get("/admin/teachers").text
    refused = here.admin.ask("DELETE", f"/admin/teachers/{here.teacher.id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "has_classes")
    assert here.admin.ask("DELETE", f"/admin/teachers/{here.admin.id}").json()["code"] == "yourself"
    assert here.admin.ask("DELETE", f"/admin/teachers/{here.ada.id}").status_code == 404
    assert here.admin.ask("DELETE", f"/admin/teachers/{made['id']}").status_code == 204
    assert here.stranger.ask("POST", "/session", {"name": "Temp", "password": PASSWORD}).status_code == 401


@pytest.mark.fault(2)
def test_a_teacher_who_makes_a_class_while_they_are_deleted_loses_nothing_or_everything(
    here: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = here.admin.made("/admin/teachers", {"name": "Hasty", "password": PASSWORD})["account"]["id"]
    hasty = here.person(made)
    run = hasty.made("/runs", document()["spec"])["id"]
    delete, statuses = here.service.traces.delete_account, []

    async def while_it_goes(account: str) -> bool:
        with pytest.raises(AuthError, match="closed"):
            await here.service.classes.add(account, "Late", time.time())
        statuses.append(await here.service.people.get(account))
        return await delete(account)

    monkeypatch.setattr(here.service.traces, "delete_account", while_it_goes)
    assert here.admin.ask("DELETE", f"/admin/teachers/{made}").status_code == 204
    assert statuses == [None]
    assert hasty.get("/runs").status_code == 401
    assert here.admin.get(f"/runs/{run}").status_code == 404


@pytest.mark.fault(2)
def test_a_deletion_that_was_broken_off_is_done_again(here: School, monkeypatch: pytest.MonkeyPatch) -> None:
    made = here.admin.made("/admin/teachers", {"name": "Twice", "password": PASSWORD})["account"]["id"]

    async def full(_: str) -> bool:
        raise FullError()

    with monkeypatch.context() as patched:
        patched.setattr(here.service.traces, "delete_account", full)
        assert here.admin.ask("DELETE", f"/admin/teachers/{made}").status_code == 507
    assert made in here.admin.get("/admin/teachers").text
    assert here.admin.ask("DELETE", f"/admin/teachers/{made}").status_code == 204
    assert made not in here.admin.get("/admin/teachers").text


@pytest.mark.fault(2)
def test_what_is_gone_meanwhile_is_no_fault_of_the_server(here: School) -> None:
    async def gone(*_: Any) -> Any:
        await here.service.classes.new_code("class_of_nobody", time.time(), 60.0)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(here.service.classes, "of_teacher", gone)
        answer = here.teacher.get("/classes")
    assert (answer.status_code, answer.json()["code"]) == (409, "gone_meanwhile")


def test_nothing_secret_is_logged(here: School) -> None:
    code = code_of(here)
    with capture_logs() as logged:
        guest, resume_code = joined(here, "Hypatia", code)
        here.stranger.ask("POST", "/session", {"name": "Hypatia", "password": PASSWORD})
        in_person(here, guest).made("/tokens", {"title": "t"})
    text = str(logged)
    assert guest.id in text
    for secret in ("Hypatia", code, code.replace("-", ""), resume_code, PASSWORD, "glassnet_"):
        assert secret not in text


def test_whom_the_command_line_sends_away_is_gone_from_open_sockets(
    here: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glassnet.api.socket.ASK_AGAIN_S", 3600.0)  # they would find out by themselves, much later
    folder = str(here.service.settings.data_dir)
    browsers = []
    for name in ("Frau Germain", "Herr Galois"):
        teacher_with_password(here, name)
        said = here.stranger.ask("POST", "/session", {"name": name, "password": PASSWORD})
        browsers.append(Person("", {"cookie": f"{cookies.SESSION}={said.cookies[cookies.SESSION]}"}, here.client))
        here.client.cookies.clear()
    with connect(here, browsers[0]) as removed, connect(here, browsers[1]) as reset, connect(here, here.ada) as other:
        for tab in (removed, reset, other):
            hear(tab, "welcome")
        for arguments in (["remove", "Frau Germain"], ["reset", "Herr Galois", "--generate"]):
            done = CliRunner().invoke(app, ["teacher", *arguments, "--data-dir", folder])
            assert done.exit_code == 0, done.output
        assert closing(removed) == 4401
        assert closing(reset) == 4401
        other.send_text('{"type": "ping", "sent_ms": 1}')
        assert hear(other, "pong")["sent_ms"] == 1, "nobody else is sent away"
