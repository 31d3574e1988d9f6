"""A database that goes away, and a disk that is full, as those meet them who ask over HTTP and sockets."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event
from starlette.websockets import WebSocketDisconnect

from glassnet.storage import database as module
from tests.backend.api.school import Person, document, school
from tests.backend.api.test_access import connect, hear
from tests.backend.postgres import Postgres


def until_answered(person: Person, path: str) -> Any:
    """What is answered once the database is back."""
    end = time.monotonic() + 60
    while (answer := person.get(path)).status_code == 503:
        assert time.monotonic() < end
        time.sleep(0.1)
    return answer.json()


@pytest.mark.fault(29)
def test_while_postgresql_is_down_people_are_asked_to_come_again_and_lose_nothing(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with school(tmp_path, database_url=postgres.create()) as here:
        made = here.ada.made("/projects", {"title": "Spiral", "document": document()})
        path = f"/projects/{made['id']}"
        saved = here.ada.made(path, {"version": 1, "document": document(0.2)}, 200, "PUT")
        newcomer = here.person(here.eve.id)
        monkeypatch.setattr(module, "PATIENCE_S", 0.3)
        with connect(here, here.ada) as tab:
            hear(tab, "welcome")
            postgres.stop()
            try:
                edit = {"version": saved["version"], "document": document(0.3)}
                for answer in (here.ada.get(path), here.ada.ask("PUT", path, edit), here.bob.get("/projects")):
                    assert (answer.status_code, answer.json()["code"]) == (503, "database")
                    assert int(answer.headers["retry-after"]) >= 1
                tab.send_text('{"type": "ping", "sent_ms": 1}')
                assert hear(tab, "pong")["sent_ms"] == 1, "who is there stays there"
                with pytest.raises(WebSocketDisconnect) as refused, connect(here, newcomer):
                    pass
                assert refused.value.code == 1013, "come again"
            finally:
                postgres.start()
            assert until_answered(here.ada, path) == saved
            assert here.ada.made(path, edit, 200, "PUT")["document"] == document(0.3)


@pytest.mark.fault(5)
def test_an_edit_that_does_not_fit_the_disk_is_refused_and_what_was_saved_stays(tmp_path: Path) -> None:
    def full(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most_pages}")

    with school(tmp_path) as here:
        made = here.ada.made("/projects", {"title": "Spiral", "document": document()})
        path = f"/projects/{made['id']}"
        large = document(0.2) | {"drawing": {"h1": "x" * 200_000}}
        engine = here.service.database._opened().sync_engine
        most_pages = 1  # what is there cannot be made smaller: nothing more fits
        event.listen(engine, "begin", full)
        answer = here.ada.ask("PUT", path, {"version": 1, "document": large})
        assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
        assert "Make room" in answer.json()["hint"]
        assert here.ada.get(path).json() == made
        most_pages = 1 << 30
        assert here.ada.made(path, {"version": 1, "document": large}, 200, "PUT")["version"] == 2
