"""What becomes of NIfTI volumes; nibabel, which wrote them, says what is in them."""

from __future__ import annotations

import contextlib
import gzip
import struct
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.errors import LimitError
from glassnet.storage.datasets import from_nifti
from glassnet.storage.datasets.job import MASKS, Job, ReadError, perform
from glassnet.storage.datasets.nifti import is_nifti, volume
from tests.backend.storage.datasets.files import zipped
from tests.backend.storage.datasets.masked_files import drawn, nifti, stored

SIZE = (14, 11, 5)
"""Columns, rows, slices."""


def scan(seed: int, size: tuple[int, ...] = SIZE, gain: float = 8.0) -> tuple[np.ndarray, np.ndarray]:
    """A volume (columns, rows, slices) and its mask."""
    images, masks = drawn(size[2], (size[1], size[0]), seed=seed)
    return (images.T.astype(float) * gain).astype(np.int16), masks.T.copy()


SCANS = [scan(k, gain=3 + 2 * k) for k in range(4)]


def pairs(image: str = "images/p{}.nii.gz", mask: str = "masks/p{}.nii.gz", **how: Any) -> dict[str, bytes | str]:
    files: dict[str, bytes | str] = {}
    for k, (one, drawing) in enumerate(SCANS):
        files |= {image.format(k): nifti(one, (1.2, 1.5, 8.0), **how), mask.format(k): nifti(drawing, (1.2, 1.5, 8.0))}
    return files


def windowed(array: np.ndarray) -> np.ndarray:
    low, high = np.percentile(array.astype(float), [0.5, 99.5])
    return np.clip((array.astype(float) - low) / (high - low), 0, 1) * 255


@pytest.mark.parametrize(
    ("image", "mask"),
    [
        ("images/p{}.nii.gz", "masks/p{}.nii.gz"),
        ("imagesTr/p{}_0000.nii.gz", "labelsTr/p{}.nii.gz"),
        ("p{}.nii.gz", "p{}_gt.nii.gz"),
        ("p{0}/p{0}.nii.gz", "p{0}/p{0}_seg.nii.gz"),
        ("p{}/image.nii.gz", "p{}/mask.nii.gz"),
    ],
)
def test_volumes_become_slices_of_groups(tmp_path: Path, image: str, mask: str) -> None:
    found = stored(tmp_path, zipped(pairs(image, mask)), "scans.zip")
    np.testing.assert_array_equal(found.masks, np.concatenate([one.T for _, one in SCANS]))
    by_hand = np.concatenate([windowed(one.T) for one, _ in SCANS])
    assert np.abs(found.images[..., 0] - by_hand).max() <= 1
    assert found.manifest["shape"] == [11, 14, 1]
    assert found.manifest["groups"] == [5] * 4
    np.testing.assert_array_equal(found.groups, np.repeat(np.arange(4), 5))
    np.testing.assert_allclose(found.spacing, np.tile([1.5, 1.2, 8.0], (20, 1)), rtol=1e-6)
    assert found.manifest["spacing"] == [1.5, 1.2, 8.0]
    assert found.phases is None
    assert "percentile 0.5" in " ".join(found.manifest["notes"])


def test_masks_may_come_beside(tmp_path: Path) -> None:
    files = pairs()
    images = zipped({name: data for name, data in files.items() if name.startswith("images")})
    masks = zipped({name: data for name, data in files.items() if name.startswith("masks")})
    assert stored(tmp_path, images, beside=masks).manifest["groups"] == [5] * 4
    one, drawing = scan(9, (14, 11, 12))
    for packed in (True, False):
        found = stored(tmp_path, nifti(one, packed=packed), "heart.nii.gz", beside=nifti(drawing))
        np.testing.assert_array_equal(found.masks, drawing.T)
        assert found.manifest["title"] == "heart"
        assert found.manifest["groups"] == [], "one patient cannot be parted by patients"
        assert any("belong to one group" in note for note in found.manifest["notes"])
        assert found.groups.tolist() == [0] * 12


@pytest.mark.parametrize("kind", ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8", ">i2", ">f4"])
def test_numbers_of_every_type_and_scale(tmp_path: Path, kind: str) -> None:
    array = (drawn(12, (6, 7))[0].T // 2).astype(kind)
    image = nibabel.Nifti1Image(array.astype(array.dtype.newbyteorder("=")), np.eye(4))
    header = image.header if kind[0] != ">" else image.header.as_byteswapped(">")
    image = nibabel.Nifti1Image(array, np.eye(4), header, dtype=array.dtype)
    image.header.set_slope_inter(2.5, -7)
    name = tmp_path / "one.nii"
    nibabel.save(image, name)
    expected = nibabel.load(name).get_fdata()
    found = volume("one", name.read_bytes())
    np.testing.assert_allclose(found.stored()[..., 0] * found.slope + found.inter, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("kind", [nibabel.Nifti1Image, nibabel.Nifti2Image])
def test_both_versions_and_extensions_are_read(tmp_path: Path, kind: Any) -> None:
    one, drawing = scan(3, (14, 11, 12))
    image = kind(one, np.eye(4))
    image.header.extensions.append(nibabel.nifti1.Nifti1Extension("comment", b"x" * 300))
    found = stored(tmp_path, image.to_bytes(), "x.nii", beside=kind(drawing, np.eye(4)).to_bytes())
    np.testing.assert_array_equal(found.masks, drawing.T)


@pytest.mark.parametrize(("unit", "factor"), [("mm", 1), ("meter", 1000), ("micron", 0.001), ("unknown", 1)])
def test_spacing_is_in_millimetres(unit: str, factor: float) -> None:
    image = nibabel.Nifti1Image(scan(0)[0], np.diag([-2.0 / factor, 1.5 / factor, 3.0 / factor, 1]))
    image.header.set_xyzt_units(unit)
    np.testing.assert_allclose(volume("x", image.to_bytes()).spacing, [2.0, 1.5, 3.0], rtol=1e-6)


def moving() -> tuple[np.ndarray, np.ndarray]:
    """A beating heart of 6 frames, of which two are drawn: the larger is number 4, the smaller number 1."""
    images = np.random.default_rng(0).integers(0, 900, (20, 18, 4, 6)).astype(np.int16)
    masks = np.zeros(images.shape, np.uint8)
    masks[5:15, 4:14, :, 4] = 1
    masks[8:12, 7:11, :3, 1] = 1
    return images, masks


def test_frames_with_masks_are_kept_and_are_phases(tmp_path: Path) -> None:
    images, masks = moving()
    files: dict[str, bytes | str] = {}
    for k in range(3):
        files |= {f"p{k}_sa.nii.gz": nifti(images), f"p{k}_sa_gt.nii.gz": nifti(masks)}
    found = stored(tmp_path, zipped(files))
    assert found.manifest["groups"] == [8] * 3
    np.testing.assert_array_equal(found.masks[:4], masks[..., 1].T)
    np.testing.assert_array_equal(found.masks[4:8], masks[..., 4].T)
    assert found.phases.tolist() == [1] * 4 + [0] * 4 + [1] * 4 + [0] * 4 + [1] * 4 + [0] * 4
    assert found.manifest["phases"] == 24
    assert found.manifest["empty"] == 3, "a slice above the heart stays"
    assert any(note.startswith("Of 3 patients several frames have masks") for note in found.manifest["notes"])


@pytest.mark.parametrize(("late", "early"), [("frame12", "frame01"), ("ED", "ES"), ("ed", "es")])
def test_scans_of_a_patient_are_one_group(tmp_path: Path, late: str, early: str) -> None:
    images, masks = moving()
    files: dict[str, bytes | str] = {"readme.txt": "hello"}
    for k in range(3):
        for name, at in ((late, 4), (early, 1)):
            files[f"data/p{k}_{name}.nii.gz"] = nifti(images[..., at])
            files[f"data/p{k}_{name}_gt.nii.gz"] = nifti(masks[..., at])
        files[f"data/p{k}_4d.nii.gz"] = nifti(images)
    found = stored(tmp_path, zipped(files))
    assert found.manifest["groups"] == [8] * 3
    large = found.masks.reshape(6, 4, 18, 20).sum((1, 2, 3)) > 300
    np.testing.assert_array_equal(found.phases.reshape(6, 4), np.repeat(~large[:, None], 4, 1))
    assert any("3 images have no mask and were left out: 'data/p0_4d.nii.gz'" in one for one in found.manifest["notes"])


def test_thick_slices_along_another_axis_are_found(tmp_path: Path) -> None:
    one, drawing = scan(2, (30, 28, 12))
    for axis in range(3):
        spacing = [1.0, 1.25]
        spacing.insert(axis, 8.0)
        pair = [nifti(np.moveaxis(part, 2, axis), tuple(spacing)) for part in (one, drawing)]
        found = stored(tmp_path, pair[0], "x.nii", beside=pair[1])
        np.testing.assert_array_equal(found.masks, drawing.T)
        assert found.spacing[0].tolist() == [1.25, 1.0, 8.0]


def test_sizes_that_differ_among_volumes_are_brought_to_one(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {}
    for k, size in enumerate([(40, 20, 6), (20, 40, 6)]):
        one, drawing = scan(k, size)
        files |= {f"{k}.nii.gz": nifti(one), f"{k}_mask.nii.gz": nifti(drawing * 3)}
    found = stored(tmp_path, zipped(files), size=[20, 20])
    assert found.masks.shape == (12, 20, 20)
    assert set(np.unique(found.masks)) == {0, 1}
    assert (found.spacing[0].tolist(), found.spacing[-1].tolist()) == ([1, 2, 1], [2, 1, 1])


def test_windows_of_volumes(tmp_path: Path) -> None:
    own = stored(tmp_path, zipped(pairs())).images.reshape(4, -1)
    assert own.max(1).tolist() == [255] * 4
    common = stored(tmp_path, zipped(pairs()), window="set").images.reshape(4, -1)
    assert common.max(1)[0] < 130 < common.max(1)[3]
    files: dict[str, bytes | str] = {}
    for k, (one, drawing) in enumerate(SCANS):
        hounsfield = one // (k + 1) - 1000
        files |= {f"{k}.nii.gz": nifti(hounsfield.astype(np.int16)), f"{k}_mask.nii.gz": nifti(drawing)}
    shared = stored(tmp_path, zipped(files))
    assert "in all volumes" in " ".join(shared.manifest["notes"])


def test_what_is_not_finite_is_dark(tmp_path: Path) -> None:
    one, drawing = scan(1, (14, 11, 12))
    broken = one.astype(np.float32)
    broken[0], broken[1] = np.nan, np.inf
    found = stored(tmp_path, nifti(broken), beside=nifti(drawing))
    assert (found.images[:, :, :2] == 0).all()
    assert found.images.max() == 255


def test_masks_that_lie_otherwise_in_space_are_told_of(tmp_path: Path) -> None:
    one, drawing = scan(1, (14, 11, 12))
    turned = nibabel.Nifti1Image(drawing, np.diag([-1.0, 1, 1, 1])).to_bytes()
    notes = stored(tmp_path, nifti(one), beside=turned).manifest["notes"]
    assert any("lie otherwise in space" in note for note in notes)


IMAGE, MASK = (nifti(one) for one in scan(5, (14, 11, 12)))
FOUR = nifti(moving()[0])


@pytest.mark.parametrize(
    ("image", "mask", "code", "said"),
    [
        (IMAGE, None, "no_masks", "is a volume without a mask"),
        (IMAGE, nifti(scan(5, (14, 10, 12))[1]), "sizes_differ", "14 × 11 × 12 × 1 pixels"),
        (FOUR, nifti(moving()[1][..., 0]), "sizes_differ", "20 × 18 × 4 × 6 pixels"),
        (IMAGE, b"hello", "masks_file", "no NIfTI file"),
        (IMAGE, nifti(scan(5, (14, 11, 12))[1] * 0), "one_class", "nothing is marked"),
        (IMAGE, nifti(scan(5, (14, 11, 12))[1] * np.float32(0.5)), "mask_values", "holds 0.5"),
        (IMAGE, nifti(scan(5, (14, 11, 12))[1].astype(np.int16) * -1), "mask_values", "holds -1"),
        (IMAGE, IMAGE, "mask_values", "more than 32 different ones"),
        (zipped({"a.nii.gz": IMAGE, "b.nii.gz": IMAGE}), None, "no_masks", "is called a mask of another one"),
        (zipped({"images/a.nii": IMAGE, "masks/b.nii": MASK}), None, "no_pairs", "has the name"),
        (zipped({"a.nii": b"text", "a_mask.nii": MASK}), None, "nifti_header", "does not begin like"),
        (
            zipped({"a.nii.gz": IMAGE, "a_mask.nii.gz": MASK, "a_mask_2.nii.gz": MASK}),
            None,
            "two_masks",
            "has 2 masks, such as 'a_mask.nii.gz' and 'a_mask_2.nii.gz'",
        ),
    ],
)
def test_volumes_that_make_no_data_set(tmp_path: Path, image: bytes, mask: bytes | None, code: str, said: str) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        stored(tmp_path, image, "x.nii.gz", beside=mask)
    assert (caught.value.code, caught.value.status) == (code, 422)
    assert caught.value.hint


def lying(place: int, form: str, *values: Any, body: int = 4000) -> bytes:
    """A NIfTI file whose header says something else at ``place``."""
    data = bytearray(nifti(scan(0)[0], packed=False)[: 352 + body])
    struct.pack_into(form, data, place, *values)
    return bytes(data)


@pytest.mark.fault(12)
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lying(40, "<8h", 3, 32767, 32767, 32767, 1, 1, 1, 1), "upload_too_large"),
        (lying(40, "<8h", 4, 4000, 4000, 400, 100, 1, 1, 1), "upload_too_large"),
        (lying(40, "<8h", 3, 5000, 2, 2, 1, 1, 1, 1), "upload_too_large"),
        (lying(40, "<8h", 3, 200, 200, 200, 1, 1, 1, 1), "nifti_truncated"),
        (lying(40, "<8h", 3, -4, 11, 5, 1, 1, 1, 1), "nifti_header"),
        (lying(40, "<8h", 3, 0, 11, 5, 1, 1, 1, 1), "nifti_header"),
        (lying(40, "<8h", 9, 14, 11, 5, 1, 1, 1, 1), "nifti_header"),
        (lying(40, "<8h", -3, 14, 11, 5, 1, 1, 1, 1), "nifti_header"),
        (lying(40, "<8h", 6, 2, 2, 2, 2, 2, 2, 1), "nifti_header"),
        (lying(70, "<h", 999), "nifti_header"),
        (lying(70, "<h", 32), "nifti_header"),
        (lying(70, "<h", 128), "nifti_header"),
        (lying(108, "<f", float("nan")), "nifti_header"),
        (lying(108, "<f", 1e30), "nifti_header"),
        (lying(108, "<f", -5.0), "nifti_header"),
        (lying(0, "<i", 77), "nifti_header"),
        (lying(344, "4s", b"ni1\0"), "nifti_header"),
        (lying(344, "4s", b"abc\0"), "nifti_header"),
        (lying(0, "<i", 348, body=100), "nifti_truncated"),
        (nifti(scan(0)[0], packed=False)[:340], "nifti_header"),
        (b"", "nifti_header"),
    ],
)
def test_headers_are_believed_only_as_far_as_the_file_bears_them_out(
    tmp_path: Path, data: bytes, code: str, packed: bool
) -> None:
    pack = (lambda one: gzip.compress(one, mtime=0)) if packed else bytes
    for files in ({"a.nii.gz": pack(data), "a_mask.nii.gz": MASK}, {"a.nii.gz": IMAGE, "a_mask.nii.gz": pack(data)}):
        with pytest.raises(ReadError) as caught:
            stored(tmp_path, zipped(files))
        assert caught.value.code in (code, "sizes_differ")
        assert caught.value.status == (413 if code == "upload_too_large" else 422)


def test_what_was_packed_in_pieces_is_read(tmp_path: Path) -> None:
    plain, (_, drawing) = gzip.decompress(IMAGE), scan(5, (14, 11, 12))
    pieces = b"".join(gzip.compress(plain[k : k + 700], mtime=0) for k in range(0, len(plain), 700))
    assert volume("x", pieces).stored().tobytes() == volume("x", IMAGE).stored().tobytes()
    assert len(stored(tmp_path, pieces, beside=nifti(drawing)).images) == 12


def test_a_volume_is_known_by_its_first_bytes() -> None:
    noise = np.random.default_rng(0).integers(0, 30_000, (128, 128, 20)).astype(np.int16)
    assert is_nifti(nifti(noise)[:20_000])
    assert is_nifti(nifti(noise, packed=False)[:20_000])
    assert not is_nifti(gzip.compress(bytes(5000), mtime=0))
    assert not is_nifti(b"")


@pytest.mark.fault(11)
def test_a_damaged_checksum_is_told_of() -> None:
    damaged = bytearray(IMAGE)
    damaged[-6] ^= 1
    with pytest.raises(ReadError) as caught:
        volume("x", bytes(damaged)).stored()
    assert caught.value.code == "nifti_truncated"


@pytest.mark.fault(11)
def test_a_packed_bomb_is_cut_off_where_its_header_ends(tmp_path: Path) -> None:
    bomb = gzip.compress(nifti(scan(0)[0], packed=False) + bytes(200 << 20), 9)
    assert len(bomb) < 1 << 20
    assert volume("bomb", bomb).stored().nbytes == scan(0)[0].nbytes
    with pytest.raises(ReadError) as caught:
        stored(tmp_path, zipped({"a.nii.gz": bomb, "a_mask.nii.gz": gzip.compress(bytes(200 << 20))}))
    assert caught.value.code == "nifti_header"


@pytest.mark.fault(11)
def test_volumes_are_bounded_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_nifti, "_MOST_READ", 3 * 14 * 11 * 5 * 3)
    with pytest.raises(ReadError) as caught:
        stored(tmp_path, zipped(pairs()))
    assert (caught.value.code, caught.value.status) == ("upload_too_large", 413)


@pytest.mark.fault(11)
async def test_a_bomb_that_tells_its_size_ends_alone(tmp_path: Path) -> None:
    header = nibabel.Nifti1Image(np.zeros((2, 2, 2), np.uint8), np.eye(4)).header
    header.set_data_shape((512, 512, 500))
    bomb = gzip.compress(header.binaryblock + bytes(4) + bytes(512 * 512 * 500), 1)
    assert len(bomb) < 1 << 20
    path, target = tmp_path / "file", tmp_path / "target"
    target.mkdir()
    path.write_bytes(zipped({"a.nii.gz": bomb, "a_mask.nii.gz": bomb}))
    job = Job(task="upload", files=[path], target=target, argument='{"size": [8, 8]}', memory_bytes=300 << 20)
    with pytest.raises((ReadError, LimitError)) as caught:
        await perform(job)
    assert (caught.value.code, caught.value.status) == ("file_too_heavy", 413)


@pytest.mark.fault(11)
@settings(max_examples=80, deadline=None)
@given(place=st.integers(0, 400), value=st.binary(min_size=1, max_size=12), packed=st.booleans())
def test_no_damage_breaks_the_reader(tmp_path_factory: Any, place: int, value: bytes, packed: bool) -> None:
    data = bytearray(nifti(scan(5, (14, 11, 12))[0], packed=False))
    data[place : place + len(value)] = value
    image = gzip.compress(bytes(data), mtime=0) if packed else bytes(data)
    is_nifti(image)
    with contextlib.suppress(ReadError):
        found = stored(tmp_path_factory.mktemp("damaged"), zipped({"a.nii.gz": image, "a_mask.nii.gz": MASK}))
        assert len(found.images) == len(found.masks) >= 10


@pytest.mark.fault(11)
@settings(max_examples=40, deadline=None)
@given(end=st.integers(0, len(IMAGE) - 1))
def test_every_end_that_comes_too_early_is_told_of(tmp_path_factory: Any, end: int) -> None:
    with pytest.raises(ReadError) as caught:
        stored(tmp_path_factory.mktemp("cut"), zipped({"a.nii.gz": IMAGE[:end], "a_mask.nii.gz": MASK}))
    assert caught.value.code in ("nifti_header", "nifti_truncated")


def test_the_name_of_the_file_of_masks_is_fixed() -> None:
    assert Path(MASKS).name == MASKS == "masks"
