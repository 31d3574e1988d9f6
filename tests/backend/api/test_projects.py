"""Projects over HTTP: saved, never written over unseen, and nobody's but one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.backend.api.school import Person, School, document, opened, school


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school")) as made:
        yield made


def new(person: Person, title: str = "Spiral", rate: float = 0.1) -> Any:
    return person.made("/projects", {"title": title, "document": document(rate)})


def test_a_project_from_birth_to_death(here: School) -> None:
    answer = here.ada.ask("POST", "/projects", {"title": " Spiral ", "notes": "n", "document": document()})
    made = answer.json()
    assert answer.headers["location"] == f"/api/v1/projects/{made['id']}"
    assert (made["title"], made["owner"], made["version"], made["may_write"]) == ("Spiral", here.ada.id, 1, True)
    assert made["document"] == document()
    path = f"/projects/{made['id']}"
    assert here.ada.get(path).json() == made
    saved = here.ada.made(path, {"version": 1, "document": document(0.2)}, 200, "PUT")
    assert (saved["version"], saved["document"]) == (2, document(0.2))
    named = here.ada.made(path, {"title": "Other"}, 200, "PATCH")
    assert (named["title"], named["notes"], named["version"]) == ("Other", "n", 2)
    assert here.ada.ask("DELETE", path).status_code == 204
    assert here.ada.get(path).json()["code"] == "no_such_project"
    assert made["id"] in [line["id"] for line in here.ada.get("/projects?deleted=true").json()["items"]]
    assert here.ada.made(f"{path}/restore", None, 200) == named
    assert here.ada.made(f"{path}/restore", None, 200) == named


@pytest.mark.fault(30)
def test_two_tabs_that_edit_one_project(here: School) -> None:
    """The second is told, reads what the first has saved, and then decides: nothing is lost without being seen."""
    project = new(here.ada)
    path = f"/projects/{project['id']}"
    first = here.ada.made(path, {"version": 1, "document": document(0.2)}, 200, "PUT")
    refused = here.ada.ask("PUT", path, {"version": 1, "document": document(0.3)})
    assert (refused.status_code, refused.json()["code"]) == (409, "changed_meanwhile")
    assert "version 2 was saved" in refused.json()["detail"]
    present = here.ada.get(path).json()
    assert present == first, "the refused one changed nothing"
    kept = here.ada.made(path, {"version": present["version"], "document": document(0.3), "keep": True}, 200, "PUT")
    assert kept["document"] == document(0.3)
    version = here.ada.get(f"{path}/versions/2").json()
    assert version["document"] == document(0.2), "what was replaced on purpose can be brought back"
    again = here.ada.made(path, {"version": 2, "document": document(0.3)}, 200, "PUT")
    assert again == kept, "sent twice because the answer was lost"


def test_versions_are_listed_and_opened(here: School) -> None:
    project = new(here.ada)
    path = f"/projects/{project['id']}"
    here.ada.made(path, {"version": 1, "document": document(0.2)}, 200, "PUT")
    assert [line["version"] for line in here.ada.get(f"{path}/versions").json()] == [1]
    assert here.ada.get(f"{path}/versions/2").json()["document"] == document(0.2)
    assert here.ada.get(f"{path}/versions/3").json()["code"] == "no_such_version"
    for number in ("0", "-1", "x", str(2**31)):
        assert here.ada.get(f"{path}/versions/{number}").status_code == 422


def test_a_copy_is_ones_own_and_keeps_what_it_was_made_from(here: School) -> None:
    project = new(here.ada, "Deep")
    path = f"/projects/{project['id']}"
    mine = here.ada.made(f"{path}/fork", {})
    assert (mine["title"], mine["document"], mine["version"]) == ("Deep (copy)", document(), 1)
    here.ada.made(path, {"version": 1, "document": document(0.2)}, 200, "PUT")
    older = here.ada.made(f"{path}/fork", {"version": 1, "title": "As it was"})
    assert (older["title"], older["document"]) == ("As it was", document())
    assert here.ada.made(f"{path}/fork", {"version": 2})["document"] == document(0.2)
    assert here.ada.ask("POST", f"{path}/fork", {"version": 9}).json()["code"] == "no_such_version"
    theirs = here.teacher.made(f"{path}/fork", {})
    assert (theirs["owner"], theirs["title"], theirs["may_write"]) == (here.teacher.id, "Deep", True)


def test_projects_come_in_pages(here: School) -> None:
    for number in range(5):
        new(here.bob, f"p{number}")
    seen: list[str] = []
    after = ""
    while after is not None:
        page = here.bob.get(f"/projects?limit=2{after and f'&after={after}'}").json()
        seen += [line["title"] for line in page["items"]]
        after = page["next"]
    assert seen == ["p4", "p3", "p2", "p1", "p0"]
    assert here.bob.get("/projects?after=nonsense").status_code == 422
    assert [line["title"] for line in here.teacher.get(f"/projects?user={here.bob.id}").json()["items"]] == seen


def test_what_is_anothers_looks_like_what_there_is_not(here: School) -> None:
    project = new(here.ada)
    body = {"version": 1, "document": document(0.5)}
    asked: list[tuple[str, str, Any]] = [
        ("GET", "", None),
        ("PUT", "", body),
        ("PATCH", "", {"title": "mine"}),
        ("DELETE", "", None),
        ("POST", "/restore", None),
        ("POST", "/fork", {}),
        ("GET", "/versions", None),
        ("GET", "/versions/1", None),
    ]
    for person in (here.bob, here.eve, here.colleague):
        for method, more, json in asked:
            real = person.ask(method, f"/projects/{project['id']}{more}", json)
            missing = person.ask(method, f"/projects/project_nobody{more}", json)
            assert real.status_code == missing.status_code == 404
            assert real.text.replace(project["id"], "project_nobody") == missing.text
            assert dict(real.headers).keys() == dict(missing.headers).keys()
    for method, more, json in asked:
        assert here.stranger.ask(method, f"/projects/{project['id']}{more}", json).status_code == 401
    assert here.ada.get(f"/projects/{project['id']}").json() == project


def test_a_teacher_and_an_administrator_look_and_copy_but_change_nothing(here: School) -> None:
    project = new(here.ada)
    path = f"/projects/{project['id']}"
    for person in (here.teacher, here.admin):
        assert person.get(path).json() == project | {"may_write": False}
        assert person.get(f"{path}/versions").status_code == 200
        assert person.made(f"{path}/fork", {})["owner"] == person.id
        for method, json in (
            ("PUT", {"version": 1, "document": document(9)}),
            ("PATCH", {"title": "x"}),
            ("DELETE", None),
        ):
            assert person.ask(method, path, json).json()["code"] == "not_yours"
    assert here.ada.get(path).json() == project


def test_nobody_lists_what_another_has(here: School) -> None:
    for person in (here.bob, here.eve, here.colleague):
        for user in (here.ada.id, "user_nobody"):
            assert person.get(f"/projects?user={user}").json()["code"] == "no_such_user"


def test_a_key_for_reading_changes_nothing(here: School) -> None:
    project = new(here.ada)
    reader = here.person(here.ada.id, "read")
    path = f"/projects/{project['id']}"
    assert reader.get(path).json() == project | {"may_write": False}
    for method, json in (("PUT", {"version": 1, "document": document(9)}), ("PATCH", {"title": "x"}), ("DELETE", None)):
        assert reader.ask(method, path, json).json()["code"] == "scope"
    assert reader.ask("POST", "/projects", {"document": document()}).json()["code"] == "scope"


def test_in_a_closed_class_projects_are_seen_and_not_changed(here: School) -> None:
    project = new(here.eve)
    here.call(lambda: here.service.classes.edit(here.other, closed_at=1.0))
    path = f"/projects/{project['id']}"
    assert here.eve.get(path).json() == project | {"may_write": False}
    assert here.eve.ask("PUT", path, {"version": 1, "document": document(9)}).json()["code"] == "class_closed"
    assert here.colleague.made(f"{path}/fork", {})["title"] == "Spiral"
    here.call(lambda: here.service.classes.edit(here.other, closed_at=None))
    assert here.eve.get(path).json() == project


@pytest.mark.parametrize("name", ["nothing", "%00", "..%2f", "x" * 3000, "project_%27--", "%ff"])
@pytest.mark.fault(10)
def test_every_name_that_is_no_project_is_answered_alike(here: School, name: str) -> None:
    for more in ("", "/versions", "/versions/1"):
        answer = here.ada.get(f"/projects/{name}{more}")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_document_may_be_unfinished_but_not_bottomless(here: School) -> None:
    made = here.ada.made("/projects", {"document": {"spec": {"network": {"nodes": [], "edges": []}}}})
    assert (made["title"], made["document"]["drawing"]) == ("Untitled", None)
    deep: Any = 1
    for _ in range(40):
        deep = [deep]
    refused = here.ada.ask("POST", "/projects", {"document": {"spec": {"a": deep}}})
    assert (refused.status_code, refused.json()["code"]) == (422, "too_deep")
    hidden = {"spec": {}, "drawing": [{"a": {"__proto__": {"b": 1}}}]}
    refused = here.ada.ask("POST", "/projects", {"document": hidden})
    assert (refused.status_code, refused.json()["where"]) == (422, "document.drawing")
    assert "__proto__" in refused.json()["detail"]
    refused = here.ada.ask("POST", "/projects", {"document": {"spec": {"a": "x" * (2 << 20)}}})
    assert refused.status_code == 413
    refused = here.ada.ask("POST", "/projects", {"document": {"spec": {}}, "title": " "})
    assert refused.status_code == 422


def test_on_a_laptop_everything_is_its_owners(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        owner = Person("local", {}, client)
        project = new(owner)
        assert (project["owner"], project["may_write"]) == ("local", True)
        assert [line["id"] for line in owner.get("/projects").json()["items"]] == [project["id"]]
        with opened(tmp_path / "other") as second:
            assert Person("local", {}, second).get(f"/projects/{project['id']}").status_code == 404
