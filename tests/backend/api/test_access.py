"""Every route, HTTP and WebSocket, enumerated: who may ask at all, and that nothing of others' can be told apart from
nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import BaseRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from glassnet.api import access, cookies
from glassnet.api.bodies import declared
from glassnet.protocol.socket import SUBPROTOCOL
from tests.backend.api.school import API, Person, School, document, school

PUBLIC = {
    "catalog",
    "docs",
    "file",
    "health",
    "join",
    "metrics",
    "read_catalog",
    "read_join",
    "read_me",
    "read_shared",
    "read_templates",
    "ready",
    "resume",
    "sign_in",
    "sign_out",
}
"""Routes for strangers; some of them ask for something else, such as a password."""

FOR_ALL = {"build_template", "cancel_download", "start_download"}
"""Routes whose ids name what belongs to nobody."""


class Route(NamedTuple):
    name: str
    method: str
    path: str
    needs: set[Any]


class Things(NamedTuple):
    """What is ada's, or her teacher's, by the names of the parameters of paths."""

    run: str
    project: str
    share: str
    token: str
    lesson: str
    dataset: str


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school")) as made:
        yield made


@pytest.fixture(scope="module")
def things(here: School) -> Things:
    ada = here.ada
    project = ada.made("/projects", {"title": "Spiral", "document": document()})["id"]
    run = ada.made(f"/runs?project={project}", document()["spec"])["id"]
    share = ada.made("/shares", {"project": project})["share"]["id"]
    token = here.call(here.service.keys.tokens_of, ada.id)[0].id
    dataset = bring(here, ada.id)
    return Things(run, project, share, token, here.lesson, dataset)


def bring(here: School, user: str) -> str:
    """An uploaded data set of somebody's, with a manifest and no pixels."""
    from glassnet.storage.datasets.library import Manifest

    library = here.service.library
    id = "data_" + "a1" * 12
    manifest = Manifest(
        id=id, title="Mine", shape=(8, 8, 1), classes=["a", "b"], counts=[5, 5], samples=10, created_at=1.0
    )
    if not library.has(id):
        with library.staged() as place:
            library.admit(place, manifest)
    here.call(here.service.uploaded.add, id, user, 100, time.time())
    return id


def flattened(routes: list[BaseRoute]) -> Iterator[BaseRoute]:
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if isinstance(route, APIRoute | APIWebSocketRoute) or inner is None:
            yield route
        else:
            yield from flattened(inner.routes)


def all_routes(client: TestClient) -> list[Route]:
    """Every HTTP route, with what it declares."""
    found = []
    for route in flattened(client.app.routes):  # type: ignore[attr-defined]
        if isinstance(route, APIRoute):
            needs = {one for one in declared(route.dependant) if one in access.DECLARATIONS}
            found += [Route(route.name, method, route.path, needs) for method in sorted(route.methods - {"HEAD"})]
    return found


def concrete(route: Route, things: Things) -> str:
    """The address of ada's thing; a parameter that nobody knows how to fill fails the test."""
    path = route.path
    owners = {
        "runs": things.run,
        "projects": things.project,
        "shares": things.share,
        "tokens": things.token,
        "classes": things.lesson,
        "datasets": things.dataset,
    }
    noun = path.removeprefix(API).split("/")[1]
    fillers = {"n": "1", "version": "1", "number": "1", "account": "ADA", "code": "abc-def", "name": "start.js"}
    if "{id}" in path:
        fillers["id"] = owners.get(noun, "x")
        if noun == "admin":
            fillers["id"] = "TEACHER"
    return re.sub(r"{(\w+)[^}]*}", lambda found: fillers[found[1]], path).removeprefix(API)


def in_person(here: School, person: Person) -> Person:
    """Somebody with a browser instead of a program's token."""
    session = here.call(here.service.keys.begin_session, person.id, time.time(), 3600)
    return Person(person.id, {"cookie": f"{cookies.SESSION}={session}"}, here.client)


def body_of(client: TestClient, route: Route) -> Any:
    """The first example that the document gives of its body."""
    if route.name == "predict":
        return {"inputs": [[0.0, 0.0]]}  # its example is that of a field
    operation = client.app.openapi()["paths"].get(route.path, {}).get(route.method.lower(), {})  # type: ignore[attr-defined]
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples = content.get("schema", {}).get("examples") or [
        one["value"] for one in content.get("examples", {}).values()
    ]
    return next(iter(examples), {} if content else None)


@pytest.mark.fault(7)
def test_every_route_declares_who_may_ask(here: School) -> None:
    routes = all_routes(here.client)
    assert len(routes) >= 60
    for route in routes:
        assert len(route.needs) == 1, f"{route.method} {route.path} declares {route.needs}: take one of access.py"
        if access.anyone in route.needs:
            assert route.name in PUBLIC, f"{route.method} {route.path} is for strangers; is it meant to be?"
    sockets = [one for one in flattened(here.client.app.routes) if isinstance(one, APIWebSocketRoute)]  # type: ignore[attr-defined]
    assert [(one.path, list(declared(one.dependant))) for one in sockets] == [("/api/v1/socket", [access.anyone])]


def stranger_headers(here: School) -> dict[str, dict[str, str]]:
    """What those send who were let in once, or never."""
    service, now = here.service, time.time()
    token, secret = here.call(service.keys.add_token, here.ada.id, "old", ["read", "write"], now, 3600)
    here.call(service.keys.delete_token, here.ada.id, token.id)
    _, late = here.call(service.keys.add_token, here.ada.id, "late", ["read", "write"], now - 7200, 3600)
    expired = here.call(service.keys.begin_session, here.ada.id, now - 7200, 3600)
    ended = here.call(service.keys.begin_session, here.ada.id, now, 3600)
    here.call(service.keys.end_session, service.keys.session_id(ended))
    return {
        "nothing": {},
        "revoked token": {"authorization": f"Bearer {secret}"},
        "expired token": {"authorization": f"Bearer {late}"},
        "expired session": {"cookie": f"{cookies.SESSION}={expired}"},
        "signed out": {"cookie": f"{cookies.SESSION}={ended}"},
        "nonsense": {"authorization": "Bearer glassnet_\u00fc", "cookie": f'{cookies.SESSION}="; x=;;='},
    }


@pytest.mark.fault(7)
@pytest.mark.parametrize(
    "kind", ["nothing", "revoked token", "expired token", "expired session", "signed out", "nonsense"]
)
def test_strangers_are_refused_everywhere(here: School, things: Things, kind: str) -> None:
    headers = {name: value.encode() for name, value in stranger_headers(here)[kind].items()}
    for route in all_routes(here.client):
        if access.anyone in route.needs:
            continue
        path = concrete(route, things)
        answer = here.client.request(route.method, API + path, content=b"{", headers=headers)  # nothing of it is read
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in"), (route.method, path, answer.text)


@pytest.mark.fault(8)
@pytest.mark.parametrize("who", ["bob", "eve", "colleague"])
def test_what_is_others_does_not_exist(here: School, things: Things, who: str) -> None:
    """Bob is in ada's class, eve in another one, and the colleague teaches that one."""
    person = in_person(here, getattr(here, who))
    missing = Things(*(re.sub(r"_.*", "_" + "z2" * 8, id) for id in things))
    tried = 0
    for route in all_routes(here.client):
        if access.anyone in route.needs or "{" not in route.path or route.name in FOR_ALL:
            continue
        tried += 1
        answers = []
        for target in (things, missing):
            path = concrete(route, target)
            sent = person.ask(route.method, path, body_of(here.client, route))
            assert sent.status_code in (403, 404), (who, route.method, path, sent.text)
            said = sent.text
            for own, other in zip(things, missing, strict=True):
                said = said.replace(own, "ID").replace(other, "ID")
            answers.append((sent.status_code, said))
        assert answers[0] == answers[1], (who, route.method, route.path)
        if answers[0][0] == 403:
            assert '"role"' in answers[0][1], "only who has another role is told so, whatever the id"
    assert tried >= 30


@pytest.mark.fault(8)
def test_lists_show_nothing_of_others(here: School, things: Things) -> None:
    for person in (here.bob, here.eve, here.colleague):
        for route in all_routes(here.client):
            if route.method == "GET" and "{" not in route.path and route.path.startswith(API):
                text = person.get(route.path.removeprefix(API)).text
                own = {here.lesson} if person is here.bob else set()
                assert not [id for id in things if id in text and id not in own], (route.path, person)


@pytest.mark.fault(8)
def test_others_ids_in_queries_and_bodies_do_not_exist(here: School, things: Things) -> None:
    spec = document()["spec"]
    upload = spec | {"data": {"kind": "upload", "dataset": things.dataset}}
    for person in (here.bob, here.eve, here.colleague):
        assert person.ask("POST", f"/runs?weights_from={things.run}", spec).status_code == 404
        assert person.ask("POST", f"/runs?project={things.project}", spec).status_code == 404
        assert person.ask("POST", "/shares", {"run": things.run}).status_code == 404
        assert person.get(f"/runs/compare?ids={things.run},run_{'z2' * 8}").status_code == 404
        refused = person.ask("POST", "/runs", upload)
        absent = person.ask("POST", "/runs", upload | {"data": {"kind": "upload", "dataset": "data_" + "b2" * 12}})
        assert refused.status_code == absent.status_code == 422
        assert refused.json()["code"] == absent.json()["code"] == "no_dataset"
        listed = person.get("/datasets").json()["items"]
        assert things.dataset not in [one["id"] for one in listed]
    assert here.teacher.get(f"/datasets/{things.dataset}").status_code == 200
    assert things.dataset in here.ada.get("/datasets").text


def test_a_teacher_sees_and_does_not_touch(here: School, things: Things) -> None:
    for person in (here.teacher, here.admin):
        assert person.get(f"/runs/{things.run}").json()["id"] == things.run
        assert person.get(f"/projects/{things.project}").json()["may_write"] is False
        for method, path in (("DELETE", f"/runs/{things.run}"), ("DELETE", f"/projects/{things.project}")):
            refused = person.ask(method, path)
            assert (refused.status_code, refused.json()["code"]) == (403, "not_yours"), path


def test_a_token_does_what_it_is_for(here: School, things: Things) -> None:
    reading = here.person(here.ada.id, "read")
    assert reading.get(f"/runs/{things.run}").status_code == 200
    assert reading.ask("DELETE", f"/runs/{things.run}").json()["code"] == "scope"
    teacher = here.person(here.teacher.id, "read")
    assert teacher.get(f"/classes/{here.lesson}").status_code == 200
    assert teacher.ask("DELETE", f"/classes/{here.lesson}").json()["code"] == "scope"
    for method, path in (("POST", "/tokens"), ("GET", "/tokens"), ("DELETE", "/me"), ("GET", "/me/export")):
        answer = here.ada.ask(method, path, {"title": "more"} if method == "POST" else None)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_by_token")


# ---------------------------------------------------------------------------------------------------- the socket


Connect = Callable[..., Any]


def connect(here: School, person: Person | None, query: str = "", **headers: str) -> Any:
    return here.client.websocket_connect(
        f"ws://nets{API}/socket{query}",
        subprotocols=[SUBPROTOCOL],
        headers=(person.headers if person else {}) | headers,
    )


def hear(tab: Any, *kinds: str) -> Any:
    """The next event of one of these kinds."""
    while True:
        message = tab.receive()
        if message["type"] == "websocket.close":
            raise WebSocketDisconnect(message["code"])
        if "text" in message:
            import json

            event = json.loads(message["text"])
            if event["type"] in kinds:
                return event


def closing(tab: Any) -> int:
    with pytest.raises(WebSocketDisconnect) as ended:
        hear(tab, "nothing")
    return ended.value.code


@pytest.mark.fault(7)
def test_strangers_get_no_socket(here: School) -> None:
    for kind, headers in stranger_headers(here).items():
        with connect(here, None, **{name: value for name, value in headers.items() if value.isascii()}) as tab:
            assert closing(tab) == 4401, kind


@pytest.mark.fault(8)
def test_a_socket_tells_nothing_of_others(here: School, things: Things) -> None:
    for person in (here.bob, here.eve, here.colleague):
        with connect(here, person) as tab:
            said = []
            for run in (things.run, "run_" + "z2" * 8):
                for message in (
                    {"type": "follow", "run": run},
                    {"type": "tell", "id": "a", "run": run, "command": {"type": "start"}},
                    {"type": "tell", "id": "b", "run": run, "command": {"type": "watch", "view": {"kind": "weights"}}},
                ):
                    tab.send_json(message)
                    problem = hear(tab, "problem", "status", "metrics", "done")
                    assert problem["type"] == "problem", problem
                    said.append(str(problem).replace(run, "ID"))
            assert said[:3] == said[3:]


def test_a_teacher_follows_and_does_not_steer(here: School, things: Things) -> None:
    with connect(here, here.teacher) as tab:
        tab.send_json({"type": "follow", "run": things.run})
        assert hear(tab, "problem", "metrics")["type"] == "metrics"
        tab.send_json({"type": "tell", "id": "a", "run": things.run, "command": {"type": "start"}})
        assert hear(tab, "problem", "done")["code"] == "not_yours"


def test_a_link_lets_follow_and_tell_nothing_else(here: School, things: Things) -> None:
    made = here.ada.made("/shares", {"run": things.run})
    secret = made["url"].rpartition("#")[2]
    shown = here.stranger.get(f"/runs/{things.run}", glassnet_share=secret)
    assert shown.status_code == 200
    other = here.ada.made("/runs", document()["spec"])["id"]
    assert here.stranger.get(f"/runs/{other}", glassnet_share=secret).status_code == 404
    assert here.stranger.get(f"/runs/{things.run}/checkpoint", glassnet_share=secret).json()["code"] == "no_weights"
    for method, path in (("DELETE", f"/runs/{things.run}"), ("GET", "/runs"), ("POST", "/shares"), ("DELETE", "/me")):
        assert here.stranger.ask(method, path, glassnet_share=secret).status_code == 401, path
    with connect(here, None, f"?share={secret}") as tab:
        tab.send_json({"type": "follow", "run": other})
        assert hear(tab, "problem", "metrics")["code"] == "no_such_run"
        tab.send_json({"type": "follow", "run": things.run})
        assert hear(tab, "problem", "metrics")["type"] == "metrics"
        for command in ({"type": "start"}, {"type": "stop"}, {"type": "reset"}):
            tab.send_json({"type": "tell", "id": "a", "run": things.run, "command": command})
            assert hear(tab, "problem", "done")["code"] == "not_yours"
        assert here.ada.ask("DELETE", f"/shares/{made['share']['id']}").status_code == 204
        assert closing(tab) == 4401, "the link was closed"
    assert here.stranger.get(f"/runs/{things.run}", glassnet_share=secret).status_code == 401
