"""Masks that mean harm: nothing runs, nothing leads out of its folder, no damage breaks the reader."""

from __future__ import annotations

import contextlib
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.storage.datasets.job import ReadError
from tests.backend.storage.datasets.files import npz, zipped
from tests.backend.storage.datasets.masked_files import drawn, nifti, picture, stored
from tests.backend.storage.datasets.test_hostile import bomb, huge_png, npy

X, M = drawn(12)
IMAGES: dict[str, bytes | str] = {f"images/{k:02}.png": picture(one) for k, one in enumerate(X)}
MASKS: dict[str, bytes | str] = {f"masks/{k:02}.png": picture(one) for k, one in enumerate(M)}


@pytest.mark.fault(9)
@pytest.mark.fault(10)
@pytest.mark.fault(11)
@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"masks/00.pkl": pickle.dumps([1])}, "pickle"),
        ({"../masks/00.png": picture(M[0])}, "zip_path"),
        ({"/masks/00.png": picture(M[0])}, "zip_path"),
        ({"masks/00.png": huge_png(60_000, 60_000)}, "image_too_large"),
        ({"masks/00.png": b"text"}, "image_unreadable"),
    ],
)
def test_masks_are_looked_over_like_images(tmp_path: Path, files: dict[str, bytes | str], code: str) -> None:
    masks = MASKS | files
    for sent, beside in ((zipped(IMAGES | masks), None), (zipped(IMAGES), zipped(masks))):
        with pytest.raises(ReadError) as caught:
            stored(tmp_path, sent, beside=beside)
        assert (caught.value.code, caught.value.status) == (code, 422)


@pytest.mark.fault(11)
def test_a_bomb_beside_the_images_is_refused_unopened(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        stored(tmp_path, zipped(IMAGES), beside=bomb(40 << 20, 27))
    assert (caught.value.code, caught.value.status) == ("upload_too_large", 413)


@pytest.mark.fault(12)
@pytest.mark.parametrize(
    ("array", "code"),
    [
        (npy("(100000000000000,)"), "upload_too_large"),
        (npy("(12, 100000, 100000)", "'<i4'"), "upload_too_large"),
        (npy("(12, 12, 10)", "'<i4'", bytes(10)), "npy_header"),
        (npy("(12, 12, 10)", "'|O'", bytes(10)), "pickle"),
        (npy("(12, 12, 10)", "'<M8[s]'", bytes(10)), "npz_type"),
        (npy("(12, 12, 10)", "'<c8'", bytes(12 * 120 * 8)), "npz_type"),
    ],
)
@pytest.mark.parametrize("role", ["masks", "groups", "spacing", "phase"])
def test_every_array_that_is_chosen_is_looked_over(tmp_path: Path, array: bytes, code: str, role: str) -> None:
    plain = {"images": npy("(12, 12, 10)", body=X.tobytes()), "masks": npy("(12, 12, 10)", body=M.tobytes())}
    data = zipped({f"{name}.npy": one for name, one in (plain | {role: array}).items()})
    with pytest.raises(ReadError) as caught:
        stored(tmp_path, data, **{name: name for name in plain | {role: array}})
    assert caught.value.code == code


@pytest.mark.fault(12)
def test_a_range_to_the_end_of_the_world_takes_no_memory(tmp_path: Path) -> None:
    for ends in ([[0, 2**62]], [[-(2**62), 12]], [[0, 6], [6, 2**40]]):
        data = npz(images=X, masks=M, g=np.asarray(ends))
        with pytest.raises(ReadError) as caught:
            stored(tmp_path, data, images="images", masks="masks", groups="g")
        assert caught.value.code == "groups"
        assert stored(tmp_path, data)["suggested"]["groups"] == ""


WHOLE = [
    zipped(IMAGES | MASKS),
    npz(images=X, masks=M),
    zipped({"a.nii.gz": nifti(X.T), "a_mask.nii.gz": nifti(M.T)}),
]


@pytest.mark.fault(11)
@settings(max_examples=90, deadline=None)
@given(which=st.integers(0, 2), place=st.integers(0, 20_000), value=st.binary(min_size=1, max_size=20))
def test_no_damage_breaks_the_reader(tmp_path_factory: Any, which: int, place: int, value: bytes) -> None:
    data = bytearray(WHOLE[which])
    place %= len(data)
    data[place : place + len(value)] = value
    with contextlib.suppress(ReadError):
        found = stored(tmp_path_factory.mktemp("damaged"), bytes(data))
        if not isinstance(found, dict):
            assert len(found.images) >= 10


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_choice_of_arrays_breaks_the_reader(tmp_path_factory: Any, data: st.DataObject) -> None:
    """Any array for any role: an answer or a reason, never a fall."""
    arrays = {
        "images": X,
        "masks": M,
        "text": np.array(["ED", "ES"] * 6),
        "ids": np.arange(12) // 3,
        "ranges": np.array([[0, 6], [6, 12]]),
        "mm": np.array([1.0, 2, 3]),
        "one": np.array(3),
        "none": np.zeros(0),
        "flat": np.zeros((12, 0)),
        "objects": np.array([{}] * 12),
        "complex": np.zeros(12, complex),
        "deep": np.zeros((12, 2, 12, 10, 3)),
        "layers": np.eye(2)[M],
        "nan": np.full((12, 12, 10), np.nan),
    }
    kept = data.draw(st.sets(st.sampled_from(sorted(arrays)), min_size=1))
    role = st.sampled_from(["", *arrays])
    roles = ("images", "labels", "masks", "groups", "spacing", "phase")
    chosen = {name: data.draw(role) for name in roles} if data.draw(st.booleans()) else {}
    with contextlib.suppress(ReadError):
        stored(tmp_path_factory.mktemp("any"), npz(**{name: arrays[name] for name in kept}), **chosen)
