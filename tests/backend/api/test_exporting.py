"""Exports where there is no room, and where others are being written."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from glassnet.api import exporting
from tests.backend.api.school import School, school
from tests.backend.api.test_access import bring, in_person


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with school(tmp_path_factory.mktemp("school")) as made:
        yield made


class Disk(NamedTuple):
    free: int


@pytest.mark.fault(5)
def test_a_full_disk_is_told_and_leaves_no_half_export(here: School, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(here, here.ada.id)
    ada = in_person(here, here.ada)

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


def test_everybody_has_one_export_written_at_a_time(here: School) -> None:
    ada, bob = in_person(here, here.ada), in_person(here, here.bob)
    here.service.exports.add(here.ada.id)
    assert ada.get("/me/export").json()["code"] == "export_under_way"
    assert bob.get("/me/export").status_code == 200
    here.service.exports.add("others")
    assert bob.get("/me/export").json()["code"] == "exports_busy"
    here.service.exports.clear()
    assert ada.get("/me/export").status_code == 200
