"""Uploads that mean harm: nothing runs, nothing leads out of its folder, nothing takes the machine's memory."""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.errors import LimitError
from glassnet.storage.datasets.archive import MOST_UNPACKED
from glassnet.storage.datasets.arrays import header
from glassnet.storage.datasets.job import Job, ReadError, perform
from glassnet.storage.datasets.reading import read_upload
from tests.backend.storage.datasets.files import folders, npz, options, png, zipped


def refusal(tmp_path: Path, data: bytes, name: str = "file", **fields: Any) -> ReadError:
    """Why an upload is refused."""
    path = tmp_path / "uploaded"
    path.write_bytes(data)
    before = around(tmp_path)
    with pytest.raises(ReadError) as caught:
        read_upload([path], tmp_path, options(**fields).model_dump_json(), name)
    assert {one for one in around(tmp_path) if one.suffix != ".npy"} <= before, "nothing was written elsewhere"
    return caught.value


def around(folder: Path) -> set[Path]:
    """What is in a folder, and next to it and to those it is in; other tests may still be writing further away."""
    return {*folder.rglob("*"), *folder.parent.iterdir(), *folder.parent.parent.iterdir()}


class Harm:
    """Makes a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return os.mkdir, (self.path,)


@pytest.fixture
def harm(tmp_path: Path) -> Any:
    """Something that must never be unpickled; looks afterwards whether it was."""
    trace = tmp_path / "unpickled"
    yield Harm(str(trace))
    assert not trace.exists()


@pytest.mark.fault(9)
def test_a_pickle_is_not_opened(tmp_path: Path, harm: Harm) -> None:
    for protocol in range(2, 6):
        error = refusal(tmp_path, pickle.dumps(harm, protocol), "weights.pkl")
        assert error.code == "pickle"
        assert "objects/pickle not accepted" in error.detail


@pytest.mark.fault(9)
def test_an_array_of_objects_is_not_opened(tmp_path: Path, harm: Harm) -> None:
    objects = np.array([harm, 1], object)
    for data in (npz(images=objects, labels=np.arange(2)), npz(images=np.zeros((20, 4, 4)), labels=objects)):
        error = refusal(tmp_path, data, images="images", labels="labels")
        assert (error.code, error.status) == ("pickle", 422)
    out = io.BytesIO()
    np.save(out, objects, allow_pickle=True)
    assert refusal(tmp_path, out.getvalue()).code == "pickle"
    fields = npz(images=np.zeros(20, [("a", "u1"), ("b", "O")]), labels=np.arange(20))
    assert refusal(tmp_path, fields, images="images", labels="labels").code == "pickle"


@pytest.mark.fault(9)
@pytest.mark.parametrize("name", ["archive/data.pkl", "model.PT", "a/b.pickle", "x.joblib"])
def test_an_archive_with_a_pickle_is_not_opened(tmp_path: Path, harm: Harm, name: str) -> None:
    assert refusal(tmp_path, zipped({**folders(), name: pickle.dumps(harm)})).code == "pickle"


@pytest.mark.fault(10)
@pytest.mark.parametrize(
    "name",
    [
        "../../outside.png",
        "pets/../../outside.png",
        "/etc/outside.png",
        "//host/share/outside.png",
        "\\\\host\\share\\outside.png",
        "..\\..\\outside.png",
        "C:\\outside.png",
        "c:outside.png",
        "pets/outside.png\0.txt",
        "..",
        "./",
    ],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    data = zipped({**folders(), "placeholder-name-xxxxxxxxxxxxx": png(0)})
    # Written by hand: Python's own writer would mend some of these names.
    old = b"placeholder-name-xxxxxxxxxxxxx"
    data = data.replace(old, name.encode().ljust(len(old), b"/" if name in ("..", "./") else b"x"))
    assert refusal(tmp_path, data).code == "zip_path"


@pytest.mark.fault(10)
def test_links_and_encrypted_members_are_refused(tmp_path: Path) -> None:
    link = zipped({"pets/cat/link.png": "../../../etc/passwd"}, external_attr=0o120777 << 16)
    assert refusal(tmp_path, link).code == "zip_link"
    locked = bytearray(zipped(folders()))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = locked.find(mark)
        locked[start + place] |= 1
    assert refusal(tmp_path, bytes(locked)).code == "zip_encrypted"


@pytest.mark.fault(10)
def test_a_name_is_shown_short_and_printable(tmp_path: Path) -> None:
    error = refusal(tmp_path, b"hello", "\x1b[31m<script>\u202e" + "x" * 500)
    assert "\x1b" not in error.detail
    assert "\u202e" not in error.detail
    assert len(error.detail) < 200


def bomb(size: int, members: int = 1) -> bytes:
    """An archive of zeros, some thousand times smaller than what it unpacks to."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(members):
            with archive.open(f"{'cat' if number % 2 else 'dog'}/{number}.png", "w", force_zip64=True) as file:
                for _ in range(0, size, 1 << 20):
                    file.write(bytes(min(size, 1 << 20)))
    return out.getvalue()


@pytest.mark.fault(11)
def test_a_bomb_that_says_its_size_is_refused_unopened(tmp_path: Path) -> None:
    data = bomb(100 << 20, 2)
    assert len(data) < 1 << 20
    error = refusal(tmp_path, data)
    assert (error.code, error.status) == ("upload_too_large", 413)
    many = bomb(40 << 20, 27)
    error = refusal(tmp_path, many)
    assert (error.code, error.status) == ("upload_too_large", 413)
    assert f"{MOST_UNPACKED:,}" in error.detail


@pytest.mark.fault(11)
def test_a_bomb_that_lies_about_its_size_is_cut_off(tmp_path: Path) -> None:
    data = bytearray(zipped({**folders(), "pets/cat/lie.png": bytes(80 << 20)}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.rfind(mark)
        struct.pack_into("<I", data, start + place, 100)
    assert refusal(tmp_path, bytes(data)).code == "zip_damaged"


@pytest.mark.fault(11)
async def test_a_bomb_takes_no_memory(tmp_path: Path) -> None:
    path, target = tmp_path / "file", tmp_path / "target"
    target.mkdir()
    path.write_bytes(bomb(60 << 20, 17))
    with pytest.raises(ReadError) as caught:
        await perform(Job(task="upload", files=[path], target=target, argument="{}", memory_bytes=1 << 30))
    assert caught.value.code == "image_unreadable", "one picture at a time, none of them kept"


def huge_png(width: int, height: int) -> bytes:
    """A picture that says it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.fault(11)
@pytest.mark.parametrize("side", [7000, 12_000, 60_000])
def test_a_picture_with_too_many_pixels_is_refused_unopened(tmp_path: Path, side: int) -> None:
    error = refusal(tmp_path, zipped({**folders(), "pets/cat/huge.png": huge_png(side, side)}))
    assert (error.code, error.status) == ("image_too_large", 422)
    assert "pets/cat/huge.png" in error.detail
    assert refusal(tmp_path, huge_png(side, side)).code == "image_too_large"


def npy(shape: str, descr: str = "'|u1'", body: bytes = b"") -> bytes:
    """An array whose header says what it likes."""
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}"
    text = text.ljust(-(-(len(text) + 11) // 64) * 64 + 53) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode("latin-1") + body


@pytest.mark.fault(12)
@pytest.mark.parametrize(
    ("array", "code"),
    [
        (npy("(100000000000000,)"), "upload_too_large"),
        (npy("(10000000, 28, 28)", "'<f8'"), "upload_too_large"),
        (npy("(20, 28, 28)", body=bytes(100)), "npy_header"),
        (npy("(20, 4, 4)", body=bytes(400)), "npy_header"),
        (npy("(-1, 28, 28)"), "not_npy"),
        (npy("(2, 2)", "'|O'", bytes(32)), "pickle"),
        (npy("(2,)", "[('a', '<i4')]", bytes(8)), "npz_type"),
        (npy("(2,)", "'<M8[s]'", bytes(16)), "npz_type"),
        (npy("(" + "1, " * 60 + ")", body=b"\0"), "not_npy"),
        (npy("__import__('os').mkdir('x')"), "not_npy"),
        (npy("(" * 3000), "not_npy"),
        (b"\x93NUMPY\x09\x00" + bytes(100), "not_npy"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\x7f", "not_npy"),
        (b"nonsense", "not_npy"),
        (b"", "not_npy"),
    ],
)
def test_headers_are_believed_only_as_far_as_the_file_bears_them_out(tmp_path: Path, array: bytes, code: str) -> None:
    error = refusal(tmp_path, zipped({"images.npy": array, "labels.npy": npy("(20,)", body=bytes(20))}))
    assert error.code == code
    assert error.status == (413 if code == "upload_too_large" else 422)


@pytest.mark.fault(12)
@settings(max_examples=300)
@given(data=st.binary(max_size=300), size=st.integers(0, 1000))
def test_no_beginning_of_a_file_breaks_the_reader(data: bytes, size: int) -> None:
    for one in (data, b"\x93NUMPY\x01\x00" + data):
        with contextlib.suppress(ReadError):
            found = header("x", one, size)
            assert found.offset + np.prod(found.shape) * found.dtype.itemsize == size


@pytest.mark.fault(11)
@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 4000), value=st.integers(0, 255), length=st.integers(1, 40))
def test_no_damage_breaks_the_reader(tmp_path_factory: Any, place: int, value: int, length: int) -> None:
    data = bytearray(zipped(folders()))
    place %= len(data)
    data[place : place + length] = bytes([value]) * length
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "file").write_bytes(data)
    with contextlib.suppress(ReadError):
        found = read_upload([folder / "file"], folder, "{}", "x.zip")
        assert found["manifest"]["samples"] >= 10


@pytest.mark.fault(12)
async def test_what_needs_too_much_ends_alone(tmp_path: Path) -> None:
    path, target = tmp_path / "file", tmp_path / "target"
    target.mkdir()
    path.write_bytes(npz(x=np.zeros((60, 2000, 2000), np.uint8), y=np.arange(60) % 2))
    job = Job(task="upload", files=[path], target=target, argument='{"size": [8, 8]}', memory_bytes=400 << 20)
    with pytest.raises((LimitError, ReadError)) as caught:
        await perform(job.model_copy(update={"memory_bytes": 300 << 20}))
    assert caught.value.code == "file_too_heavy"
    assert caught.value.status == 413
    assert (await perform(job.model_copy(update={"memory_bytes": 2 << 30})))["manifest"]["samples"] == 60


@pytest.mark.fault(11)
async def test_what_takes_too_long_ends_alone(tmp_path: Path) -> None:
    path, target = tmp_path / "file", tmp_path / "target"
    target.mkdir()
    path.write_bytes(npz(x=np.zeros((60_000, 28, 28), np.uint8), y=np.arange(60_000) % 2))
    job = Job(task="upload", files=[path], target=target, argument='{"size": [96, 96]}', time_s=1)
    with pytest.raises(LimitError) as caught:
        await perform(job)
    assert caught.value.code in ("file_too_heavy", "file_too_slow")
