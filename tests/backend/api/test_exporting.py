"""Taking everything along and going: whole, then gone; where there is no room, and where others are being written."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from glassnet.api import exporting
from glassnet.storage.store import Store
from tests.backend.api.school import Person, School, document, school
from tests.backend.api.test_access import bring, closing, connect, hear, in_person
from tests.backend.api.test_people import code_of, joined


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school")) as made:
        yield made


@pytest.fixture(autouse=True)
def forgetful(here: School) -> Iterator[None]:
    """The test client keeps cookies; everybody here sends their own."""
    yield
    here.client.cookies.clear()


class Disk(NamedTuple):
    free: int


@pytest.mark.fault(5)
def test_a_full_disk_is_told_and_leaves_no_half_export(here: School, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, ada = bring(here, here.ada.id), in_person(here, here.ada)

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for place, name, stand_in in ((exporting, "_put", full), (shutil, "disk_usage", lambda _: Disk(10))):
        with monkeypatch.context() as patched:
            patched.setattr(place, name, stand_in)
            answer = ada.get("/me/export")
        assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
        assert "The export cannot be saved" in answer.json()["detail"]
        assert list((here.service.settings.data_dir / exporting.PLACE).iterdir()) == []
    assert ada.get("/me/export").status_code == 200
    assert ada.ask("DELETE", f"/datasets/{dataset}").status_code == 204


def test_everybody_has_one_export_written_at_a_time(here: School) -> None:
    ada, bob = in_person(here, here.ada), in_person(here, here.bob)
    here.service.exports.add(here.ada.id)
    assert ada.get("/me/export").json()["code"] == "export_under_way"
    assert bob.get("/me/export").status_code == 200
    here.service.exports.add("others")
    assert bob.get("/me/export").json()["code"] == "exports_busy"
    here.service.exports.clear()
    assert ada.get("/me/export").status_code == 200


def unzipped(answer: Any) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def worked(here: School, nickname: str, lesson: str) -> tuple[Person, str, str, str]:
    """A guest with a project, a run that has learned something, and a data set."""
    guest, _ = joined(here, nickname, code_of(here, lesson))
    project = guest.made("/projects", {"title": "Mine", "document": document()})["id"]
    run = guest.made(f"/runs?project={project}", document()["spec"])["id"]
    guest.made(f"/runs/{run}/commands", {"type": "step", "unit": "epoch"}, 200)
    return guest, project, run, bring(here, guest.id)


def test_everything_is_taken_along_and_then_gone(here: School) -> None:
    guest, project, run, dataset = worked(here, "../../etc/passwd", here.lesson)
    settings, service = here.service.settings, here.service

    async def saved() -> None:
        """A run that has trained a moment ago is on its way to the disk."""
        folder, store = settings.data_dir / "checkpoints" / run, Store(service.database)
        async with asyncio.timeout(20):
            while not (list(folder.glob("*.json")) and (await store.rows(run)).rows):
                await asyncio.sleep(0.05)

    here.call(saved)
    files = unzipped(guest.get("/me/export"))
    assert all(not name.startswith("/") and ".." not in name for name in files)
    assert json.loads(files["account.json"])["name"] == "../../etc/passwd"
    assert "resume_hash" not in files["account.json"].decode()
    assert json.loads(files[f"projects/{project}.json"])["document"] == document()
    assert json.loads(files[f"runs/{run}/run.json"])["id"] == run
    assert json.loads(files[f"runs/{run}/metrics.json"])["rows"]
    assert [name for name in files if name.startswith(f"runs/{run}/") and name.endswith(".safetensors")]
    assert f"datasets/{dataset}/manifest.json" in files
    with connect(here, guest) as tab:
        hear(tab, "welcome")
        assert guest.ask("DELETE", "/me").status_code == 204
        assert closing(tab) == 4401
    assert guest.get("/me").json()["account"] is None
    for path in (f"/runs/{run}", f"/projects/{project}", f"/datasets/{dataset}"):
        assert here.admin.get(path).status_code == 404, path
    assert here.call(service.traces.account, guest.id) is None
    assert not (settings.data_dir / "checkpoints" / run).exists()
    assert not service.library.has(dataset)
    assert guest.id not in here.teacher.get(f"/classes/{here.lesson}/members").text
    assert not list((settings.data_dir / ".exports").glob("*.zip"))


def test_a_class_is_taken_along_and_then_gone(here: School) -> None:
    lesson = here.teacher.made("/classes", {"title": "Gone"})["id"]
    guest, project, run, _ = worked(here, "Ada", lesson)
    removed, _ = joined(here, "Bob", code_of(here, lesson))
    assert here.teacher.ask("DELETE", f"/classes/{lesson}/members/{removed.id}").status_code == 204
    files = unzipped(here.teacher.get(f"/classes/{lesson}/export"))
    about = {"id": lesson, "title": "Gone", "members": [guest.id], "removed": [removed.id]}
    assert json.loads(files["class.json"]) == about
    assert f"members/{guest.id}/projects/{project}.json" in files
    assert here.teacher.ask("DELETE", f"/classes/{lesson}").status_code == 204
    assert here.teacher.get(f"/classes/{lesson}").status_code == 404
    assert guest.get("/runs").status_code == 401
    for path in (f"/runs/{run}", f"/projects/{project}"):
        assert here.admin.get(path).status_code == 404
    for account in (guest.id, removed.id):
        assert here.call(here.service.traces.account, account) is None


def test_a_data_set_that_two_have_brought_stays_for_the_other(here: School) -> None:
    guest, _ = joined(here, "First")
    dataset = bring(here, guest.id)
    bring(here, here.eve.id)
    assert guest.ask("DELETE", f"/datasets/{dataset}").status_code == 204
    assert guest.get(f"/datasets/{dataset}").status_code == 404
    assert here.eve.get(f"/datasets/{dataset}").status_code == 200
    assert here.eve.ask("DELETE", f"/datasets/{dataset}").status_code == 204
    assert not here.service.library.has(dataset)
