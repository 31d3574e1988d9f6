"""Weights on disk: safetensors with a manifest, never half written, never silently wrong.

Each checkpoint is two files, ``<number>.safetensors`` and ``<number>.json``, in a folder per run. The manifest carries
the sha256 of the tensors and of itself, because safetensors loads a flipped bit without complaint. Files are written
under a temporary name, flushed to the disk and renamed, the manifest last: a checkpoint without its manifest does not
exist.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

from glassnet.errors import GlassnetError

KEPT = 2
_VERSION = 1

Arrays = dict[str, NDArray[Any]]


class Checkpoint(NamedTuple):
    """A checkpoint read back.

    Attributes:
        arrays: by name.
        manifest: what was saved with them, JSON-able.
        skipped: one sentence for every newer checkpoint that could not be used.
    """

    arrays: Arrays
    manifest: dict[str, Any]
    skipped: list[str]


class Damaged(Exception):
    """A checkpoint file is not what was written."""


def pack(arrays: Arrays, metadata: dict[str, str] | None = None) -> bytes:
    """Arrays as the bytes of a safetensors file."""
    return save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, metadata)


class Checkpoints:
    """The checkpoints of all runs below one folder. Calls block; one thread at a time may write for one run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, run: str, arrays: Arrays, manifest: dict[str, Any]) -> int:
        """Write a checkpoint and drop all but the newest two.

        Returns:
            Its size in bytes.

        Raises:
            OSError: when it cannot be written; what was there before stays.
        """
        folder = self._of(run)
        folder.mkdir(parents=True, exist_ok=True)
        numbers = _numbers(folder)
        number = max(numbers, default=0) + 1
        tensors = pack(arrays)
        body = msgspec.json.encode(manifest)
        envelope = {
            "version": _VERSION,
            "sha256": hashlib.sha256(tensors).hexdigest(),
            "manifest_sha256": hashlib.sha256(body).hexdigest(),
            "manifest": msgspec.Raw(body),
        }
        try:
            _write(folder / f"{number:08d}.safetensors", tensors)
            _write(folder / f"{number:08d}.json", msgspec.json.encode(envelope))
        except OSError:
            _sweep(folder)
            raise
        _sync(folder)
        for old in sorted(numbers)[: -(KEPT - 1)]:
            (folder / f"{old:08d}.json").unlink(missing_ok=True)
            (folder / f"{old:08d}.safetensors").unlink(missing_ok=True)
        _sweep(folder)
        return len(tensors)

    def load(self, run: str) -> Checkpoint | None:
        """The newest checkpoint that is whole; None when there never was one.

        Raises:
            GlassnetError: ``checkpoint_damaged``, when there are some and none is whole.
        """
        folder = self._of(run)
        skipped: list[str] = []
        for number in sorted(_numbers(folder), reverse=True):
            try:
                arrays, manifest = _read(folder, number)
            except Damaged as error:
                skipped.append(f"checkpoint {number} is damaged: {error}")
            else:
                return Checkpoint(arrays, manifest, skipped)
        if skipped:
            raise GlassnetError("checkpoint_damaged", "; ".join(skipped) + ".", "Reset the run to train it again.")
        return None

    def delete(self, run: str) -> None:
        """Remove all checkpoints of a run; none being there is fine."""
        shutil.rmtree(self._of(run), ignore_errors=True)

    def runs(self) -> list[str]:
        """Ids of the runs that have a folder here."""
        return [entry.name for entry in self._folder.iterdir()] if self._folder.is_dir() else []

    def _of(self, run: str) -> Path:
        if not run.replace("_", "").isalnum():
            raise ValueError(f"{run!r} is not the id of a run")
        return self._folder / run


def _numbers(folder: Path) -> list[int]:
    return [int(entry.stem) for entry in folder.glob("*.json") if entry.stem.isdigit()]


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove what a crash left: temporary files, and tensors without a manifest."""
    numbers = set(_numbers(folder))
    for entry in folder.iterdir():
        stem = entry.name.partition(".")[0]
        if entry.suffix == ".tmp" or (entry.suffix == ".safetensors" and stem.isdigit() and int(stem) not in numbers):
            entry.unlink(missing_ok=True)


def _read(folder: Path, number: int) -> tuple[Arrays, dict[str, Any]]:
    try:
        envelope = msgspec.json.decode((folder / f"{number:08d}.json").read_bytes(), type=dict[str, msgspec.Raw])
        version = msgspec.json.decode(envelope["version"])
        body = bytes(envelope["manifest"])
        expected = msgspec.json.decode(envelope["manifest_sha256"])
        tensors_expected = msgspec.json.decode(envelope["sha256"])
        tensors = (folder / f"{number:08d}.safetensors").read_bytes()
    except (OSError, KeyError, msgspec.DecodeError) as error:
        raise Damaged(f"it cannot be read ({type(error).__name__})") from None
    if version != _VERSION:
        raise Damaged(f"it is of version {version}, this program reads version {_VERSION}")
    if hashlib.sha256(body).hexdigest() != expected:
        raise Damaged("its manifest differs from what was written")
    if hashlib.sha256(tensors).hexdigest() != tensors_expected:
        raise Damaged("its tensors differ from what was written")
    manifest: dict[str, Any] = msgspec.json.decode(body)
    return load(tensors), manifest
