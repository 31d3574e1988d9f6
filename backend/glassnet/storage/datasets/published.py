"""Reads the files of published data sets. Nothing in them is executed: no pickle, ever."""

from __future__ import annotations

import gzip
import tarfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from glassnet.catalog.datasets.stored import IMAGES, LABELS
from glassnet.errors import shown
from glassnet.storage.datasets.arrays import Npz
from glassnet.storage.datasets.job import ReadError, make_room
from glassnet.storage.datasets.library import Manifest
from glassnet.storage.datasets.sources import Form, Source

Pixels = NDArray[np.uint8]
Part = tuple[Pixels, NDArray[Any]]
_IDX_IMAGES, _IDX_LABELS = 2051, 2049
_CIFAR_FILES = [
    f"cifar-10-batches-bin/{name}.bin" for name in (*(f"data_batch_{k}" for k in range(1, 6)), "test_batch")
]
_CIFAR_RECORD = 1 + 32 * 32 * 3
_CIFAR_IMAGES = 10_000


class Expected(BaseModel):
    """What a published data set must turn out to be."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    form: Form
    shape: tuple[int, int, int]
    classes: list[str]
    train: int
    test: int

    @classmethod
    def of(cls, source: Source) -> Expected:
        """What ``source`` promises."""
        train, test = source.data.published()
        return cls.model_validate(
            {
                "id": source.id,
                "title": source.title,
                "form": source.form,
                "shape": source.data.input_shape(),
                "classes": source.data.class_names(),
                "train": train,
                "test": test,
            }
        )


def read(expected: str, files: Sequence[Path], target: Path) -> dict[str, Any]:
    """Read a published data set from ``files`` into arrays in ``target``; ``expected`` is `Expected` as JSON.

    Returns:
        Its manifest.

    Raises:
        ReadError: when a file is not of the form it should have.
    """
    known = Expected.model_validate_json(expected)
    return _store(known, READERS[known.form](files), target).model_dump(mode="json")


def _store(known: Expected, parts: Sequence[Part], target: Path) -> Manifest:
    """Write the parts, training first and test last, and make sure that they are what was promised."""
    total, shape, classes = known.train + known.test, known.shape, known.classes
    found = sum(len(labels) for _, labels in parts)
    judged = len(parts[-1][1])
    if (found, judged) != (total, known.test):
        raise _broken(f"it holds {found:,} images, {judged:,} of them for testing, not {total:,}")
    make_room(target, total * int(np.prod(shape)))
    images = np.lib.format.open_memmap(target / IMAGES, "w+", np.uint8, (total, *shape))
    first = 0
    for pixels, labels in parts:
        if len(pixels) != len(labels) or pixels.size != len(labels) * int(np.prod(shape)):
            raise _broken("images and labels differ in number or size")
        images[first : first + len(labels)] = pixels.reshape(-1, *shape)
        first += len(labels)
    images.flush()
    labels = np.concatenate([labels.reshape(-1) for _, labels in parts]).astype(np.int16)
    if labels.min() < 0 or labels.max() >= len(classes):
        raise _broken(f"it has a label {labels.max()}, but {len(classes)} classes")
    np.save(target / LABELS, labels)
    return Manifest(
        id=known.id,
        title=known.title,
        shape=shape,
        classes=classes,
        counts=np.bincount(labels, minlength=len(classes)).tolist(),
        samples=total,
        created_at=time.time(),
    )


def _idx(files: Sequence[Path]) -> list[Part]:
    """Training images, training labels, test images, test labels, in the format of MNIST, packed with gzip."""
    arrays = [_idx_array(file, _IDX_LABELS if k % 2 else _IDX_IMAGES) for k, file in enumerate(files)]
    return [(arrays[0], arrays[1]), (arrays[2], arrays[3])]


def _idx_array(path: Path, magic: int) -> Pixels:
    rank = magic & 0xFF
    try:
        with gzip.open(path) as file:
            header = np.frombuffer(_exactly(file, 4 + 4 * rank), ">u4").astype(np.int64)
            size = int(np.prod(header[1:]))
            if header[0] != magic or size > 1 << 28:
                raise _broken(f"{path.name} does not begin like an idx file")
            array = np.frombuffer(_exactly(file, size), np.uint8).reshape(header[1:])
            if file.read(1):
                raise _broken(f"{path.name} is longer than it says")
    except (OSError, EOFError, zlib.error) as error:
        raise _broken(f"{path.name} cannot be unpacked ({type(error).__name__})") from None
    return array


def _exactly(file: IO[bytes] | gzip.GzipFile, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _cifar(files: Sequence[Path]) -> list[Part]:
    """The binary version: records of one label and 3 × 1024 bytes of red, green and blue."""
    found: dict[str, Part] = {}
    try:
        with tarfile.open(files[0], "r:gz") as archive:
            for member in archive:
                if member.name in _CIFAR_FILES and member.isreg() and member.size == _CIFAR_IMAGES * _CIFAR_RECORD:
                    file = archive.extractfile(member)
                    assert file is not None
                    records = np.frombuffer(_exactly(file, member.size), np.uint8).reshape(-1, _CIFAR_RECORD)
                    pixels = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
                    found[member.name] = (np.ascontiguousarray(pixels), records[:, 0])
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise _broken(f"{files[0].name} cannot be unpacked ({type(error).__name__})") from None
    missing = [name for name in _CIFAR_FILES if name not in found]
    if missing:
        raise _broken(f"{files[0].name} has no whole {shown(missing[0])}")
    return [found[name] for name in _CIFAR_FILES]


def _medmnist(files: Sequence[Path]) -> list[Part]:
    """Arrays ``train_images``, ``train_labels`` and so on for ``val`` and ``test``, labels ``(n, 1)``."""
    with Npz(files[0]) as arrays:
        parts = []
        for part in ("train", "val", "test"):
            images, labels = arrays.read(f"{part}_images"), arrays.read(f"{part}_labels")
            if images.dtype != np.uint8 or labels.dtype.kind not in "iu" or labels.size != len(images):
                raise _broken(f"{part}_images and {part}_labels do not go together")
            parts.append((images, labels.reshape(-1)))
    return parts


READERS: dict[Form, Callable[[Sequence[Path]], list[Part]]] = {"idx": _idx, "cifar": _cifar, "medmnist": _medmnist}


def _broken(what: str) -> ReadError:
    return ReadError(
        "download_broken", f"The downloaded data set is not as it should be: {what}.", "Download it again."
    )
