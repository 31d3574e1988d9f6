"""The history of runs over HTTP: lists, names, comparisons, and going on from a checkpoint."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.backend.api.school import Person, School, document, school


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school"), max_live_runs_per_user=100) as made:
        yield made


def run(person: Person, rate: float = 0.1, query: str = "") -> Any:
    return person.made(f"/runs{query}", document(rate)["spec"])


def tell(person: Person, run_id: str, **command: Any) -> Any:
    return person.made(f"/runs/{run_id}/commands", command, 200)


def until(person: Person, path: str, holds: Any) -> Any:
    deadline = time.monotonic() + 30
    while not holds(found := person.get(path).json()):
        assert time.monotonic() < deadline, found
        time.sleep(0.02)
    return found


def trained(person: Person, epochs: int = 2) -> Any:
    """A run that has rested on the disk after so many epochs."""
    made = run(person)
    for _ in range(epochs):
        tell(person, made["id"], type="step", unit="epoch")
    until(person, f"/runs/{made['id']}/checkpoints", lambda kept: kept and kept[0]["step"] == 10 * epochs)
    return person.get(f"/runs/{made['id']}").json()


def test_runs_are_listed_in_short_and_by_project(here: School) -> None:
    project = here.ada.made("/projects", {"document": document()})["id"]
    first, second = run(here.ada), run(here.ada, query=f"?project={project}")
    assert second["project"] == project
    lines = here.ada.get("/runs/lines").json()["items"]
    assert [line["id"] for line in lines[:2]] == [second["id"], first["id"]]
    assert "spec" not in lines[0]
    for path in ("/runs/lines", "/runs"):
        assert [one["id"] for one in here.ada.get(f"{path}?project={project}").json()["items"]] == [second["id"]]
        page = here.ada.get(f"{path}?limit=1").json()
        assert (page["items"][0]["id"], page["next"]) == (second["id"], second["id"])
        assert here.ada.get(f"{path}?limit=1&after={second['id']}").json()["items"][0]["id"] == first["id"]
    assert here.ada.get(f"/projects/{project}").json()["runs"] == 1


def test_everybody_lists_their_own_and_a_teacher_those_of_students(here: School) -> None:
    mine, theirs = run(here.bob)["id"], run(here.eve)["id"]
    for path in ("/runs/lines", "/runs"):
        of_bob = [one["id"] for one in here.bob.get(path).json()["items"]]
        assert mine in of_bob
        assert theirs not in of_bob
        assert [one["id"] for one in here.teacher.get(f"{path}?user={here.bob.id}").json()["items"]] == of_bob
        assert here.teacher.get(path).json()["items"] == []
        for person, user in ((here.ada, here.bob.id), (here.teacher, here.eve.id), (here.colleague, here.bob.id)):
            assert person.get(f"{path}?user={user}").json()["code"] == "no_such_user"
        assert here.stranger.get(path).status_code == 401


def test_a_run_gets_a_name_notes_and_a_project(here: School) -> None:
    project = here.ada.made("/projects", {"document": document()})["id"]
    path = f"/runs/{run(here.ada)['id']}"
    assert here.ada.made(path, {"title": " Fast ", "notes": "x"}, 200, "PATCH")["title"] == "Fast"
    edited = here.ada.made(path, {"project": project}, 200, "PATCH")
    assert (edited["title"], edited["notes"], edited["project"]) == ("Fast", "x", project)
    tell(here.ada, edited["id"], type="step", unit="epoch")
    found = here.ada.get(path).json()
    assert (found["title"], found["project"]) == ("Fast", project), "what the run tells of itself does not undo it"
    assert here.ada.made(path, {"project": "", "title": ""}, 200, "PATCH")["project"] is None
    theirs = here.bob.made("/projects", {"document": document()})["id"]
    assert here.ada.ask("PATCH", path, {"project": theirs}).json()["code"] == "no_such_project"
    assert here.ada.ask("POST", f"/runs?project={theirs}", document()["spec"]).json()["code"] == "no_such_project"
    assert here.teacher.ask("PATCH", path, {"title": "x"}).json()["code"] == "not_yours"
    assert here.bob.ask("PATCH", path, {"title": "x"}).status_code == 404


def test_runs_are_compared(here: School) -> None:
    one, other = run(here.ada, 0.1)["id"], run(here.ada, 0.5)["id"]
    found = here.ada.get(f"/runs/compare?ids={one},{other}").json()
    assert [line["id"] for line in found["runs"]] == [one, other]
    assert found["differences"] == [{"path": "training.optimiser.learning_rate", "values": [0.1, 0.5]}]
    assert here.teacher.get(f"/runs/compare?ids={other},{one}").json()["differences"][0]["values"] == [0.5, 0.1]
    for ids in ("", one, f"{one},{one}", ",".join(f"run_{number}" for number in range(13))):
        answer = here.ada.get(f"/runs/compare?ids={ids}")
        assert (answer.status_code, answer.json()["code"]) == (422, "ids")
    theirs = run(here.bob)["id"]
    for ids in (f"{one},{theirs}", f"{one},run_nobody", f"{one},%00"):
        assert here.ada.get(f"/runs/compare?ids={ids}").json()["code"] == "no_such_run"


def test_a_run_goes_on_from_a_checkpoint_as_the_other_would(here: School) -> None:
    project = here.ada.made("/projects", {"document": document()})["id"]
    source = trained(here.ada, 3)
    here.ada.made(f"/runs/{source['id']}", {"title": "Fast", "project": project}, 200, "PATCH")
    kept = here.ada.get(f"/runs/{source['id']}/checkpoints").json()
    assert kept[0]["step"] == 30
    assert kept[0]["epoch"] == 3.0
    assert sum(one["best"] for one in kept) == 1
    fork = here.ada.made(f"/runs/{source['id']}/fork", {})
    assert (fork["status"], fork["step"], fork["epoch"]) == ("paused", 30, 3.0)
    assert (fork["parent"], fork["parent_step"], fork["title"], fork["project"]) == (
        *(source["id"], 30),
        *("Fast (copy)", project),
    )
    before = here.ada.get(f"/runs/{source['id']}/metrics").json()["rows"]
    curves = here.ada.get(f"/runs/{fork['id']}/metrics").json()["rows"]
    assert curves["step"] == before["step"]
    for person_run in (source["id"], fork["id"]):
        tell(here.ada, person_run, type="step", unit="epoch")
    both = [here.ada.get(f"/runs/{one}/checkpoint").content for one in (source["id"], fork["id"])]
    assert both[0] == both[1], "one more epoch makes the same of both"
    there = here.ada.get(f"/runs/{fork['id']}/metrics").json()["rows"]
    assert there["step"][: len(before["step"])] == before["step"]
    assert there["step"][-1] == 40


def test_a_run_goes_on_from_an_older_checkpoint(here: School) -> None:
    source = trained(here.ada, 2)
    steps = [one["step"] for one in here.ada.get(f"/runs/{source['id']}/checkpoints").json()]
    older = here.ada.made(f"/runs/{source['id']}/fork", {"step": steps[-1]})
    assert (older["step"], older["parent_step"]) == (steps[-1], steps[-1])
    refused = here.ada.ask("POST", f"/runs/{source['id']}/fork", {"step": 999_999})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_checkpoint")
    assert "20" in refused.json()["hint"]
    again = here.ada.made(f"/runs/{older['id']}/fork", {})
    assert again["parent"] == older["id"]


def test_a_run_that_never_trained_is_copied_from_its_beginning(here: School) -> None:
    source = run(here.ada)
    fork = here.ada.made(f"/runs/{source['id']}/fork", {})
    assert (fork["status"], fork["step"], fork["parent"]) == ("created", 0, source["id"])
    assert fork["spec"] == source["spec"]


def test_a_teacher_goes_on_from_a_students_run_and_nobody_else(here: School) -> None:
    source = trained(here.bob, 1)
    fork = here.teacher.made(f"/runs/{source['id']}/fork", {})
    assert (fork["user"], fork["step"], fork["project"]) == (here.teacher.id, 10, None)
    assert here.teacher.get(f"/runs/{source['id']}/checkpoints").status_code == 200
    for person in (here.ada, here.eve, here.colleague):
        for method, more, json in (("POST", "/fork", {}), ("GET", "/checkpoints", None)):
            real = person.ask(method, f"/runs/{source['id']}{more}", json)
            missing = person.ask(method, f"/runs/run_nobody{more}", json)
            assert real.status_code == missing.status_code == 404
            assert real.text.replace(source["id"], "run_nobody") == missing.text
    assert here.stranger.ask("POST", f"/runs/{source['id']}/fork", {}).status_code == 401
