from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load

from glassnet.errors import GlassnetError
from glassnet.storage.checkpoints import Checkpoints, pack


def saved(checkpoints: Checkpoints, count: int = 1, run: str = "run_a") -> None:
    for number in range(1, count + 1):
        checkpoints.save(run, {"w": np.full(4, number, np.float32)}, {"step": number, "loss": None})


def newest(checkpoints: Checkpoints, run: str = "run_a") -> int:
    found = checkpoints.load(run)
    assert found is not None
    assert found.arrays["w"].tolist() == [found.manifest["step"]] * 4
    return int(found.manifest["step"])


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path)
    assert checkpoints.load("run_a") is None
    arrays: dict[str, Any] = {"h1.weight": np.arange(6, dtype=np.float32).reshape(2, 3), "count": np.asarray([3])}
    size = checkpoints.save("run_a", arrays, {"step": 7, "rows": {"loss": [0.5, None]}})
    found = checkpoints.load("run_a")
    assert found is not None
    assert found.manifest == {"step": 7, "rows": {"loss": [0.5, None]}}
    assert found.skipped == []
    assert size > 24
    for name, array in arrays.items():
        np.testing.assert_array_equal(found.arrays[name], array)


def test_the_last_two_are_kept(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path)
    saved(checkpoints, 5)
    assert sorted(entry.name for entry in (tmp_path / "run_a").iterdir()) == [
        "00000004.json",
        "00000004.safetensors",
        "00000005.json",
        "00000005.safetensors",
    ]
    assert newest(checkpoints) == 5


@pytest.mark.fault(4)
@pytest.mark.parametrize("name", ["00000002.safetensors", "00000002.json"])
@pytest.mark.parametrize("damage", ["flip", "cut", "empty"])
def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path: Path, name: str, damage: str) -> None:
    checkpoints = Checkpoints(tmp_path)
    saved(checkpoints, 2)
    path = tmp_path / "run_a" / name
    content = bytearray(path.read_bytes())
    match damage:
        case "flip":
            content[-3] ^= 1
        case "cut":
            content = content[:-5]
        case _:
            content = bytearray()
    path.write_bytes(content)
    assert newest(checkpoints) == 1
    found = checkpoints.load("run_a")
    assert found is not None
    assert re.fullmatch("checkpoint 2 is damaged: .+", found.skipped[0])
    saved(checkpoints, 1)
    assert newest(checkpoints) == 1


@pytest.mark.fault(4)
def test_when_all_are_damaged_it_is_said_and_nothing_is_made_up(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path)
    saved(checkpoints, 2)
    for path in (tmp_path / "run_a").glob("*.safetensors"):
        path.write_bytes(b"")
    with pytest.raises(GlassnetError, match=r"checkpoint 2 is damaged: .+; checkpoint 1 is damaged: .+") as caught:
        checkpoints.load("run_a")
    assert caught.value.code == "checkpoint_damaged"


@pytest.mark.fault(3)
@pytest.mark.parametrize("dies_at", ["safetensors", "json"])
def test_a_death_before_the_rename_leaves_the_checkpoint_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    checkpoints = Checkpoints(tmp_path)
    saved(checkpoints, 1)
    rename = Path.replace

    def dying(self: Path, target: Path) -> Path:
        if dies_at in target.name:
            raise KeyboardInterrupt  # stands for the end of the process: nothing after it runs
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", dying)
    with pytest.raises(KeyboardInterrupt):
        checkpoints.save("run_a", {"w": np.full(4, 2, np.float32)}, {"step": 2})
    monkeypatch.undo()
    assert newest(checkpoints) == 1
    checkpoints.save("run_a", {"w": np.full(4, 3, np.float32)}, {"step": 3})
    assert newest(checkpoints) == 3
    assert not list((tmp_path / "run_a").glob("*.tmp"))


@pytest.mark.fault(5)
def test_a_full_disk_raises_and_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoints = Checkpoints(tmp_path)
    saved(checkpoints, 1)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        checkpoints.save("run_a", {"w": np.full(4, 2, np.float32)}, {"step": 2})
    monkeypatch.undo()
    assert newest(checkpoints) == 1
    assert len(list((tmp_path / "run_a").iterdir())) == 2


def test_a_newer_layout_is_not_guessed_at(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path)
    saved(checkpoints, 2)
    path = tmp_path / "run_a" / "00000002.json"
    path.write_text(path.read_text().replace('"version":1', '"version":2'))
    found = checkpoints.load("run_a")
    assert found is not None
    assert found.skipped == ["checkpoint 2 is damaged: it is of version 2, this program reads version 1"]


def test_deleting_leaves_the_others(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path)
    assert checkpoints.runs() == []
    saved(checkpoints, 1, "run_a")
    saved(checkpoints, 1, "run_b")
    checkpoints.delete("run_a")
    checkpoints.delete("run_a")
    assert checkpoints.runs() == ["run_b"]


@pytest.mark.fault(10)
@pytest.mark.parametrize("run", ["../run_a", "a/b", "", "..", "C:\\x", "a\0b"])
def test_a_name_is_never_a_path(tmp_path: Path, run: str) -> None:
    with pytest.raises(ValueError, match="is not the id of a run"):
        Checkpoints(tmp_path).save(run, {}, {})


def test_packed_arrays_are_a_safetensors_file() -> None:
    content = pack({"w": np.ones((2, 3), np.float32).T})
    assert load(content)["w"].shape == (3, 2)
