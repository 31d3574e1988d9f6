"""Links for others: to whoever has one it opens one thing, to look or to copy, as long as it is meant to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.backend.api.school import Person, School, document, opened, school


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school"), max_live_runs_per_user=100) as made:
        yield made


def project(person: Person) -> Any:
    return person.made("/projects", {"title": "Spiral", "document": document()})


def shared(person: Person, **share: Any) -> str:
    """The secret of a new link."""
    url: str = person.made("/shares", share)["url"]
    assert url.startswith("http://nets/s#")
    return url.partition("#")[2]


def test_a_link_opens_its_project_to_anybody_and_nothing_else(here: School) -> None:
    mine, other = project(here.ada), project(here.ada)
    secret = shared(here.ada, project=mine["id"], locked=["data"], hidden=["views"])
    for person in (here.stranger, here.eve, here.colleague, here.ada):
        found = person.get("/shared", glassnet_share=secret).json()
        assert (found["title"], found["owner"], found["run"]) == ("Spiral", "ada", None)
        assert (found["share"]["mode"], found["share"]["locked"], found["share"]["hidden"]) == (
            "view",
            ["data"],
            ["views"],
        )
        own = person is here.ada
        assert found["project"] == mine | {"may_write": own}
        assert person.get(f"/projects/{mine['id']}", glassnet_share=secret).json() == mine | {"may_write": own}
    for person in (here.stranger, here.eve):
        assert person.get(f"/projects/{other['id']}", glassnet_share=secret).status_code == 404
        assert person.get(f"/projects/{mine['id']}").status_code in (401, 404)
        for more in ("/versions", "/versions/1"):
            assert person.get(f"/projects/{mine['id']}{more}", glassnet_share=secret).status_code in (401, 404)
    assert here.eve.get(f"/runs/lines?project={mine['id']}", glassnet_share=secret).json()["code"] == "no_such_project"


def test_a_link_to_copy_gives_the_present_version_only(here: School) -> None:
    mine = project(here.ada)
    path = f"/projects/{mine['id']}"
    here.ada.made(path, {"version": 1, "document": document(0.2), "keep": True}, 200, "PUT")
    secret = shared(here.ada, project=mine["id"], mode="fork")
    assert (
        here.eve.ask("POST", f"{path}/fork", {"version": 1}, glassnet_share=secret).json()["code"] == "no_such_version"
    )
    for asked in ({}, {"version": 2}):
        assert here.eve.made(f"{path}/fork", asked, glassnet_share=secret)["document"] == document(0.2)
    for person in (here.ada, here.teacher):
        assert person.made(f"{path}/fork", {"version": 1}, glassnet_share=secret)["document"] == mine["document"]


def test_a_link_for_looking_lets_nobody_copy_or_change(here: School) -> None:
    mine = project(here.ada)
    path = f"/projects/{mine['id']}"
    secret = shared(here.ada, project=mine["id"])
    for mode in ("view", "embed"):
        secret = shared(here.ada, project=mine["id"], mode=mode)
        assert here.eve.ask("POST", f"{path}/fork", {}, glassnet_share=secret).json()["code"] == "look_only"
    secret = shared(here.ada, project=mine["id"], mode="fork")
    copy = here.eve.made(f"{path}/fork", {}, glassnet_share=secret)
    assert (copy["owner"], copy["may_write"], copy["document"]) == (here.eve.id, True, mine["document"])
    for person, status in ((here.stranger, 401), (here.eve, 403)):
        for method, json in (
            ("PUT", {"version": 1, "document": document(9)}),
            ("PATCH", {"title": "x"}),
            ("DELETE", None),
        ):
            assert person.ask(method, path, json, glassnet_share=secret).status_code == status
    assert here.stranger.ask("POST", f"{path}/fork", {}, glassnet_share=secret).status_code == 401
    assert here.teacher.made(f"{path}/fork", {}, glassnet_share=shared(here.ada, project=mine["id"]))["version"] == 1


def test_a_link_to_a_run_shows_it_and_its_weights_only_when_it_says_so(here: School) -> None:
    run = here.ada.made("/runs", document()["spec"])["id"]
    here.ada.made(f"/runs/{run}/commands", {"type": "step", "unit": "epoch"}, 200)
    plain, learned = shared(here.ada, run=run, mode="fork"), shared(here.ada, run=run, mode="fork", weights=True)
    looking = shared(here.ada, run=run, weights=True)
    for secret in (plain, learned, looking):
        found = here.stranger.get("/shared", glassnet_share=secret).json()
        assert (found["run"]["id"], found["run"]["step"], found["project"]) == (run, 10, None)
        for more in ("", "/metrics", "/checkpoints"):
            assert here.stranger.get(f"/runs/{run}{more}", glassnet_share=secret).status_code == 200
        answer = here.stranger.ask("POST", f"/runs/{run}/commands", {"type": "start"}, glassnet_share=secret)
        assert answer.status_code == 401
        assert here.eve.ask("DELETE", f"/runs/{run}", glassnet_share=secret).status_code == 403
        assert here.eve.ask("PATCH", f"/runs/{run}", {"title": "x"}, glassnet_share=secret).status_code == 403
    assert here.stranger.get(f"/runs/{run}/checkpoint", glassnet_share=plain).json()["code"] == "no_weights"
    assert here.stranger.get(f"/runs/{run}/checkpoint", glassnet_share=learned).status_code == 200
    assert here.eve.ask("POST", f"/runs/{run}/fork", {}, glassnet_share=plain).json()["code"] == "no_weights"
    assert here.eve.ask("POST", f"/runs/{run}/fork", {}, glassnet_share=looking).json()["code"] == "look_only"
    fork = here.eve.made(f"/runs/{run}/fork", {}, glassnet_share=learned)
    assert (fork["user"], fork["step"], fork["parent"]) == (here.eve.id, 10, run)


def test_a_link_ends_when_it_is_closed_or_expires(here: School) -> None:
    mine = project(here.ada)
    answer = here.ada.made("/shares", {"project": mine["id"]})
    secret, name = answer["url"].partition("#")[2], answer["share"]["id"]
    assert name in [share["id"] for share in here.ada.get("/shares").json()]
    assert [share["id"] for share in here.ada.get(f"/shares?project={mine['id']}").json()] == [name]
    for person in (here.eve, here.bob):
        assert person.ask("DELETE", f"/shares/{name}").json()["code"] == "no_such_share"
    assert here.ada.ask("DELETE", "/shares/share_nobody").json()["code"] == "no_such_share"
    assert here.ada.ask("DELETE", f"/shares/{name}").status_code == 204
    assert here.ada.ask("DELETE", f"/shares/{name}").status_code == 404
    brief = here.ada.made("/shares", {"project": mine["id"], "expires_in_days": 1e-6})["url"].partition("#")[2]
    time.sleep(0.15)
    for ended in (secret, brief, "", "nonsense"):
        assert here.stranger.get("/shared", glassnet_share=ended).status_code == 404
        if ended:
            assert here.stranger.get(f"/projects/{mine['id']}", glassnet_share=ended).status_code == 401
            assert here.eve.get(f"/projects/{mine['id']}", glassnet_share=ended).status_code == 404
    assert here.ada.get(f"/shares?project={mine['id']}").json() == []


def test_a_link_ends_while_its_project_is_deleted(here: School) -> None:
    mine = project(here.ada)
    secret = shared(here.ada, project=mine["id"])
    here.ada.ask("DELETE", f"/projects/{mine['id']}")
    assert here.stranger.get("/shared", glassnet_share=secret).status_code == 404
    here.ada.made(f"/projects/{mine['id']}/restore", None, 200)
    assert here.stranger.get("/shared", glassnet_share=secret).status_code == 200


def test_only_what_is_ones_own_is_shared(here: School) -> None:
    mine, run = project(here.ada), here.ada.made("/runs", document()["spec"])
    for person, status in (
        (here.bob, 404),
        (here.eve, 404),
        (here.colleague, 404),
        (here.teacher, 403),
        (here.admin, 403),
    ):
        for what in ({"project": mine["id"]}, {"run": run["id"]}):
            assert person.ask("POST", "/shares", what).status_code == status
    assert here.stranger.ask("POST", "/shares", {"project": mine["id"]}).status_code == 401
    assert here.ada.ask("POST", "/shares", {}).json()["code"] == "nothing_shared"
    assert here.ada.ask("POST", "/shares", {"project": "project_x"}).json()["code"] == "no_such_project"
    assert here.ada.ask("POST", "/shares", {"run": "run_x"}).json()["code"] == "no_such_run"
    assert here.stranger.get("/shares").status_code == 401


def test_the_owner_of_a_laptop_follows_their_own_link(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        owner = Person("local", {}, client)
        mine = project(owner)
        secret = shared(owner, project=mine["id"])
        assert owner.get("/shared", glassnet_share=secret).json()["project"] == mine
        assert owner.get("/shared").status_code == 404
