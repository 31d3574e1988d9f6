"""The folder of stored data sets."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from glassnet.catalog.datasets.stored import IMAGES, LABELS
from glassnet.errors import LimitError, NotFoundError, SpecError
from glassnet.storage.datasets import library as place
from glassnet.storage.datasets.library import MANIFEST, Library, Manifest

ID = "data_" + "a" * 24


def manifest(name: str = ID, created: float = 1.0) -> Manifest:
    return Manifest(
        id=name, title="x", shape=(2, 2, 1), classes=["a", "b"], counts=[5, 5], samples=10, created_at=created
    )


def admitted(library: Library, name: str = ID, created: float = 1.0) -> Manifest:
    with library.staged() as staged:
        np.save(staged / IMAGES, np.zeros((10, 2, 2, 1), np.uint8))
        np.save(staged / LABELS, np.zeros(10, np.int16))
        return library.admit(staged, manifest(name, created))


def test_what_is_admitted_is_there_and_newest_first(library: Library) -> None:
    assert library.uploads() == []
    for created, letter in enumerate("abc"):
        admitted(library, f"data_{letter * 24}", created)
    assert [one.id[5] for one in library.uploads()] == ["c", "b", "a"]
    assert library.upload(ID).samples == 10
    assert library.describe(ID).shape == (2, 2, 1)
    assert {path.name[:5] for path in library.folder.iterdir()} == {"data_"}


def test_the_same_content_twice_keeps_the_first(library: Library) -> None:
    admitted(library, created=1.0)
    assert admitted(library, created=2.0).created_at == 1.0


def test_what_is_removed_is_gone(library: Library) -> None:
    admitted(library)
    library.remove(ID)
    library.remove(ID)
    assert not list(library.folder.iterdir())
    with pytest.raises(NotFoundError):
        library.upload(ID)
    with pytest.raises(SpecError):
        library.describe(ID)


@pytest.mark.fault(3)
def test_what_was_not_finished_does_not_exist_and_is_swept(library: Library) -> None:
    with library.staged() as staged:
        (staged / IMAGES).write_bytes(b"half")
    assert not staged.exists(), "whatever happens"
    left = library.folder / ".staged-dead"
    left.mkdir()
    (left / MANIFEST).write_text(manifest().model_dump_json())
    assert library.uploads() == []
    library.sweep()
    assert not left.exists()


@pytest.mark.fault(4)
@pytest.mark.parametrize("text", ["", "{", '{"id": 3}'])
def test_a_damaged_manifest_is_no_data_set(library: Library, text: str) -> None:
    admitted(library)
    (library.folder / ID / MANIFEST).write_text(text)
    assert library.uploads() == []
    with pytest.raises(NotFoundError):
        library.upload(ID)
    assert admitted(library).id == ID, "and can be uploaded again"
    assert library.upload(ID)


@pytest.mark.fault(10)
@pytest.mark.parametrize("name", ["..", "../x", "/etc", "data_../../x", "", ".staged-1", "data_" + "A" * 24])
def test_an_id_is_no_path(library: Library, tmp_path: Path, name: str) -> None:
    admitted(library)
    (tmp_path / MANIFEST).write_text(manifest().model_dump_json())
    with pytest.raises(NotFoundError):
        library.upload(name)


def test_there_are_only_so_many(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "MOST_UPLOADS", 1)
    admitted(library)
    with pytest.raises(LimitError, match="keeps 1 uploaded data sets"):
        admitted(library, "data_" + "b" * 24)
    assert len(list(library.folder.iterdir())) == 1


def test_the_same_content_from_two_at_once_is_one_data_set(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2)
    flush = place._flush

    def slow(path: Path) -> None:
        time.sleep(0.05)
        flush(path)

    def admit(created: float) -> Manifest:
        both.wait(10)
        return admitted(library, created=created)

    monkeypatch.setattr(place, "_flush", slow)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(admit, (1.0, 2.0))
    assert first == second == library.upload(ID)
    assert [path.name for path in library.folder.iterdir()] == [ID]
