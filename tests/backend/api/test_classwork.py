"""What a teacher sees of a class, hands out to it, and takes home as a table."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.api.routes.results import COLUMNS
from glassnet.api.table import csv_of
from tests.backend.api.school import Person, School, document, school


@pytest.fixture
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school")) as made:
        yield made


def members(here: School, person: Person | None = None) -> dict[str, Any]:
    found = (person or here.teacher).get(f"/classes/{here.lesson}/members").json()
    return {member["nickname"]: member for member in found}


def test_a_teacher_sees_everybody_with_projects_and_runs(here: School) -> None:
    project = here.ada.made("/projects", {"title": "Spiral", "document": document()})
    run = here.ada.made(f"/runs?project={project['id']}", document()["spec"])
    here.ada.made(f"/runs/{run['id']}/commands", {"type": "step", "unit": "epoch"}, 200)
    found = members(here)
    assert list(found) == ["ada", "bob"]
    assert [line["title"] for line in found["ada"]["projects"]] == ["Spiral"]
    assert found["ada"]["projects"][0]["runs"] == 1
    (line,) = found["ada"]["runs"]
    assert (line["id"], line["step"], line["project"]) == (run["id"], 10, project["id"])
    assert line["loss"] is not None
    assert (found["ada"]["account"], found["ada"]["online"]) == (here.ada.id, True)
    assert (found["bob"]["projects"], found["bob"]["runs"], found["bob"]["has_password"]) == ([], [], False)
    assert here.teacher.get(f"/runs/{run['id']}").status_code == 200
    assert here.teacher.get(f"/runs/{run['id']}/metrics").status_code == 200


def test_who_was_removed_is_not_shown_any_more(here: School) -> None:
    project = here.ada.made("/projects", {"document": document()})["id"]
    here.call(lambda: here.service.classes.remove(here.lesson, here.ada.id, 1.0))
    assert list(members(here)) == ["bob"]
    assert here.teacher.get(f"/projects/{project}").status_code == 404


def test_a_class_is_shown_to_its_teacher_and_administrators_alone(here: School) -> None:
    asked: list[tuple[str, str, Any]] = [
        ("GET", "members", None),
        ("GET", "results.csv", None),
        ("POST", "handouts", {"project": "project_x"}),
    ]
    for method, what, json in asked:
        for person in (here.ada, here.eve):
            assert person.ask(method, f"/classes/{here.lesson}/{what}", json).json()["code"] == "role"
        assert here.stranger.ask(method, f"/classes/{here.lesson}/{what}", json).status_code == 401
        theirs = here.colleague.ask(method, f"/classes/{here.lesson}/{what}", json)
        missing = here.colleague.ask(method, f"/classes/class_nobody/{what}", json)
        assert theirs.status_code == missing.status_code == 404
        assert theirs.text.replace(here.lesson, "class_nobody") == missing.text
    assert list(members(here, here.admin)) == ["ada", "bob"]
    assert here.teacher.get("/classes/%00/members").status_code == 404


def handed(person: Person) -> list[Any]:
    return [line for line in person.get("/projects").json()["items"] if line["handed_from"]]


def test_a_project_is_handed_out_to_everybody_and_to_those_who_join_later(here: School) -> None:
    lesson = here.teacher.made("/projects", {"title": "Lesson", "notes": "Try.", "document": document()})
    path = f"/classes/{here.lesson}/handouts"
    assert here.teacher.made(path, {"project": lesson["id"]}) == {"copies": 2}
    assert here.teacher.made(path, {"project": lesson["id"]}) == {"copies": 0}
    for person in (here.ada, here.bob):
        (copy,) = handed(person)
        assert (copy["title"], copy["owner"], copy["handed_from"]) == ("Lesson", person.id, lesson["id"])
        whole = person.get(f"/projects/{copy['id']}").json()
        assert (whole["document"], whole["notes"], whole["may_write"]) == (lesson["document"], "Try.", True)
    assert handed(here.eve) == []
    assert here.ada.get(f"/projects/{lesson['id']}").status_code == 404, "the teacher's own stays the teacher's"
    later = here.call(lambda: here.service.classes.join(here.lesson, "Later", "later", time.time()))
    assert [copy["title"] for copy in handed(here.person(later.id))] == ["Lesson"]
    here.call(lambda: here.service.classes.remove(here.lesson, later.id, time.time()))
    mine = handed(here.ada)[0]["id"]
    here.ada.made(f"/projects/{mine}", {"version": 1, "document": document(0.7)}, 200, "PUT")
    here.teacher.made(f"/projects/{lesson['id']}", {"version": 1, "document": document(0.2)}, 200, "PUT")
    assert here.teacher.made(path, {"project": lesson["id"]}) == {"copies": 2}
    documents = [here.ada.get(f"/projects/{copy['id']}").json()["document"] for copy in handed(here.ada)]
    assert sorted(documents, key=str) == sorted([document(0.7), document(0.2)], key=str)


def test_what_a_link_only_lets_look_at_is_not_handed_out(here: School) -> None:
    mine = here.colleague.made("/projects", {"title": "Mine", "document": document()})
    path = f"/classes/{here.lesson}/handouts"
    for mode, code in (("view", "look_only"), ("embed", "look_only"), ("fork", None)):
        share = here.colleague.made("/shares", {"project": mine["id"], "mode": mode})
        secret = share["url"].partition("#")[2]
        answer = here.teacher.ask("POST", path, {"project": mine["id"]}, glassnet_share=secret)
        assert answer.json().get("code") == code
    assert answer.status_code == 201


def test_the_work_of_one_student_is_handed_out_to_all(here: School) -> None:
    good = here.ada.made("/projects", {"title": "Good", "document": document()})
    path = f"/classes/{here.lesson}/handouts"
    assert here.teacher.made(path, {"project": good["id"]}) == {"copies": 2}
    theirs = here.eve.made("/projects", {"document": document()})["id"]
    assert here.teacher.ask("POST", path, {"project": theirs}).json()["code"] == "no_such_project"
    here.call(lambda: here.service.classes.edit(here.lesson, closed_at=1.0))
    assert here.teacher.ask("POST", path, {"project": good["id"]}).json()["code"] == "class_closed"


@pytest.mark.fault(41)
def test_the_results_are_a_table_that_runs_nothing(here: School) -> None:
    project = here.ada.made("/projects", {"title": "=HYPERLINK(1)", "document": document()})
    run = here.ada.made(f"/runs?project={project['id']}", document()["spec"])
    here.ada.made(f"/runs/{run['id']}", {"title": '@sum, "x"'}, 200, "PATCH")
    here.ada.made(f"/runs/{run['id']}/commands", {"type": "step", "unit": "epoch"}, 200)
    answer = here.teacher.get(f"/classes/{here.lesson}/results.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{here.lesson}.csv"'
    head, ada, bob = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert tuple(head) == COLUMNS
    row = dict(zip(head, ada, strict=True))
    assert (row["student"], row["project"], row["title"]) == ("ada", "'=HYPERLINK(1)", '\'@sum, "x"')
    assert (row["run"], row["updates"], float(row["epochs"])) == (run["id"], "10", 1.0)
    assert float(row["train_loss"]) >= 0
    assert bob == ["bob", *[""] * (len(head) - 1)]


@given(st.lists(st.tuples(st.text(), st.text(max_size=3), st.none() | st.floats()), max_size=5))
def test_no_cell_is_ever_a_formula(rows: list[tuple[str, str, float | None]]) -> None:
    text = csv_of(("a", "b", "c"), rows)
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert len(read) == 1 + len(rows)
    for cells, row in zip(read[1:], rows, strict=True):
        for cell, value in zip(cells[:2], row[:2], strict=True):
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))
            assert cell in (value, f"'{value}")
        assert cells[2] == "" or float(cells[2]) == row[2]
