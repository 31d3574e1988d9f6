"""Reads what somebody has uploaded, whatever it is, into arrays of one form; or says what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from glassnet.errors import shown
from glassnet.storage.datasets.archive import Archive, pickle_refused
from glassnet.storage.datasets.arrays import header
from glassnet.storage.datasets.from_npz import read_npz
from glassnet.storage.datasets.from_zip import read_zip, single_image
from glassnet.storage.datasets.gathered import Gathered, keep
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.options import UploadOptions, UploadQuestion
from glassnet.storage.datasets.pictures import Look

_HINT = "Upload a zip of pictures in one folder for each class, a zip with a table of labels, or an npz."


def read_upload(files: Sequence[Path], target: Path, options: str, name: str) -> dict[str, Any]:
    """Read an uploaded file, which its owner calls ``name``, and a table of labels if one came beside it.

    Returns:
        ``{"manifest": …}``, the arrays being in ``target``; or ``{"question": …}`` when it takes a choice.

    Raises:
        ReadError: when it is no data set.
    """
    path = files[0]
    beside = ("labels.csv", files[1].read_bytes()) if len(files) > 1 else None
    chosen = UploadOptions.model_validate_json(options)
    with path.open("rb") as file:
        beginning = file.read(20_000)
    if beginning[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        raise _no_archive(name, path, beginning)
    with Archive(path) as archive:
        names = archive.names()
        if names and all(one.endswith(".npy") for one in names):
            return _kept(read_npz(path, chosen), target, chosen.title or _stem(name))
        return _kept(read_zip(archive, chosen, beside), target, chosen.title or _stem(name))


def _kept(found: Gathered | UploadQuestion, target: Path, title: str) -> dict[str, Any]:
    if isinstance(found, UploadQuestion):
        return {"question": found.model_dump(mode="json")}
    return {"manifest": keep(found, target, title).model_dump(mode="json")}


def _stem(name: str) -> str:
    clean = "".join(one if one.isprintable() else "\ufffd" for one in name.replace("\\", "/").rsplit("/", 1)[-1])
    return (clean.rsplit(".", 1)[0] or clean or "Images")[:80]


def _no_archive(name: str, path: Path, beginning: bytes) -> ReadError:
    """Why the file is no data set."""
    if beginning[:1] == b"\x80" and beginning[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return pickle_refused(name)
    if not beginning:
        return ReadError("empty", f"{shown(name)} is empty.", _HINT)
    if beginning.startswith(b"\x93NUMPY"):
        found = header(name, beginning, path.stat().st_size)
        return ReadError(
            "no_labels",
            f"{shown(name)} is a single array of shape {found.shape}; images and labels are needed.",
            "Save both into one file: numpy.savez('data.npz', images=…, labels=…).",
        )
    try:
        Look(name, path.read_bytes())
    except ReadError as error:
        if error.code == "image_too_large":
            return error
        return ReadError("format", f"{shown(name)} is no zip archive and no npz.", _HINT)
    return single_image(name)
