"""What becomes of an npz of images and masks, the lecture's first of all."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.storage.datasets.job import ReadError
from tests.backend.storage.datasets.files import npz
from tests.backend.storage.datasets.masked_files import CASES, SLICES, drawn, lecture, stored

X, M = drawn(30)
PATIENT = np.repeat(np.arange(6), 5)


@pytest.mark.parametrize("last", [0, 1])
def test_the_lectures_file_needs_no_preparation(tmp_path: Path, last: int) -> None:
    data = lecture(last, note=np.array([{"any": "object"}], object))
    asked = stored(tmp_path, data, "lv.npz")
    suits = {one["name"]: one["suits"] for one in asked["arrays"]}
    assert suits["note"] == [], "never opened, and in nobody's way"
    assert suits["segs"] == suits["images"] == ["images", "masks"]
    assert "groups" in suits["caseIndices"]
    assert suits["caseVoxelSize"] == ["spacing"]
    assert suits["caseCat"] == ["phase"]
    suggested = asked["suggested"]
    roles = ("images", "labels", "masks", "groups", "spacing", "phase")
    assert [suggested[one] for one in roles] == ["images", "", "segs", "caseIndices", "caseVoxelSize", ""]

    found = stored(tmp_path, data, "lv.npz", **suggested)
    arrays = np.load(io.BytesIO(data), allow_pickle=False)
    np.testing.assert_array_equal(found.masks, arrays["segs"])
    start, end = arrays["caseIndices"].T
    expected = np.repeat(np.arange(CASES), end - start + last)
    np.testing.assert_array_equal(found.groups, expected)
    assert found.manifest["groups"] == np.bincount(expected).tolist()
    np.testing.assert_allclose(found.spacing, arrays["caseVoxelSize"][expected], rtol=1e-6)
    assert found.labels is None
    assert found.phases is None
    assert (found.images.shape, found.images.dtype) == ((SLICES, 64, 64, 1), np.uint8)
    assert found.manifest["classes"] == ["background", "foreground"]
    for case in range(CASES):  # each case is a window of its own, whatever the gain of its scan
        slices = expected == case
        plain = arrays["images"][slices].astype(float)
        low, high = np.percentile(plain, [0.5, 99.5])
        by_hand = np.clip((plain - low) / (high - low), 0, 1) * 255
        assert np.abs(found.images[slices][..., 0] - by_hand).max() <= 0.5 + 1e-6
    empty = int((arrays["segs"].reshape(SLICES, -1).max(1) == 0).sum())
    assert found.manifest["empty"] == empty == 25
    notes = " ".join(found.manifest["notes"])
    assert f"25 of {SLICES} masks are empty" in notes
    assert "percentile 0.5 became black" in notes
    share = (arrays["segs"] > 0).mean()
    np.testing.assert_allclose(found.manifest["shares"], [1 - share, share], atol=1e-6)
    assert f"Only {share:.2%} of all pixels are marked" in notes


def test_only_images_and_masks_are_taken_at_once(tmp_path: Path) -> None:
    for names in (("images", "masks"), ("x", "y"), ("img", "gt"), ("train_images", "groundTruth")):
        found = stored(tmp_path, npz(**dict(zip(names, (X, M), strict=True))))
        np.testing.assert_array_equal(found.masks, M)
        np.testing.assert_array_equal(found.images[..., 0], X)
        assert found.manifest["masks"]
        assert found.manifest["groups"] == []
        assert found.groups is None


def test_more_arrays_are_asked_about(tmp_path: Path) -> None:
    data = npz(pics=X, drawings=M, patients=PATIENT, mm=np.ones(3))
    asked = stored(tmp_path, data)
    assert (asked["suggested"]["images"], asked["suggested"]["masks"]) == ("drawings", "pics"), "a guess"
    assert asked["suggested"]["groups"] == "patients"
    found = stored(tmp_path, data, images="pics", masks="drawings", groups="patients", spacing="mm")
    np.testing.assert_array_equal(found.groups, PATIENT)
    np.testing.assert_array_equal(found.spacing, np.ones((30, 3)))
    parts = npz(train_images=X, train_masks=M, test_images=X[:12], test_masks=M[:12])
    asked = stored(tmp_path, parts)["suggested"]
    assert (asked["images"], asked["masks"]) == ("train_images", "train_masks")


def test_images_of_a_group_are_put_together(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    for ids in (rng.permutation(PATIENT), np.array(["zoe", "ann", "bo", "cy", "di", "ed"])[rng.permutation(PATIENT)]):
        found = stored(tmp_path, npz(images=X, masks=M, who=ids), images="images", masks="masks", groups="who")
        order = np.argsort([list(dict.fromkeys(ids.tolist())).index(one) for one in ids.tolist()], kind="stable")
        np.testing.assert_array_equal(found.images[..., 0], X[order])
        np.testing.assert_array_equal(found.masks, M[order])
        np.testing.assert_array_equal(found.groups, np.sort(PATIENT))
        assert "put into the order of their groups" in " ".join(found.manifest["notes"])


def test_labels_too_may_come_in_groups(tmp_path: Path) -> None:
    kinds = np.arange(30) % 3
    data = npz(images=X, labels=kinds, patient=PATIENT[::-1])
    asked = stored(tmp_path, data)["suggested"]
    assert (asked["labels"], asked["groups"], asked["masks"]) == ("labels", "patient", "")
    found = stored(tmp_path, data, **asked)
    np.testing.assert_array_equal(found.labels, kinds)
    assert found.manifest["groups"] == [5] * 6
    assert found.masks is None
    other = stored(tmp_path, npz(images=X, labels=kinds), images="images", labels="labels")
    assert other.manifest["id"] != found.manifest["id"]


@pytest.mark.parametrize(
    ("values", "classes", "said"),
    [
        ([0, 1], ["background", "foreground"], ""),
        ([0, 255], ["background", "foreground"], "values of the masks 0, 255 became the classes 0, 1"),
        ([0, 1, 2, 4], ["background", "1", "2", "4"], "0, 1, 2, 4 became the classes 0, 1, 2, 3"),
        ([0, 85, 170, 255], ["background", "85", "170", "255"], "255 became a class like any other"),
        ([3, 7], ["background", "foreground"], "No pixel of the masks is 0; 3 became class 0"),
        ([0, 100_000], ["background", "foreground"], "0, 100000 became the classes 0, 1"),
    ],
)
@pytest.mark.parametrize("kind", [np.uint32, np.int64, np.float32])
def test_any_values_become_classes(tmp_path: Path, values: list[int], classes: list[str], said: str, kind: Any) -> None:
    images, masks = drawn(20, classes=len(values))
    found = stored(tmp_path, npz(images=images, masks=np.asarray(values, kind)[masks]))
    np.testing.assert_array_equal(found.masks, masks)
    assert found.manifest["classes"] == classes
    assert said in " ".join(found.manifest["notes"])
    assert found.manifest["counts"] == [int((masks == k).any((1, 2)).sum()) for k in range(len(values))]


FOUR = drawn(20, classes=4)


@pytest.mark.parametrize(
    "masks",
    [
        FOUR[1][..., None],
        FOUR[1][:, None],
        np.eye(4, dtype=np.uint8)[FOUR[1]],
        np.eye(4, dtype=np.uint8)[FOUR[1]].transpose(0, 3, 1, 2),
        np.eye(4)[FOUR[1]][..., 1:],
        np.eye(4, dtype=bool)[FOUR[1]],
        np.array([[0, 0, 0], [0, 0, 255], [0, 255, 0], [255, 0, 0]], np.uint8)[FOUR[1]],
        np.asfortranarray(FOUR[1]),
        FOUR[1].astype(">i4"),
    ],
    ids=["channel", "channel first", "layers", "layers first", "no ground", "bool", "colours", "fortran", "big endian"],
)
def test_masks_of_many_forms(tmp_path: Path, masks: np.ndarray) -> None:
    found = stored(tmp_path, npz(images=FOUR[0], masks=masks))
    np.testing.assert_array_equal(found.masks, FOUR[1])


def test_colours_get_their_names(tmp_path: Path) -> None:
    paint = np.array([[0, 0, 0], [0, 0, 255], [0, 255, 0], [200, 10, 1]], np.uint8)
    found = stored(tmp_path, npz(images=FOUR[0], masks=paint[FOUR[1]]))
    assert found.manifest["classes"] == ["background", "blue", "green", "#c80a01"]


def test_classes_get_the_names_that_are_given(tmp_path: Path) -> None:
    data = npz(images=FOUR[0], masks=FOUR[1] * 2)
    found = stored(tmp_path, data, classes=["ground", "a", "b", "c"])
    assert found.manifest["classes"] == ["ground", "a", "b", "c"]
    np.testing.assert_array_equal(found.masks, FOUR[1])
    more = ["ground", "a", "b", "c", "d", "e", "f", "g"]
    np.testing.assert_array_equal(stored(tmp_path, data, classes=more).masks, FOUR[1] * 2)
    with pytest.raises(ReadError, match="3 names of classes were given, but the masks have the values 0, 2, 4, 6"):
        stored(tmp_path, data, classes=["a", "b", "c"])


def test_volumes_are_read_slice_by_slice(tmp_path: Path) -> None:
    images, masks = (one.reshape(6, 5, 12, 10) for one in (X, M))
    for pair in ((images, masks), (images[..., None], masks[..., None])):
        found = stored(tmp_path, npz(images=pair[0], masks=pair[1]))
        np.testing.assert_array_equal(found.masks, M)
        assert found.manifest["groups"] == [5] * 6
        assert "6 volumes of 5 slices" in found.manifest["notes"][0]


def test_masks_shrink_with_their_images_and_mix_no_values(tmp_path: Path) -> None:
    images, masks = drawn(20, (40, 60), classes=3)
    for fit in ("resize", "crop", "pad"):
        found = stored(tmp_path, npz(images=images, masks=masks * 100), size=[16, 16], fit=fit)
        assert found.masks.shape == (20, 16, 16)
        assert set(np.unique(found.masks)) <= {0, 1, 2}
    # An image that is its own mask stays so, up to the rim of what is marked.
    wide = np.zeros((20, 60, 40), np.uint8)
    wide[:, 20:40, 10:30] = 255
    for fit in ("resize", "crop", "pad"):
        found = stored(tmp_path, npz(images=wide, masks=wide), size=[20, 20], fit=fit)
        np.testing.assert_array_equal(found.images[..., 0] > 127, found.masks == 1)
    spots = np.zeros((20, 64, 64), np.uint8)
    spots[:, 1, 1] = 1
    spots[0, :32] = 1
    said = stored(tmp_path, npz(images=spots * 255, masks=spots), size=[8, 8]).manifest["notes"]
    assert "At 8 × 8 nothing is left of what 19 masks mark; a larger size keeps it." in said


def test_spacing_follows_the_size(tmp_path: Path) -> None:
    images, masks = drawn(20, (40, 80))
    data = npz(images=images, masks=masks, spacing=np.array([1.0, 2.0, 8.0]))
    chosen = {"images": "images", "masks": "masks", "spacing": "spacing", "size": [20, 20]}
    for fit, expected in (("resize", [2, 8, 8]), ("crop", [2, 4, 8]), ("pad", [4, 8, 8])):
        found = stored(tmp_path, data, fit=fit, **chosen)
        assert found.spacing[0].tolist() == expected
        assert found.manifest["spacing"] == expected


@pytest.mark.parametrize(
    ("arrays", "code", "said"),
    [
        ({"masks": M[:, :9]}, "sizes_differ", r"12 × 10 pixels, but the masks 'masks' 9 × 10"),
        ({"masks": M[:20]}, "counts_differ", "30 images, but 'masks' has 20 masks"),
        ({"masks": M * 0}, "one_class", "Every pixel of every mask is 0: nothing is marked"),
        ({"masks": M * 0.5}, "mask_values", "holds 0.5; a pixel's class is a whole number"),
        ({"masks": np.where(M, np.nan, 0)}, "mask_values", "holds nan"),
        ({"masks": M.astype(np.int8) * -1}, "mask_values", "holds -1"),
        ({"masks": X}, "mask_values", "more than 32 different ones"),
        ({"masks": X.astype(np.int64) * 10**6}, "mask_values", "more than 32 different ones"),
        ({"masks": np.ones((30, 12, 10, 2), np.uint8)}, "mask_values", "more than one class"),
        ({"masks": np.full((30, 12, 10, 2), 3)}, "mask_values", "2 layers with other numbers than 0 and 1"),
        ({"masks": M.astype("U1")}, "no_masks", "holds no masks"),
        ({"masks": M[:, 0]}, "no_masks", "holds no masks"),
        ({"masks": np.array(3)}, "no_masks", "single value"),
        ({"masks": np.array([{}] * 30)}, "pickle", "not accepted"),
        ({"groups": PATIENT[:7]}, "groups", "has shape \\(7,\\), which does not go with 30 images"),
        ({"groups": np.array([[0, 20], [10, 30]])}, "groups", "some overlap"),
        ({"groups": np.array([[0, 40]])}, "groups", "lead too far"),
        ({"groups": np.full(30, np.nan)}, "groups", "not finite"),
        ({"groups": np.array([{}] * 30)}, "pickle", "not accepted"),
        ({"spacing": np.ones((4, 3))}, "spacing", "holds no sizes of pixels"),
        ({"spacing": np.array(["a", "b", "c"])}, "spacing", "holds no sizes of pixels"),
        ({"phase": np.zeros(7)}, "phase", "has no entry for each of 30 images"),
        ({"phase": np.array(["?"] * 30)}, "phase", "no phase can be read"),
    ],
)
def test_arrays_that_do_not_go_together(tmp_path: Path, arrays: dict[str, Any], code: str, said: str) -> None:
    every = {"images": X, "masks": M, **arrays}
    with pytest.raises(ReadError, match=said) as caught:
        stored(tmp_path, npz(**every), **{name: name for name in every})
    assert (caught.value.code, caught.value.status) == (code, 422)
    assert caught.value.hint


def test_labels_or_masks_but_not_both(tmp_path: Path) -> None:
    data = npz(images=X, masks=M, labels=np.arange(30) % 2)
    with pytest.raises(ReadError) as caught:
        stored(tmp_path, data, images="images", masks="masks", labels="labels")
    assert caught.value.code == "labels_and_masks"
    asked = stored(tmp_path, data)["suggested"]
    assert (asked["images"], asked["masks"], asked["labels"]) == ("images", "masks", "")
    assert stored(tmp_path, data, images="images", labels="labels").masks is None


def test_windows_are_as_chosen(tmp_path: Path) -> None:
    deep = X.astype(np.uint16) * 7
    deep[PATIENT == 3] *= 5
    data = npz(images=deep, masks=M, groups=PATIENT)
    chosen = {"images": "images", "masks": "masks", "groups": "groups"}
    own = stored(tmp_path, data, **chosen).images
    assert own[PATIENT == 0].max() == own[PATIENT == 3].max() == 255
    common = stored(tmp_path, data, window="set", **chosen).images
    assert common[PATIENT == 0].max() < 60 < 250 < common[PATIENT == 3].max()
    eight = stored(tmp_path, npz(images=X, masks=M, groups=PATIENT), **chosen).images
    np.testing.assert_array_equal(eight[..., 0], X), "8 bits stay what they are"
    ct = X.astype(np.int16) * 8 - 1000
    shared = stored(tmp_path, npz(images=ct, masks=M, groups=PATIENT), **chosen)
    assert np.abs(shared.images[..., 0] - (ct - ct.min()) / (ct.max() - ct.min()) * 255.0).max() <= 0.5


def test_a_few_stray_pixels_leave_the_rest_bright(tmp_path: Path) -> None:
    deep = X.astype(np.float32) * 4
    deep[0, 0, 0] = 60_000
    found = stored(tmp_path, npz(images=deep, masks=M))
    assert found.images[1:].max() > 240
    assert found.images[0, 0, 0, 0] == 255
    assert "nearly all from" in " ".join(found.manifest["notes"])
