"""One server a data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from glassnet.errors import ConflictError
from glassnet.storage.lock import FolderLock


def test_a_folder_has_one_server_at_a_time(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path / "data"), FolderLock(tmp_path / "data")
    first.acquire()
    with pytest.raises(ConflictError, match="Another Glassnet server works in") as told:
        second.acquire()
    assert "--data-dir" in told.value.hint
    first.release()
    first.release()
    second.acquire()
    second.release()


def test_folders_are_guarded_one_by_one(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path / "a"), FolderLock(tmp_path / "b")
    first.acquire()
    second.acquire()
    first.release()
    second.release()
