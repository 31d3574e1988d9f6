"""The files of publishers, whole and broken."""

from __future__ import annotations

import gzip
import io
import pickle
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.catalog.datasets.stored import IMAGES, LABELS
from glassnet.storage.datasets import job, published
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.published import Expected, read
from glassnet.storage.datasets.sources import SOURCES, Source
from tests.backend.storage.datasets.conftest import TRAIN, idx
from tests.backend.storage.datasets.files import npz

BREAST = (("train", 546), ("val", 78), ("test", 156))


def breast(**instead: Any) -> bytes:
    """An npz like that of BreastMNIST."""
    rng = np.random.default_rng(0)
    arrays: dict[str, Any] = {}
    for part, count in BREAST:
        arrays[f"{part}_images"] = rng.integers(0, 256, (count, 28, 28), np.uint8)
        arrays[f"{part}_labels"] = (np.arange(count) % 2).astype(np.uint8)[:, None]
    return npz(**{**arrays, **instead})


def expected(name: str) -> str:
    return Expected.of(SOURCES[name]).model_dump_json()


def test_medmnist_puts_training_and_validation_before_test(tmp_path: Path) -> None:
    data = breast(test_images=np.full((156, 28, 28), 7, np.uint8))
    (tmp_path / "file").write_bytes(data)
    manifest = read(expected("breastmnist"), [tmp_path / "file"], tmp_path)
    images = np.load(tmp_path / IMAGES)
    assert manifest["samples"] == 780
    assert manifest["counts"] == [390, 390]
    assert images.shape == (780, 28, 28, 1)
    assert (images[624:] == 7).all()
    assert (images[:624] != 7).any(axis=(1, 2, 3)).all()


@pytest.mark.fault(9)
@pytest.mark.parametrize(
    "instead",
    [
        {"train_labels": np.array([{}] * 546, object)},
        {"train_labels": np.full((546, 1), 2, np.uint8)},
        {"train_labels": np.zeros((546, 14), np.uint8)},
        {"test_images": np.zeros((156, 28, 28), np.float32)},
        {"test_images": np.zeros((156, 64, 64), np.uint8)},
        {"test_images": np.zeros((100, 28, 28), np.uint8), "test_labels": np.zeros((100, 1), np.uint8)},
    ],
)
def test_medmnist_that_is_not_as_promised(tmp_path: Path, instead: dict[str, Any]) -> None:
    (tmp_path / "file").write_bytes(breast(**instead))
    with pytest.raises(ReadError) as caught:
        read(expected("breastmnist"), [tmp_path / "file"], tmp_path)
    assert caught.value.code in ("download_broken", "pickle")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> str:
    """CIFAR-10 with 20 images a file instead of 10,000."""
    monkeypatch.setattr(published, "_CIFAR_IMAGES", 20)
    return Expected.of(SOURCES["cifar10"]).model_copy(update={"train": 100, "test": 20}).model_dump_json()


def cifar(folder: Path, leave_out: str = "", **more: bytes) -> list[Path]:
    """An archive like that of CIFAR-10: red tells the number of the file, blue that of the image."""
    names = [*(f"data_batch_{k}.bin" for k in range(1, 6)), "test_batch.bin"]
    with tarfile.open(folder / "cifar.tar.gz", "w:gz") as archive:
        files = {}
        for number, name in enumerate(names):
            records = np.zeros((20, 3073), np.uint8)
            records[:, 0] = np.arange(20) % 10
            records[:, 1:1025] = number
            records[:, 2049:] = np.arange(20)[:, None]
            files[name] = records.tobytes()
        for name, data in {**files, **more}.items():
            if name != leave_out:
                member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
    return [folder / "cifar.tar.gz"]


def test_cifar_is_read_from_its_binary_form(tmp_path: Path, few: str) -> None:
    harmful = {"batches.meta": pickle.dumps({}), "../../evil": b"x"}
    manifest = read(few, cifar(tmp_path, **harmful), tmp_path)
    images, labels = np.load(tmp_path / IMAGES), np.load(tmp_path / LABELS)
    assert manifest["shape"] == [32, 32, 3]
    assert images[:, 5, 5, 0].tolist() == [k for k in range(6) for _ in range(20)]
    assert images[:, 9, 1, 2].tolist() == list(range(20)) * 6
    assert not images[..., 1].any()
    assert labels.tolist() == [k % 10 for k in range(20)] * 6
    assert {path.name for path in tmp_path.iterdir()} == {"cifar.tar.gz", IMAGES, LABELS}


@pytest.mark.fault(40)
def test_a_cifar_archive_that_is_not_whole(tmp_path: Path, few: str) -> None:
    with pytest.raises(ReadError, match=r"has no whole 'cifar-10-batches-bin/data_batch_3\.bin'"):
        read(few, cifar(tmp_path, leave_out="data_batch_3.bin"), tmp_path)
    (tmp_path / "cifar.tar.gz").write_bytes(cifar(tmp_path)[0].read_bytes()[:500])
    with pytest.raises(ReadError, match="cannot be unpacked"):
        read(few, [tmp_path / "cifar.tar.gz"], tmp_path)


@pytest.mark.fault(11)
@pytest.mark.fault(40)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no gzip",
        gzip.compress(b"", mtime=0),
        gzip.compress(b"\0\0\x08\x03" + b"\xff" * 12, mtime=0),
        gzip.compress(b"\0\0\x08\x01" + bytes(12), mtime=0),
        idx(np.zeros((TRAIN, 28, 28)))[:-20],
        idx(np.zeros((TRAIN, 28, 28, 3))),
        idx(np.zeros((TRAIN, 14, 14))),
        idx(np.zeros((TRAIN + 1, 28, 28))),
        gzip.compress(gzip.decompress(idx(np.zeros((TRAIN, 28, 28)))) + bytes(10), mtime=0),
    ],
)
def test_an_idx_file_that_is_not_as_promised(tmp_path: Path, small: Source, publisher: Any, data: bytes) -> None:
    files = [tmp_path / file.name for file in small.files]
    for file in files:
        file.write_bytes(publisher.files[f"/{file.name}"])
    promised = Expected.of(small).model_dump_json()
    assert read(promised, files, tmp_path)["samples"] == 50
    files[0].write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read(promised, files, tmp_path)
    assert caught.value.code == "download_broken"


@pytest.mark.fault(5)
def test_a_full_disk_is_noticed_before_it_is_written_to(
    tmp_path: Path, small: Source, publisher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / file.name for file in small.files]
    for file in files:
        file.write_bytes(publisher.files[f"/{file.name}"])
    monkeypatch.setattr(job, "SPARE_BYTES", 1 << 60)
    with pytest.raises(ReadError) as caught:
        read(Expected.of(small).model_dump_json(), files, tmp_path)
    assert (caught.value.code, caught.value.status) == ("disk_full", 507)
