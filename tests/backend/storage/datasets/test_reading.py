"""What becomes of honest uploads."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from glassnet.catalog.datasets.stored import IMAGES, LABELS
from glassnet.storage.datasets import packed_table
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.reading import read_upload
from tests.backend.storage.datasets.files import folders, npz, options, png, zipped


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Reads a file as an upload would be read; gives the answer, the images and the labels."""

    def reading(data: bytes, name: str = "pets.zip", table: bytes | None = None, **fields: Any) -> Any:
        files = [tmp_path / "file"]
        files[0].write_bytes(data)
        if table is not None:
            files.append(tmp_path / "table")
            files[1].write_bytes(table)
        answer = read_upload(files, tmp_path, options(**fields).model_dump_json(), name)
        if "question" in answer:
            return answer["question"]
        return answer["manifest"], np.load(tmp_path / IMAGES), np.load(tmp_path / LABELS)

    return reading


def test_folders_are_classes(read: Any) -> None:
    manifest, images, labels = read(zipped(folders()))
    assert manifest["classes"] == ["cat", "dog"]
    assert manifest["counts"] == [8, 4]
    assert manifest["shape"] == [12, 10, 1]
    assert manifest["title"] == "pets"
    assert manifest["notes"] == []
    assert images.dtype == np.uint8
    assert labels.dtype == np.int16
    expected = [np.asarray(Image.open(io.BytesIO(data))) for _, data in sorted(folders().items())]  # type: ignore[arg-type]
    np.testing.assert_array_equal(images[..., 0], expected)
    assert labels.tolist() == [0] * 8 + [1] * 4


def test_equal_content_has_equal_ids_whatever_it_is_called(read: Any) -> None:
    one = read(zipped(folders()), "a.zip")[0]["id"]
    moved = {name.replace("pets/", "animals/"): data for name, data in folders().items()}
    assert read(zipped(moved), "b.zip")[0]["id"] == one
    assert read(zipped(folders(13)))[0]["id"] != one
    renamed = {name.replace("cat", "lion"): data for name, data in folders().items()}
    assert read(zipped(renamed))[0]["id"] != one


def test_what_systems_leave_behind_is_passed_over_and_the_rest_is_told(read: Any) -> None:
    litter = {"__MACOSX/pets/._1.png": b"x", "pets/.DS_Store": b"x", "pets/cat/Thumbs.db": b"x"}
    manifest, images, _ = read(zipped({**folders(), **litter, "pets/readme.txt": "hello", "pets/cat/": ""}))
    assert len(images) == 12
    assert manifest["notes"] == ["1 other files were left out, such as 'pets/readme.txt'."]


def test_parts_in_folders_are_put_together(read: Any) -> None:
    files = {f"{part}/{kind}/{k}.png": png(k) for k in range(4) for part in ("train", "test") for kind in "ab"}
    manifest, _, _ = read(zipped(files))
    assert manifest["classes"] == ["a", "b"]
    assert "put together" in manifest["notes"][0]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM"])
def test_pictures_of_many_formats(read: Any, form: str) -> None:
    files = {f"{k % 2}/{k}.{form.lower()}": png(k, (16, 16), "RGB", form) for k in range(10)}
    manifest, images, _ = read(zipped(files))
    assert manifest["shape"] == [16, 16, 3]
    assert images.std() > 30


def test_colour_is_kept_or_taken_away(read: Any) -> None:
    mixed = {**folders(), "pets/cat/colour.png": png(99, mode="RGB")}
    assert read(zipped(mixed))[0]["shape"][2] == 3
    assert read(zipped(mixed), colours="grey")[0]["shape"][2] == 1
    _, images, _ = read(zipped(folders()), colours="rgb")
    assert (images[..., 0] == images[..., 2]).all()


def test_what_is_transparent_shows_white_paper(read: Any) -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    clear.putpixel((3, 5), (0, 0, 0, 255))
    out = io.BytesIO()
    clear.save(out, "PNG")
    _, images, _ = read(zipped({f"{k % 2}/{k}.png": out.getvalue() for k in range(10)}), colours="grey")
    assert images[0, 5, 3, 0] == 0
    assert images[0].sum() == 255 * 63


def test_sixteen_bits_become_eight(read: Any) -> None:
    deep = Image.fromarray(np.array([[0, 65535], [32768, 257]], np.uint16))
    out = io.BytesIO()
    deep.save(out, "PNG")
    _, images, _ = read(zipped({f"{k % 2}/{k}.png": out.getvalue() for k in range(10)}))
    assert images[0, ..., 0].tolist() == [[0, 255], [127, 1]]


def test_a_turned_photograph_is_put_upright(read: Any) -> None:
    picture = Image.fromarray(np.arange(12 * 10, dtype=np.uint8).reshape(12, 10))
    exif = picture.getexif()
    exif[0x0112] = 6
    out = io.BytesIO()
    picture.save(out, "PNG", exif=exif)
    manifest, _, _ = read(zipped({f"{k % 2}/{k}.png": out.getvalue() for k in range(10)}))
    assert manifest["shape"] == [10, 12, 1]


def bar(height: int, width: int) -> bytes:
    """A white picture with black left and right quarters."""
    pixels = np.full((height, width), 255, np.uint8)
    pixels[:, : width // 4] = pixels[:, -(width // 4) :] = 0
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("fit", "row", "column"),
    [("crop", [255] * 8, [255] * 8), ("resize", [0, 0, 255, 255, 255, 255, 0, 0], [255] * 8)],
)
def test_sizes_are_harmonised_as_chosen(read: Any, fit: str, row: list[int], column: list[int]) -> None:
    _, images, _ = read(zipped({f"{k % 2}/{k}.png": bar(16, 32) for k in range(10)}), size=[8, 8], fit=fit)
    assert images[0, 4, :, 0].tolist() == row
    assert images[0, :, 4, 0].tolist() == column


def test_padding_adds_black_above_and_below(read: Any) -> None:
    _, images, _ = read(zipped({f"{k % 2}/{k}.png": bar(16, 32) for k in range(10)}), size=[8, 8], fit="pad")
    assert images[0, :, 4, 0].tolist() == [0, 0, 255, 255, 255, 255, 0, 0]


def test_pictures_that_differ_in_size_are_brought_to_one_and_it_is_said(read: Any) -> None:
    mixed = {f"{k % 2}/{k}.png": png(k, (20 + k, 30)) for k in range(10)}
    manifest, _, _ = read(zipped(mixed))
    assert manifest["shape"] == [64, 64, 1]
    assert manifest["notes"] == ["The images differ in size; all were brought to 64 × 64."]
    large = {f"{k % 2}/{k}.png": png(k, (200, 150)) for k in range(10)}
    assert "have 200 × 150 pixels" in read(zipped(large))[0]["notes"][0]


TABLE = "file,label\r\n" + "".join(f"{k}.png,{'odd' if k % 2 else 'even'}\r\n" for k in range(12))
PICTURES: dict[str, bytes | str] = {f"images/{k}.png": png(k) for k in range(14)}


def test_a_table_gives_the_labels(read: Any) -> None:
    manifest, images, labels = read(zipped({**PICTURES, "labels.csv": TABLE}))
    assert manifest["classes"] == ["even", "odd"]
    assert labels.tolist() == [k % 2 for k in range(12)]
    np.testing.assert_array_equal(images[7, ..., 0], np.asarray(Image.open(io.BytesIO(png(7)))))
    assert manifest["notes"] == ["2 pictures that the table does not name were left out."]


@pytest.mark.parametrize(
    "table",
    [
        "\ufeff" + TABLE,
        TABLE.replace(",", ";"),
        TABLE.replace(",", "\t"),
        TABLE.replace(".png", ""),
        TABLE.replace("\r\n", "\n"),
        "".join(f"images/{line}\n" if line[0].isdigit() else f"{line}\n" for line in TABLE.splitlines()),
    ],
    ids=["byte order mark", "semicolons", "tabs", "no endings", "unix lines", "paths"],
)
def test_tables_are_written_in_many_ways(read: Any, table: str) -> None:
    assert read(zipped({**PICTURES, "labels.csv": table}))[0]["counts"] == [6, 6]


def test_a_table_may_come_beside_the_archive(read: Any) -> None:
    assert read(zipped(PICTURES), table=TABLE.encode())[0]["counts"] == [6, 6]


WIDE = "name,shade,parity\n" + "".join(f"{k}.png,{k % 3},{k % 2}\n" for k in range(14))


def test_several_columns_are_asked_about_and_then_chosen(read: Any) -> None:
    asked = read(zipped({**PICTURES, "labels.csv": WIDE}))
    assert asked["tables"][0]["columns"] == ["name", "shade", "parity"]
    assert asked["tables"][0]["rows"][1] == ["1.png", "1", "1"]
    assert asked["suggested"]["file_column"] == "name"
    manifest, _, _ = read(zipped({**PICTURES, "labels.csv": WIDE}), label_column="shade")
    assert manifest["classes"] == ["0", "1", "2"]


@pytest.mark.fault(41)
@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("file,label\n0.png,a\nnone.png,b\n", "Row 3 of 'labels.csv' names 'none.png', which is not in the archive"),
        ("file,label\n0.png,a\n1.png,b,c\n", "Row 3 of 'labels.csv' has 3 columns, its header has 2"),
        ("file,label\n0.png,a\n0.png,b\n", "Row 3 of 'labels.csv' gives '0.png' a second label 'b'"),
        ("file,label\n0.png,a\n1.png,\n", "Row 3 of 'labels.csv' has no label"),
        ("file,label\n0.png," + "a" * 2000 + "\n", "Row 2, column 2 of 'labels.csv' has more than 1000 characters"),
        ("file,label\n", "has no rows below its header"),
        ("", "has no rows below its header"),
        ("a," * 600 + "\n1\n", "more than 500 columns"),
        ("file,label\n0.png,\0\n", "is no text"),
    ],
)
def test_tables_with_faults_name_row_and_column(read: Any, table: str, said: str) -> None:
    with pytest.raises(ReadError, match=said.replace("(", r"\(")):
        read(zipped({**PICTURES, "labels.csv": table}), file_column="file", label_column="label")


X = np.random.default_rng(1).integers(0, 256, (30, 9, 7), np.uint8)
Y = np.arange(30) % 3


def test_an_npz_whose_arrays_are_clear_is_taken_at_once(read: Any) -> None:
    manifest, images, labels = read(npz(foo=X, bar=Y), "numbers.npz")
    np.testing.assert_array_equal(images[..., 0], X)
    np.testing.assert_array_equal(labels, Y)
    assert (manifest["classes"], manifest["shape"], manifest["title"]) == (["0", "1", "2"], [9, 7, 1], "numbers")


def test_an_npz_with_a_choice_is_asked_about(read: Any) -> None:
    data = npz(x_test=X[:12], x_train=X, y_train=Y, y_test=Y[:12], weight=np.ones(3))
    asked = read(data)
    assert {one["name"]: one["suits"] for one in asked["arrays"]} == {
        "x_test": ["images"],
        "x_train": ["images"],
        "y_test": ["labels", "groups", "phase"],
        "y_train": ["labels", "groups", "phase"],
        "weight": ["spacing", "phase"],
    }
    assert (asked["suggested"]["images"], asked["suggested"]["labels"]) == ("x_train", "y_train")
    assert asked["arrays"][2] == {"name": "x_train", "shape": [30, 9, 7], "dtype": "uint8", "suits": ["images"]}
    assert len(read(data, **{**asked["suggested"], "size": None})[1]) == 30
    assert len(read(data, images="x_test", labels="y_test")[1]) == 12
    assert read(npz(foo=X, bar=Y), ask=True)["suggested"]["images"] == "foo"


def test_arrays_that_are_not_there_or_do_not_belong_together(read: Any) -> None:
    data = npz(x=X, y=Y, z=Y[:12])
    with pytest.raises(ReadError, match="no array 'w' in the file"):
        read(data, images="x", labels="w")
    with pytest.raises(ReadError, match=r"30 images, but 'z' has 12 labels"):
        read(data, images="x", labels="z")
    with pytest.raises(ReadError, match=r"No array of the file holds images; it has 'y' \[30\]"):
        read(npz(y=Y))


@pytest.mark.parametrize(
    ("array", "shape"),
    [
        (X[..., None], [9, 7, 1]),
        (np.stack([X] * 3, -1), [9, 7, 3]),
        (np.stack([X] * 3, 1), [9, 7, 3]),
        (np.stack([X] * 4, -1), [9, 7, 3]),
        (np.asfortranarray(X), [9, 7, 1]),
        (X[:, :7].reshape(30, 49), [7, 7, 1]),
        (X > 100, [9, 7, 1]),
        (X / 255, [9, 7, 1]),
        (X.astype(np.int64), [9, 7, 1]),
        (X.astype(np.uint16) * 200 + 3, [9, 7, 1]),
        (X / 100 - 1, [9, 7, 1]),
        (X.astype(">f4"), [9, 7, 1]),
    ],
)
def test_images_of_many_forms(read: Any, array: np.ndarray, shape: list[int]) -> None:
    manifest, images, _ = read(npz(images=array, labels=Y))
    assert manifest["shape"] == shape
    grey = images[..., 0].astype(int)
    whole = X[:, :7].reshape(30, 49).reshape(30, 7, 7) if shape[0] == 7 else X
    if array.dtype == bool:
        np.testing.assert_array_equal(grey, (X > 100) * 255)
    else:
        assert np.abs(grey - whole.astype(int)).max() <= 1
        assert np.corrcoef(grey.ravel(), whole.ravel())[0, 1] > 0.999


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (Y[:, None], ["0", "1", "2"]),
        (Y.astype(float), ["0", "1", "2"]),
        (np.eye(3)[Y], ["0", "1", "2"]),
        (np.array(["b", "a", "ü"])[Y], ["a", "b", "ü"]),
        (np.array([b"b", b"a", b"c"])[Y], ["a", "b", "c"]),
        (Y * 10 - 10, ["-10", "0", "10"]),
        (Y > 0, ["0", "1"]),
    ],
)
def test_labels_of_many_forms(read: Any, labels: np.ndarray, classes: list[str]) -> None:
    manifest, _, numbers = read(npz(images=X, labels=labels), images="images", labels="labels")
    assert manifest["classes"] == classes
    assert len(set(zip(numbers.tolist(), Y.tolist(), strict=True))) == 3


def test_classes_get_the_names_that_are_given(read: Any) -> None:
    assert read(npz(x=X, y=Y), classes=["a", "b", "c", "d"])[0]["classes"] == ["a", "b", "c", "d"]
    with pytest.raises(ReadError, match="2 names of classes were given"):
        read(npz(x=X, y=Y), classes=["a", "b"])


@pytest.mark.parametrize(
    ("arrays", "code"),
    [
        ({"x": X, "y": Y + 0.5}, "no_labels"),
        ({"x": X, "y": np.zeros(30)}, "one_class"),
        ({"x": X[:5], "y": Y[:5]}, "too_few_images"),
        ({"x": np.zeros((600, 4, 4)), "y": np.arange(600)}, "too_many_classes"),
        ({"x": np.full((30, 4, 4), np.nan), "y": Y}, "not_finite"),
        ({"x": np.zeros((30, 5, 5, 2)), "y": Y}, "no_images"),
    ],
)
def test_arrays_that_make_no_data_set(read: Any, arrays: dict[str, Any], code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(npz(**arrays), images="x", labels="y")
    assert caught.value.code == code
    assert caught.value.hint


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"hello", "format"),
        (png(0), "single_image"),
        (zipped({}), "no_images"),
        (zipped({"a.md": "x"}), "no_images"),
        (zipped({"a.csv": "a,b\n1,2\n", "b.tsv": "a\tb\n"}), "many_tables"),
        (gzip.compress(b"a,b\n1,2\n" * 99)[:-30], "packed_damaged"),
        (zipped({"a.png": png(0)}), "single_image"),
        (zipped({**folders(), "loose.png": png(0)}), "no_label"),
        (zipped({f"a/{k}.png": png(k) for k in range(12)}), "one_class"),
        (zipped(folders(6)), "too_few_images"),
        (zipped({**folders(), "pets/cat/broken.png": png(0)[:60]}), "image_unreadable"),
        (zipped({**folders(), "pets/cat/no.png": "text"}), "image_unreadable"),
        (npz(x=X)[:-40], "not_zip"),
    ],
)
def test_files_that_make_no_data_set(read: Any, data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert caught.value.code == code
    assert caught.value.status == 422
    assert caught.value.hint


def test_an_unreadable_picture_is_named(read: Any) -> None:
    with pytest.raises(ReadError, match=r"'pets/cat/broken\.png' cannot be read as a picture"):
        read(zipped({**folders(), "pets/cat/broken.png": png(0)[:60]}))


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("sizes.csv.gz", gzip.compress),
        ("sizes.zip", lambda table: zipped({"sizes.csv": table.decode(), "sizes.names": "what they are"})),
    ],
)
def test_a_table_may_be_packed(tmp_path: Path, name: str, packed: Any) -> None:
    table = "length,kind\n" + "".join(f"{k / 4},{'ab'[k % 2]}\n" for k in range(20))
    place = tmp_path / "file"
    place.write_bytes(packed(table.encode()))
    (tmp_path / "table").mkdir()
    found = read_upload([place], tmp_path / "table", "{}", name)["table"]
    assert (found["samples"], found["title"], found["head"][1]) == (20, "sizes", ["0.25", "b"])


def test_what_is_unpacked_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_table, "MOST_UNPACKED", 1 << 20)
    place = tmp_path / "file"
    place.write_bytes(gzip.compress(b"1,2\n" * (1 << 20)))
    with pytest.raises(ReadError) as caught:
        read_upload([place], tmp_path, "{}", "bomb.csv.gz")
    assert caught.value.code == "upload_too_large"
