"""Weights on disk: safetensors with a manifest, never half written, never silently wrong.

Each checkpoint is two files, ``<number>.safetensors`` and ``<number>.json``, in a folder per run. The manifest carries
the sha256 of the tensors and of itself, because safetensors loads a flipped bit without complaint. Files are written
under a temporary name, flushed to the disk and renamed, the manifest last: a checkpoint without its manifest does not
exist. The newest few of a run are kept, and its best.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

from glassnet.errors import GlassnetError

KEPT = 3
_VERSION = 1
_LOOKS = 5
_LOSSES = ("validation_loss", "train_loss", "loss")
"""Columns of the metrics that tell how good a state is, the most telling first."""

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


class Kept(NamedTuple):
    """What is known of a checkpoint without reading its tensors.

    Attributes:
        number: larger ones are newer.
        step, epoch: of the run.
        at: when it was written, seconds since 1970.
        loss: the newest that the run had told, of its validation part where there is one; None without any.
        best: whether no other kept state of the same training has a smaller loss.
    """

    number: int
    step: int
    epoch: float
    at: float
    loss: float | None
    best: bool = False


class Damaged(Exception):
    """A checkpoint file is not what was written."""


def pack(arrays: Arrays, metadata: dict[str, str] | None = None) -> bytes:
    """Arrays as the bytes of a safetensors file."""
    return save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, metadata)


class Checkpoints:
    """The checkpoints of all runs below one folder. Calls block; one thread at a time may write for one run.

    Args:
        folder: it is made when the first checkpoint comes.
        keep: how many of the newest stay, beside the best.
    """

    def __init__(self, folder: Path, keep: int = KEPT) -> None:
        self._folder = folder
        self._keep = max(1, keep)
        self._known: dict[str, dict[int, Kept]] = {}

    def save(self, run: str, arrays: Arrays, manifest: dict[str, Any]) -> int:
        """Write a checkpoint and drop all but the newest few and the best.

        Returns:
            Its size in bytes.

        Raises:
            OSError: when it cannot be written; what was there before stays.
        """
        folder = self._of(run)
        folder.mkdir(parents=True, exist_ok=True)
        number = max(_numbers(folder), default=0) + 1
        tensors = pack(arrays)
        body = msgspec.json.encode(manifest)
        envelope = {
            "version": _VERSION,
            "at": time.time(),
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
        self._prune(run, folder, self._keep)
        return len(tensors)

    def load(self, run: str, step: int | None = None) -> Checkpoint | None:
        """The newest checkpoint that is whole, or the newest at `step`; None when there never was one.

        Raises:
            GlassnetError: ``checkpoint_damaged``, when there are some and none is whole.
        """
        folder = self._of(run)
        skipped: list[str] = []
        for number in sorted(_numbers(folder), reverse=True):
            try:
                if step is not None and _kept(folder, number).step != step:
                    continue
                arrays, manifest = _read(folder, number)
            except Damaged as error:
                skipped.append(f"checkpoint {number} is damaged: {error}")
            else:
                return Checkpoint(arrays, manifest, skipped)
        if skipped:
            raise GlassnetError("checkpoint_damaged", "; ".join(skipped) + ".", "Reset the run to train it again.")
        return None

    def listed(self, run: str) -> list[Kept]:
        """The checkpoints of a run, newest first, one for each step; manifests are checked, tensors are not read."""
        known = self._look(run, self._of(run))
        best = known.get(_best(known.values()) or 0)
        found: dict[int, Kept] = {}
        for kept in sorted(known.values(), reverse=True):
            is_best = best is not None and kept.step == best.step and kept.number >= best.number
            found.setdefault(kept.step, kept._replace(best=is_best))
        return list(found.values())

    def prune(self, run: str, keep: int | None = None) -> bool:
        """Drop all but the newest `keep` of a run (by default as many as ever) and the best, and what a crash left.

        Returns:
            Whether there was anything to drop.
        """
        folder = self._of(run)
        if not folder.is_dir():
            return False
        before = len(list(folder.iterdir()))
        self._prune(run, folder, self._keep if keep is None else max(1, keep))
        return len(list(folder.iterdir())) < before

    def size(self, run: str) -> int:
        """How much of the disk a run's checkpoints take."""
        folder = self._of(run)
        return sum(entry.stat().st_size for entry in folder.iterdir()) if folder.is_dir() else 0

    def _prune(self, run: str, folder: Path, keep: int) -> None:
        known = self._look(run, folder)
        numbers = sorted(_numbers(folder))
        stay = {*numbers[-keep:], _best(known.values())}
        for number in numbers:
            if number not in stay:
                (folder / f"{number:08d}.json").unlink(missing_ok=True)
                (folder / f"{number:08d}.safetensors").unlink(missing_ok=True)
                known.pop(number, None)
        _sweep(folder)

    def _look(self, run: str, folder: Path) -> dict[int, Kept]:
        """What is known of the whole ones on the disk; remembered, because each is looked at with every new one."""
        before, known = self._known.get(run, {}), dict[int, Kept]()
        for number in _numbers(folder):
            try:
                known[number] = before[number] if number in before else _kept(folder, number)
            except Damaged:
                continue
        self._known[run] = known
        return known

    def files(self, run: str) -> tuple[dict[str, bytes], list[str]]:
        """The files of a run's whole checkpoints, by name, and a sentence for each damaged one.

        Another process may be writing and dropping some meanwhile: what vanishes while it is read is passed over, and
        the folder is looked at again when nothing is left.
        """
        folder = self._of(run)
        for _ in range(_LOOKS):
            whole: dict[str, bytes] = {}
            damaged: list[str] = []
            numbers = sorted(_numbers(folder)) if folder.is_dir() else []
            for number in numbers:
                names = [f"{number:08d}.{end}" for end in ("safetensors", "json")]
                try:
                    _read(folder, number)
                    whole |= {name: (folder / name).read_bytes() for name in names}
                except FileNotFoundError:
                    continue
                except Damaged as error:
                    if (folder / names[1]).exists():
                        damaged.append(f"checkpoint {number} is damaged: {error}")
            if whole or len(damaged) == len(numbers):
                break
        return whole, damaged

    def delete(self, run: str) -> None:
        """Remove all checkpoints of a run; none being there is fine."""
        self._known.pop(run, None)
        shutil.rmtree(self._of(run), ignore_errors=True)

    def runs(self) -> list[str]:
        """Ids of the runs that have a folder here."""
        names = [entry.name for entry in self._folder.iterdir()] if self._folder.is_dir() else []
        return [name for name in names if _is_id(name)]

    def touched(self, run: str) -> float:
        """When a run's checkpoints last changed, seconds since 1970; 0 when there are none."""
        folder = self._of(run)
        return folder.stat().st_mtime if folder.is_dir() else 0.0

    def _of(self, run: str) -> Path:
        if not _is_id(run):
            raise ValueError(f"{run!r} is not the id of a run")
        return self._folder / run


def _is_id(name: str) -> bool:
    return name.replace("_", "").isalnum()


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


class _Trained(msgspec.Struct):
    step: int = 0
    epoch: float = 0.0


class _Told(msgspec.Struct):
    """The part of a manifest by which checkpoints are told apart."""

    trainer: _Trained = msgspec.field(default_factory=_Trained)
    rows: dict[str, list[float | None]] = {}


def _kept(folder: Path, number: int) -> Kept:
    """What a manifest says of its checkpoint.

    Raises:
        Damaged: when it is not what was written, or the tensors are not there.
    """
    envelope, body = _manifest(folder, number)
    try:
        told = msgspec.json.decode(body, type=_Told)
        at = msgspec.json.decode(envelope["at"], type=float) if "at" in envelope else 0.0
        tensors = (folder / f"{number:08d}.safetensors").stat()
    except (OSError, msgspec.DecodeError) as error:
        raise Damaged(f"it cannot be read ({type(error).__name__})") from None
    columns = (told.rows.get(name, ()) for name in _LOSSES)
    losses = (next((value for value in reversed(column) if value is not None), None) for column in columns)
    loss = next((value for value in losses if value is not None), None)
    return Kept(number, told.trainer.step, told.trainer.epoch, at or tensors.st_mtime, loss)


def _best(known: Iterable[Kept]) -> int | None:
    """Number of the state with the least loss, the newest of equals; of those since the training last began anew."""
    best: Kept | None = None
    before = 0
    for kept in sorted(known):
        if kept.step < before:
            best = None
        before = kept.step
        if kept.loss is not None and (best is None or best.loss is None or kept.loss <= best.loss):
            best = kept
    return best.number if best is not None else None


def _manifest(folder: Path, number: int) -> tuple[dict[str, msgspec.Raw], bytes]:
    """The envelope, and the manifest in it as it was written.

    Raises:
        Damaged: when it is not.
    """
    try:
        envelope = msgspec.json.decode((folder / f"{number:08d}.json").read_bytes(), type=dict[str, msgspec.Raw])
        version = msgspec.json.decode(envelope["version"])
        body = bytes(envelope["manifest"])
        expected = msgspec.json.decode(envelope["manifest_sha256"])
    except (OSError, KeyError, msgspec.DecodeError) as error:
        raise Damaged(f"it cannot be read ({type(error).__name__})") from None
    if version != _VERSION:
        raise Damaged(f"it is of version {version}, this program reads version {_VERSION}")
    if hashlib.sha256(body).hexdigest() != expected:
        raise Damaged("its manifest differs from what was written")
    return envelope, body


def _read(folder: Path, number: int) -> tuple[Arrays, dict[str, Any]]:
    envelope, body = _manifest(folder, number)
    try:
        expected = msgspec.json.decode(envelope["sha256"])
        tensors = (folder / f"{number:08d}.safetensors").read_bytes()
    except (OSError, KeyError, msgspec.DecodeError) as error:
        raise Damaged(f"it cannot be read ({type(error).__name__})") from None
    if hashlib.sha256(tensors).hexdigest() != expected:
        raise Damaged("its tensors differ from what was written")
    manifest: dict[str, Any] = msgspec.json.decode(body)
    return load(tensors), manifest
