"""Whoever is sent away is refused by the very next request, however lately the server has recognised them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend.api.school import Person, School, document, school
from tests.backend.api.test_access import in_person


@pytest.fixture
def here(tmp_path: Path) -> Iterator[School]:
    with school(tmp_path) as made:
        yield made


def statuses(*people: Person) -> list[int]:
    return [person.get("/runs").status_code for person in people]


def test_a_student_who_is_removed_is_a_stranger_at_once_and_the_others_are_not(here: School) -> None:
    everywhere = (here.ada, in_person(here, here.ada), in_person(here, here.ada))
    assert statuses(*everywhere, here.bob) == [200] * 4
    gone = here.teacher.ask("DELETE", f"/classes/{here.lesson}/members/{here.ada.id}")
    assert gone.status_code == 204
    assert statuses(*everywhere, here.bob) == [401, 401, 401, 200]
    assert here.teacher.get(f"/runs?user={here.ada.id}").status_code == 404, "nor is she the teacher's to see"


def test_a_key_that_is_taken_back_opens_nothing_at_once(here: School) -> None:
    browser, other = in_person(here, here.ada), in_person(here, here.ada)
    made = browser.made("/tokens", {"title": "notebook", "scopes": ["read"]})
    program = Person(here.ada.id, {"authorization": f"Bearer {made['secret']}"}, here.client)
    assert statuses(program, browser, other) == [200, 200, 200]
    assert browser.ask("DELETE", f"/tokens/{made['token']['id']}").status_code == 204
    assert statuses(program, browser, other) == [401, 200, 200]
    assert browser.ask("DELETE", "/session").status_code == 204
    here.client.cookies.clear()
    assert statuses(browser, other) == [401, 200]


def test_a_class_is_closed_opened_and_renamed_at_once(here: School) -> None:
    def made() -> int:
        status: int = here.ada.ask("POST", "/projects", {"document": document()}).status_code
        return status

    assert made() == 201
    for closed, status in ((True, 403), (False, 201)):
        here.teacher.made(f"/classes/{here.lesson}", {"closed": closed}, 200, "PATCH")
        assert (made(), here.ada.get("/projects").status_code) == (status, 200)
    here.teacher.made(f"/classes/{here.lesson}", {"title": "Nets again"}, 200, "PATCH")
    assert here.ada.get("/me").json()["class"] == {"id": here.lesson, "title": "Nets again"}
