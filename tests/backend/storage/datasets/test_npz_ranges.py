"""Arrays of an npz that are no rows of images, and what counts as white in those that are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.storage.datasets.from_npz import read_npz
from glassnet.storage.datasets.job import UNREADABLE, Job, ReadError, perform
from glassnet.storage.datasets.shades import shade
from tests.backend.storage.datasets.files import npz, options

X, Y = np.zeros((30, 4, 4), np.uint8), np.arange(30) % 3


@pytest.mark.parametrize(
    ("arrays", "code", "said"),
    [
        ({"x": np.array(3), "y": Y}, "no_images", "'x' is a single value"),
        ({"x": X, "y": np.array(3)}, "no_labels", "'y' is a single value"),
        ({"x": np.zeros((30, 0)), "y": Y}, "no_images", "'x' of shape .* it is empty"),
        ({"x": np.zeros((0, 4, 4)), "y": np.zeros(0)}, "no_images", "'x' of shape .* it is empty"),
        ({"x": X, "y": np.zeros((30, 0))}, "no_labels", "'y' of shape"),
    ],
)
def test_an_array_without_rows_is_named(tmp_path: Path, arrays: dict[str, Any], code: str, said: str) -> None:
    (tmp_path / "file").write_bytes(npz(**arrays))
    with pytest.raises(ReadError, match=said) as caught:
        read_npz(tmp_path / "file", options(images="x", labels="y"))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("values", "scale", "note"),
    [
        (np.array([0, 1], np.uint8), (0, 1), None),
        (np.array([0, 1], np.int64), (0, 1), None),
        (np.array([0, 1.0]), (0, 1), None),
        (np.array([0, 16]), (0, 16), "the lowest became black"),
        (np.array([0, 16.0]), (0, 16), "the lowest became black"),
        (np.array([4, 16]), (0, 16), "0 became black"),
        (np.array([0, 64]), (0, 255), None),
        (np.array([0, 255], np.uint8), (0, 255), None),
        (np.array([-1, 1]), (-1, 1), "the lowest became black"),
    ],
)
def test_white_is_what_the_numbers_reach(values: np.ndarray, scale: tuple[float, float], note: str | None) -> None:
    notes: list[str] = []
    assert shade("x", values.reshape(2, 1, 1, 1), notes) == scale
    assert len(notes) == (note is not None)
    assert note is None or note in notes[0]


async def test_what_nobody_foresaw_is_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    job = Job(task="upload", files=[tmp_path], target=tmp_path, argument="{}")  # a folder where a file should be
    with pytest.raises(ReadError, match="cannot be read") as caught:
        await perform(job)
    assert (caught.value.code, caught.value.status) == (UNREADABLE, 422)
