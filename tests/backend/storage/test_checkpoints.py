from __future__ import annotations

import errno
import os
import re
import time
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


def told(step: int, loss: float | None = None, **columns: Any) -> dict[str, Any]:
    rows = {"step": [0.0, float(step)], "validation_loss": [None, loss]} | columns
    return {"trainer": {"step": step, "epoch": step / 10}, "rows": rows}


def numbers(folder: Path, run: str = "run_a") -> list[int]:
    """Of the checkpoints that have both files."""
    names = [entry.name for entry in (folder / run).iterdir()]
    found = sorted({int(name.partition(".")[0]) for name in names})
    assert sorted(names) == sorted(f"{number:08d}.{end}" for number in found for end in ("json", "safetensors"))
    return found


@pytest.mark.parametrize("keep", [1, 2, 5])
def test_the_newest_are_kept(tmp_path: Path, keep: int) -> None:
    checkpoints = Checkpoints(tmp_path, keep)
    saved(checkpoints, 7)
    assert numbers(tmp_path) == list(range(8 - keep, 8))
    assert newest(checkpoints) == 7


def test_the_best_is_kept_beside_the_newest(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path, 2)
    for step, loss in enumerate([0.9, 0.5, 0.4, 0.6, 0.7, None, 0.8], 1):
        checkpoints.save("run_a", {"w": np.full(4, step, np.float32)}, told(step, loss))
    assert numbers(tmp_path) == [3, 6, 7]
    again = Checkpoints(tmp_path, 2)  # another process knows it from the disk alone
    again.save("run_a", {"w": np.full(4, 8, np.float32)}, told(8, 0.41))
    assert numbers(tmp_path) == [3, 7, 8]
    found = again.load("run_a", 3)
    assert found is not None
    assert found.arrays["w"].tolist() == [3.0] * 4
    again.save("run_a", {"w": np.full(4, 9, np.float32)}, told(9, 0.4))
    again.save("run_a", {"w": np.full(4, 10, np.float32)}, told(10, 0.5))
    again.save("run_a", {"w": np.full(4, 11, np.float32)}, told(11, 0.5))
    assert numbers(tmp_path) == [9, 10, 11]


def test_the_best_of_a_training_that_was_begun_anew_makes_room(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path, 1)
    for step, loss in [(5, 0.1), (9, 0.2), (0, 2.0), (4, 1.0), (8, 1.5)]:
        checkpoints.save("run_a", {}, told(step, loss))
    assert numbers(tmp_path) == [4, 5]
    assert [(kept.step, kept.best) for kept in checkpoints.listed("run_a")] == [(8, False), (4, True)]


def test_what_is_kept_is_listed_newest_first_by_manifests_alone(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path, 4)
    assert checkpoints.listed("run_a") == []
    before = time.time()
    checkpoints.save("run_a", {}, told(10, 0.5))
    checkpoints.save("run_a", {}, told(20, None, validation_loss=[0.25, None], train_loss=[0.0, 0.0]))
    checkpoints.save("run_a", {}, told(30, None, train_loss=[0.75, 0.5]))
    checkpoints.save("run_a", {}, {"trainer": {"step": 30, "epoch": 3.0}, "rows": {}})
    for path in (tmp_path / "run_a").glob("*.safetensors"):
        path.write_bytes(b"not read")
    for listed in (checkpoints.listed("run_a"), Checkpoints(tmp_path).listed("run_a")):
        assert [(kept.step, kept.epoch, kept.loss, kept.best) for kept in listed] == [
            (30, 3.0, None, False),
            (20, 2.0, 0.25, True),
            (10, 1.0, 0.5, False),
        ]
        assert all(before <= kept.at <= time.time() for kept in listed)
    (tmp_path / "run_a" / "00000002.json").write_text("{}")
    assert [kept.step for kept in Checkpoints(tmp_path).listed("run_a")] == [30, 10]


def test_a_checkpoint_is_read_by_its_step(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path, 3)
    for step, value in [(10, 1), (20, 2), (20, 3)]:
        checkpoints.save("run_a", {"w": np.full(2, value, np.float32)}, told(step))
    found = [checkpoints.load("run_a", step) for step in (10, 20, None)]
    assert [one.arrays["w"].tolist() for one in found if one is not None] == [[1.0] * 2, [3.0] * 2, [3.0] * 2]
    assert checkpoints.load("run_a", 15) is None
    (tmp_path / "run_a" / "00000001.safetensors").write_bytes(b"")
    with pytest.raises(GlassnetError, match="checkpoint 1 is damaged"):
        checkpoints.load("run_a", 10)


def test_fewer_are_kept_when_asked_and_their_size_is_known(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path, 5)
    assert checkpoints.size("run_a") == 0
    assert checkpoints.touched("run_a") == 0
    checkpoints.prune("run_a")
    for step, loss in enumerate([0.5, 0.1, 0.7, 0.8], 1):
        checkpoints.save("run_a", {"w": np.zeros(1000, np.float32)}, told(step, loss))
    assert 4 * 4000 < checkpoints.size("run_a") < 4 * 6000
    assert checkpoints.touched("run_a") > 0
    (tmp_path / "run_a" / "00000009.safetensors.tmp").write_bytes(b"left by a crash")
    Checkpoints(tmp_path).prune("run_a", 1)
    assert numbers(tmp_path) == [2, 4]


def test_checkpoints_of_earlier_programs_are_listed_too(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path)
    checkpoints.save("run_a", {}, told(10, 0.5))
    path = tmp_path / "run_a" / "00000001.json"
    path.write_text(re.sub(r'"at":[^,]+,', "", path.read_text()))
    (listed,) = Checkpoints(tmp_path).listed("run_a")
    assert listed.at == pytest.approx((tmp_path / "run_a" / "00000001.safetensors").stat().st_mtime)


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
