"""How much of the server uploads can take before it is known what is in them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glassnet.api.routes import uploads
from tests.backend.api.school import API, Person, School, school


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school"), max_storage_bytes_per_user=1 << 20) as made:
        yield made


def send(here: School, person: Person, content: bytes = b"x") -> Any:
    return here.client.post(f"{API}/datasets", files={"file": ("pets.zip", content)}, headers=person.headers)


def test_files_on_their_way_lie_beside_the_data(here: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder for temporary files is memory in a container; here nothing at all can be put into it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    answer = send(here, here.bob, bytes(3 << 20))
    assert answer.status_code == 422, answer.text
    assert not list(here.service.library.folder.glob("tmp*"))


def test_who_has_no_room_is_told_before_anything_is_taken(here: School, monkeypatch: pytest.MonkeyPatch) -> None:
    here.call(here.service.uploaded.add, "data_full", here.ada.id, 1 << 20, time.time())
    monkeypatch.setattr(uploads, "form", None)
    answer = send(here, here.ada)
    assert answer.json()["code"] == "storage_full"
    assert "1.0 MB" in answer.json()["detail"]


def test_of_one_person_one_is_under_way(here: School) -> None:
    first = here.service.uploads.of(here.bob.id)
    here.call(first.__aenter__)
    answer = send(here, here.bob)
    assert (answer.status_code, answer.json()["code"]) == (429, "upload_under_way")
    assert send(here, here.eve).status_code == 422, "read, and found to be no archive"
    here.call(lambda: first.__aexit__(None, None, None))
    assert send(here, here.bob).status_code == 422
