"""Two people bring the same images: each has a title of their own, and neither learns of the other."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from glassnet.api.cookies import SESSION
from glassnet.api.uploaded import sweep
from glassnet.storage.datasets.library import MANIFEST, UNTITLED
from glassnet.storage.retention import ORPHAN_S
from glassnet.storage.store import Store, StoredRun
from tests.backend.api.school import API, Person, School, document, school
from tests.backend.api.test_access import bring
from tests.backend.storage.datasets.files import folders, zipped

CONTENT = zipped(folders())
NOISY = zipped({**folders(), "pets/cat/anna at home.txt": b"secret"})


class Both(NamedTuple):
    """A server at which two have brought the same images.

    Attributes:
        alone: what the second was told when nobody else had brought them.
        first, second: what both were told then.
    """

    here: School
    alone: Any
    first: Any
    second: Any

    @property
    def id(self) -> str:
        return str(self.first["id"])


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with school(tmp_path_factory.mktemp("school")) as here:
        alone = upload(here, here.eve, CONTENT, title="Pets of eve")
        assert here.eve.ask("DELETE", f"/datasets/{alone['id']}").status_code == 204
        first = upload(here, here.ada, NOISY)
        yield Both(here, alone, first, upload(here, here.eve, CONTENT, title="Pets of eve"))


def upload(here: School, person: Person, content: bytes, **options: Any) -> Any:
    answer = here.client.post(
        f"{API}/datasets",
        data={"options": json.dumps(options)},
        files={"file": ("photos of anna.zip", content)},
        headers=person.headers,
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def uploads(person: Person) -> list[str]:
    items = person.get("/datasets").json()["items"]
    return [one["title"] for one in items if one["id"].startswith("data_")]


@pytest.mark.fault(8)
def test_who_brings_what_another_has_brought_is_told_the_same_as_if_nobody_had(both: Both) -> None:
    here = both.here
    assert both.second == both.alone
    assert both.second["id"] == both.id
    assert both.first["title"] == "photos of anna"
    assert "anna" in " ".join(both.first["problems"])
    for person, told in ((here.ada, both.first), (here.eve, both.second)):
        assert person.get(f"/datasets/{both.id}").json() == told
        assert uploads(person) == [told["title"]]
    assert "anna" not in here.eve.get("/datasets").text


@pytest.mark.fault(8)
def test_the_files_hold_nobodys_words_and_an_export_those_of_its_owner(both: Both) -> None:
    here = both.here
    assert "anna" not in (here.service.library.folder / both.id / MANIFEST).read_text()
    for person, title, other in ((here.ada, "photos of anna", "Pets of eve"), (here.eve, "Pets of eve", "anna")):
        session = here.call(here.service.keys.begin_session, person.id, time.time(), 60.0)
        answer = here.client.get(f"{API}/me/export", headers={"cookie": f"{SESSION}={session}"})
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        assert json.loads(archive.read(f"datasets/{both.id}/{MANIFEST}"))["title"] == title
        assert archive.namelist().count(f"datasets/{both.id}/{MANIFEST}") == 1
        told = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".json"))
        assert other not in told.decode()


def test_whoever_may_use_a_data_set_through_somebody_sees_it_as_they_do(both: Both) -> None:
    here = both.here
    for person, title in ((here.teacher, "photos of anna"), (here.colleague, "Pets of eve")):
        assert person.get(f"/datasets/{both.id}").json()["title"] == title
    assert here.bob.get(f"/datasets/{both.id}").status_code == 404
    here.call(here.service.uploaded.add, both.id, here.teacher.id, 1, time.time(), "Pets for all")
    spec = document()["spec"] | {"data": {"kind": "upload", "dataset": both.id}}
    project = here.teacher.made("/projects", {"title": "Look", "document": {"spec": spec}})["id"]
    here.teacher.made(f"/classes/{here.lesson}/handouts", {"project": project})
    assert here.bob.get(f"/datasets/{both.id}").json()["title"] == "Pets for all"
    assert uploads(here.bob) == ["Pets for all"]
    assert uploads(here.ada) == ["photos of anna"]


def test_titles_stay_and_what_came_last_is_listed_first(both: Both) -> None:
    here = both.here
    here.call(here.service.uploaded.add, both.id, here.eve.id, 1, time.time(), "Another title")
    bring(here, here.eve.id)
    assert uploads(here.eve) == [UNTITLED, "Pets of eve"]
    assert here.ada.ask("DELETE", f"/datasets/{both.id}").status_code == 204
    assert uploads(here.ada) == ["Pets for all"], "her teacher's, which was handed out"
    assert uploads(here.eve) == [UNTITLED, "Pets of eve"]


def test_what_nobody_has_goes_with_the_last_run_that_needs_it(tmp_path: Path) -> None:
    with school(tmp_path) as here:
        service, library, store = here.service, here.service.library, Store(here.service.database)
        pool, dataset = here.call(service.pool), bring(here, here.ada.id)
        for name, data in (("run_a", {"kind": "upload", "dataset": dataset}), ("run_b", {"kind": "circles"})):
            run = StoredRun(id=name, user=here.eve.id, created_at=1.0, spec={"data": data}, status="paused")
            here.call(store.add, run)
        assert here.admin.ask("DELETE", f"/classes/{here.lesson}").status_code == 204
        assert here.call(sweep, service, pool, 2 * ORPHAN_S) == []
        assert library.has(dataset), "a run needs it"
        here.call(store.delete, ["run_a"])
        assert here.call(sweep, service, pool, ORPHAN_S / 2) == [], "it may be on its way in"
        manifest = library.folder / dataset / MANIFEST
        written = manifest.read_text()
        manifest.write_text(written.replace(UNTITLED, "Of a laptop, where nobody is an owner"))
        assert here.call(sweep, service, pool, 2 * ORPHAN_S) == []
        manifest.write_text(written)
        bring(here, here.eve.id)
        assert here.call(sweep, service, pool, 2 * ORPHAN_S) == []
        here.call(service.uploaded.drop, dataset, here.eve.id)
        assert here.call(sweep, service, pool, 2 * ORPHAN_S) == [dataset]
        assert not library.has(dataset)


def test_what_goes_while_it_is_brought_again_is_said(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    here = both.here
    monkeypatch.setattr(here.service.library, "has", lambda _: False)
    answer = here.client.post(f"{API}/datasets", files={"file": ("a.zip", CONTENT)}, headers=here.bob.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "dataset_gone")
    assert here.call(here.service.uploaded.of, here.bob.id) == set()
