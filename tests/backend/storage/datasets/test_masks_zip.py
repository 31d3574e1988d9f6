"""What becomes of a zip of images and masks, matched by their names."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.names import bare, frame, home, is_role_folder, words
from tests.backend.storage.datasets.files import folders, png, zipped
from tests.backend.storage.datasets.masked_files import drawn, picture, stored

X, M = drawn(12)
PNG = [picture(one) for one in X]
MASK = [picture(one * 255) for one in M]


def named(image: str, mask: str, masks: list[bytes] = MASK) -> dict[str, bytes | str]:
    """Images and masks called by these patterns."""
    return {image.format(k): PNG[k] for k in range(12)} | {mask.format(k): one for k, one in enumerate(masks)}


@pytest.mark.parametrize(
    ("image", "mask"),
    [
        ("images/{:02}.png", "masks/{:02}.png"),
        ("set/imgs/{:02}.png", "set/segs/{:02}.png"),
        ("JPEGImages/{:02}.png", "SegmentationClass/{:02}.png"),
        ("train/images/{:02}.png", "train/labels/{:02}.png"),
        ("train_images/a{:02}.png", "train_masks/a{:02}_mask.png"),
        ("images/img_{:02}.png", "gt/gt_{:02}.png"),
        ("image/{:02}.png", "groundTruth/{:02}.bmp"),
        ("{:02}.png", "{:02}_mask.png"),
        ("all/{:02}.png", "all/{:02}-seg.png"),
        ("all/{:02}.png", "all/mask_{:02}.png"),
        ("Dataset/benign ({:02}).png", "Dataset/benign ({:02})_mask.png"),
        ("photos/{:02}.png", "photos/masks/{:02}.png"),
        ("{:02}_image.png", "{:02}_label.png"),
        ("img{:02}.png", "seg{:02}.png"),
    ],
)
def test_images_and_masks_are_matched_by_name(tmp_path: Path, image: str, mask: str) -> None:
    found = stored(tmp_path, zipped(named(image, mask)))
    np.testing.assert_array_equal(found.images[..., 0], X)
    np.testing.assert_array_equal(found.masks, M)
    assert found.manifest["classes"] == ["background", "foreground"]
    assert found.manifest["groups"] == []
    assert found.labels is None
    assert not any("left out" in one for one in found.manifest["notes"])


def test_masks_may_come_beside_the_images(tmp_path: Path) -> None:
    images = zipped({f"{k:02}.png": one for k, one in enumerate(PNG)})
    masks = zipped({f"{k:02}.png": one for k, one in enumerate(MASK)})
    np.testing.assert_array_equal(stored(tmp_path, images, beside=masks).masks, M)
    with pytest.raises(ReadError, match="is no zip itself") as caught:
        stored(tmp_path, images, beside=MASK[0])
    assert caught.value.where == "masks"


def test_folders_may_be_chosen(tmp_path: Path) -> None:
    files = named("t1/{:02}.png", "chambers/{:02}.png") | {f"t2/{k:02}.png": PNG[0] for k in range(12)}
    found = stored(tmp_path, zipped(files), images="t1", masks="chambers")
    np.testing.assert_array_equal(found.images[..., 0], X)
    np.testing.assert_array_equal(found.masks, M)


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no folder 'chambers' with pictures") as caught:
        stored(tmp_path, zipped(named("t1/{:02}.png", "t2/{:02}.png")), masks="chambers")
    assert (caught.value.code, caught.value.where) == ("no_masks", "options.masks")


def test_a_table_that_is_chosen_comes_before_masks(tmp_path: Path) -> None:
    table = "file,kind\n" + "".join(f"images/{k:02}.png,{'ab'[k % 2]}\n" for k in range(12))
    files = {**named("images/{:02}.png", "masks/{:02}.png"), "kinds.csv": table}
    assert stored(tmp_path, zipped(files)).masks is not None
    assert stored(tmp_path, zipped(files), label_column="kind").manifest["classes"] == ["a", "b"]


def test_classes_called_like_masks_are_classes(tmp_path: Path) -> None:
    for other in ("without_mask", "no mask", "other"):
        faces = {f"{kind}/{k}.png": png(k) for k in range(6) for kind in ("with_mask", other)}
        found = stored(tmp_path, zipped(faces))
        assert found.masks is None
        assert found.manifest["classes"] == sorted(["with_mask", other], key=str.lower)
    assert stored(tmp_path, zipped(folders())).masks is None


def test_who_is_alone_is_named_and_left_out(tmp_path: Path) -> None:
    files = named("images/{:02}.png", "masks/{:02}.png")
    del files["masks/03.png"], files["images/07.png"]
    found = stored(tmp_path, zipped(files))
    assert len(found.masks) == 10
    assert found.manifest["notes"][:2] == [
        "1 images have no mask and were left out: 'images/03.png'.",
        "1 masks have no image and were left out: 'masks/07.png'.",
    ]


def test_several_masks_of_an_image_are_put_together(tmp_path: Path) -> None:
    left, right = M.copy(), M.copy()
    left[:, :, 5:] = 0
    right[:, :, :5] = 0
    files = {f"{k:02}.png": PNG[k] for k in range(12)}
    for k in range(12):
        files |= {f"{k:02}_mask.png": picture(left[k] * 255), f"{k:02}_mask_1.png": picture(right[k] * 255)}
    found = stored(tmp_path, zipped(files))
    np.testing.assert_array_equal(found.masks, M)
    assert "12 images have several masks, such as '00.png'; these were put together." in found.manifest["notes"]


def test_folders_of_patients_are_groups(tmp_path: Path) -> None:
    for pattern in ("p{}/images/{}.png", "images/p{}/{}.png"):
        names = {pattern.format(k % 3, k): k for k in range(12)}
        files: dict[str, bytes | str] = {}
        for name, k in names.items():
            files |= {name: PNG[k], name.replace("images", "masks"): MASK[k]}
        found = stored(tmp_path, zipped(files))
        assert found.manifest["groups"] == [4, 4, 4]
        assert found.groups.tolist() == [0] * 4 + [1] * 4 + [2] * 4
        np.testing.assert_array_equal(found.masks, [M[names[one]] for one in sorted(names)])
    roles = (("images", PNG), ("masks", MASK))
    parts = {
        f"{part}/{role}/{k:02}.png": data[k] for k in range(12) for part in ("train", "test") for role, data in roles
    }
    found = stored(tmp_path, zipped(parts))
    assert len(found.masks) == 24
    assert found.manifest["groups"] == [], "parts are no patients"


RED = np.array([[0, 0, 0], [255, 0, 0], [0, 0, 255]], np.uint8)
XC, MC = drawn(12, classes=3)


def palette(mask: np.ndarray) -> bytes:
    picture = Image.fromarray(mask, "L").convert("P")
    picture.putdata(mask.reshape(-1).tolist())
    picture.putpalette([0, 0, 0, 128, 0, 0, 0, 128, 0, *[7] * 747])
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def on_glass(mask: np.ndarray) -> bytes:
    paint = np.concatenate([RED[mask], np.where(mask > 0, 255, 0)[..., None].astype(np.uint8)], -1)
    return picture(paint)


@pytest.mark.parametrize(
    ("paint", "names"),
    [
        (lambda mask: picture(mask), ["background", "1", "2"]),
        (lambda mask: picture(mask * 127), ["background", "127", "254"]),
        (lambda mask: picture(mask.astype(np.uint16) * 1000), ["background", "1000", "2000"]),
        (lambda mask: picture(RED[mask]), ["background", "blue", "red"]),
        (lambda mask: picture(np.uint8(255) - RED[mask]), ["background", "cyan", "yellow"]),
        (palette, ["background", "1", "2"]),
        (on_glass, ["background", "blue", "red"]),
    ],
    ids=["numbers", "greys", "16 bits", "colours", "on white", "palette", "transparent"],
)
def test_classes_are_marked_in_many_ways(tmp_path: Path, paint: Any, names: list[str]) -> None:
    files = {f"images/{k:02}.png": picture(one) for k, one in enumerate(XC)}
    files |= {f"masks/{k:02}.png": paint(one) for k, one in enumerate(MC)}
    found = stored(tmp_path, zipped(files))
    assert found.manifest["classes"] == names
    # Whatever the order of the classes: what was one class is one class.
    for number in range(3):
        assert len(np.unique(found.masks[number == MC])) == 1
    assert (found.masks == 0).sum() == (MC == 0).sum()


@pytest.mark.parametrize("quality", [50, 80, 95])
def test_black_and_white_survives_jpeg(tmp_path: Path, quality: int) -> None:
    masks = np.zeros((12, 96, 96), np.uint8)
    masks[:, 21:59, 33:62] = 255
    images = {f"images/{k}.png": png(k, (96, 96)) for k in range(12)}
    files = images | {f"masks/{k}.jpg": picture(one, "JPEG", quality=quality) for k, one in enumerate(masks)}
    assert len(np.unique(np.asarray(Image.open(io.BytesIO(files["masks/0.jpg"]))))) > 2
    found = stored(tmp_path, zipped(files))
    np.testing.assert_array_equal(found.masks, masks // 255)
    assert any("JPEG blurs" in one for one in found.manifest["notes"])


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        (named("images/{}.png", "masks/x{}.png"), "no_pairs", "None of 12 masks, such as 'masks/x0.png', has the name"),
        (
            named("images/{}.png", "masks/{}.png", [picture(one[:9]) for one in M]),
            "sizes_differ",
            r"'images/0\.png' has 12 × 10 pixels, but its mask 'masks/0\.png' 9 × 10",
        ),
        (named("images/{}.png", "masks/{}.png", PNG), "mask_values", "more than 32 different ones"),
        (
            named("images/{}.png", "masks/{}.png", [png(k, mode="RGB") for k in range(12)]),
            "mask_values",
            "more than 32 different ones",
        ),
        (named("images/{}.png", "masks/{}.png", [picture(one * 0) for one in M]), "one_class", "nothing is marked"),
        (named("images/{}.png", "masks/{}.png", [MASK[0][:50]] * 12), "image_unreadable", r"masks/0\.png"),
        (named("images/{}.png", "masks/{}.png", MASK[:5]), "too_few_images", "There are 5 images with a mask"),
        (
            {**named("images/{}.png", "masks/{}.png"), "b/images/1.png": PNG[0], "c/images/1.png": PNG[0]},
            "",
            "",
        ),
    ],
)
def test_pairs_that_make_no_data_set(tmp_path: Path, files: dict[str, bytes | str], code: str, said: str) -> None:
    if not code:
        found = stored(tmp_path, zipped(files))
        assert "2 images have no mask" in found.manifest["notes"][0]
        return
    with pytest.raises(ReadError, match=said) as caught:
        stored(tmp_path, zipped(files))
    assert (caught.value.code, caught.value.status) == (code, 422)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("7_mask.png", "7"),
        ("a/7-Seg.PNG", "7"),
        ("mask_7.png", "7"),
        ("img12.png", "12"),
        ("p1_frame01_gt.nii.gz", "p1_frame01"),
        ("benign (3)_mask_1.png", "benign (3)"),
        ("mask.png", ""),
        ("landmask.png", "landmask"),
        ("gtr5.png", "gtr5"),
        ("imagine.png", "imagine"),
        ("7.png", "7"),
    ],
)
def test_bare_names(path: str, expected: str) -> None:
    assert bare(path) == expected


def test_names_tell() -> None:
    assert words("caseVoxelSize") == {"case", "voxel", "size"}
    assert words("x_train2") == {"x", "train", "2"}
    masks = frozenset({"mask", "masks"})
    assert [is_role_folder(one, masks) for one in ("masks", "train_masks", "Masks2", "with_mask", "landmask", "")] == [
        *[True] * 3,
        *[False] * 3,
    ]
    assert home("a/images/p1/x.png") == ("a", "p1")
    assert [frame(one) for one in ("p1_frame12", "p1_ED", "p1", "p_t1")] == [
        ("p1", "12"),
        ("p1", "ed"),
        ("p1", ""),
        ("p_t1", ""),
    ]
