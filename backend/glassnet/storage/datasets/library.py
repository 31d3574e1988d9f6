"""The folder of stored data sets: one sub-folder each, complete or not there at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from glassnet.catalog.datasets import stored_table
from glassnet.catalog.datasets.base import Dataset
from glassnet.catalog.datasets.stored import StoredSet
from glassnet.catalog.datasets.table import Table
from glassnet.catalog.datasets.tables import Chosen
from glassnet.catalog.datasets.upload import ID_PATTERN, Described, Upload
from glassnet.errors import ConflictError, LimitError, NotFoundError, SpecError, shown
from glassnet.storage.datasets.manifests import TableManifest

MANIFEST = "manifest.json"
MOST_UPLOADS = 500
UNTITLED = "Images"
"""What files are called where everybody has titles of their own."""

_STAGED = ".staged-"


class Manifest(BaseModel):
    """What is known of a stored data set without opening its arrays."""

    model_config = ConfigDict(frozen=True)

    version: int = 1
    id: str
    title: str = Field(max_length=120)
    shape: tuple[int, int, int]
    classes: list[str]
    counts: list[int] = Field(description="Images of each class; with masks, images in which the class is there.")
    samples: int
    created_at: float
    notes: list[str] = Field(default=[], description="What was changed or left out on the way in, in words.")
    masks: bool = False
    shares: list[float] = Field(default=[], description="With masks: share of the pixels of each class.")
    empty: int = Field(default=0, description="With masks: how many are all background.")
    groups: list[int] = Field(default=[], description="Images of each group in the order of the set; empty without.")
    phases: int = Field(default=0, description="Images of which end of diastole or of systole is known.")
    spacing: tuple[float, float, float] | None = Field(
        default=None, description="Row, column and slice in mm, in the middle of all images; 0 where unknown."
    )


Stored = Manifest | TableManifest
"""What is known of an uploaded data set: images, or a table."""


class Library:
    """The stored data sets below one folder. Calls touch the disk but never read pixels.

    Args:
        folder: it is made when the first data set comes.
        shared: whether several people bring data sets: then titles and notes are theirs, not the files'.
    """

    def __init__(self, folder: Path, *, shared: bool = False) -> None:
        self.folder = folder
        self._shared = shared
        self._admitting = threading.Lock()

    def has(self, name: str) -> bool:
        """Whether the data set ``name`` is there."""
        return (self.folder / name / MANIFEST).is_file()

    def uploads(self) -> list[Stored]:
        """All uploaded data sets, the newest first."""
        found = [self._read(path.parent.name) for path in self.folder.glob(f"data_*/{MANIFEST}")]
        return sorted((one for one in found if one is not None), key=lambda one: -one.created_at)

    def upload(self, name: str) -> Stored:
        """What is known of an uploaded data set.

        Raises:
            NotFoundError: when there is none of this id.
        """
        found = self._read(name)
        if found is None:
            raise unknown_upload(name)
        return found

    def size(self, name: str) -> int:
        """How many bytes a stored data set has."""
        return sum(path.stat().st_size for path in (self.folder / name).rglob("*") if path.is_file())

    def _read(self, name: str) -> Stored | None:
        if not _is_id(name):
            return None
        try:
            text = (self.folder / name / MANIFEST).read_bytes()
            table = (self.folder / name / stored_table.CELLS).exists()
            return TableManifest.model_validate_json(text) if table else Manifest.model_validate_json(text)
        except (OSError, ValidationError):
            return None

    def is_table(self, name: str) -> bool:
        """Whether an uploaded data set is a table."""
        return _is_id(name) and (self.folder / name / stored_table.CELLS).is_file()

    def describe_table(self, name: str, choice: stored_table.Choice) -> Chosen:
        """What a specification has to know of a choice of an uploaded table.

        Raises:
            ConflictError: when it is not there.
            SpecError: when the choice does not go with it.
        """
        return stored_table.described(self.folder, name if self.is_table(name) else "", choice)

    def describe(self, name: str) -> Described:
        """What a specification has to know of uploaded images.

        Raises:
            SpecError: when there are none of this id.
        """
        found = self._read(name)
        if not isinstance(found, Manifest):
            what = f"There is no uploaded data set {shown(name)}." if name else "No uploaded data set is chosen."
            raise SpecError("no_dataset", what, "Upload images, or choose a data set that is there.", "data.dataset")
        return Described.model_validate(
            {
                "shape": found.shape,
                "classes": found.classes,
                "samples": found.samples,
                "masks": found.masks,
                "groups": found.groups,
                "phases": found.phases > 0,
                "spacing": found.spacing is not None,
            }
        )

    def require(self, data: Dataset) -> None:
        """Make sure that a run can read its data.

        Raises:
            ConflictError: ``not_downloaded``.
            SpecError: ``no_dataset``, for an upload that is not there.
        """
        if isinstance(data, Upload):
            self.describe(data.dataset)
        elif isinstance(data, Table):
            self.describe_table(data.dataset, data.choice())
        elif isinstance(data, StoredSet) and not self.has(data.folder()):
            raise ConflictError(
                "not_downloaded",
                f"{data.title} is not on this server yet.",
                "Download it first; the built-in data sets work at once.",
                "data",
            )

    @contextmanager
    def staged(self) -> Iterator[Path]:
        """A new folder to put a data set together in; what is still in it at the end is deleted."""
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self.folder / f"{_STAGED}{secrets.token_hex(8)}"
        place.mkdir()
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def admit(self, place: Path, manifest: Stored) -> Stored:
        """Take in what was put together in ``place``; the same content twice is one data set.

        Where several people bring data sets, the answer is what it would be had nobody brought the same before.

        Raises:
            LimitError: when there are too many uploads.
        """
        with self._admitting:
            known, grave = self._admit(place, manifest)
        if grave is not None:
            shutil.rmtree(grave, ignore_errors=True)
        own = {"title": manifest.title, "notes": manifest.notes, "created_at": manifest.created_at}
        return known.model_copy(update=own) if self._shared else known

    def _admit(self, place: Path, manifest: Stored) -> tuple[Stored, Path | None]:
        """What is there now, and where what was there before waits to be deleted."""
        if _is_id(manifest.id):
            known = self._read(manifest.id)
            if known is not None:
                return known, None
            if len(list(self.folder.glob("data_*"))) >= MOST_UPLOADS:
                raise LimitError(
                    "too_many_datasets", f"This server keeps {MOST_UPLOADS} uploaded data sets.", "Delete some first."
                )
        if self._shared and _is_id(manifest.id):
            manifest = manifest.model_copy(update={"title": UNTITLED, "notes": []})
        (place / MANIFEST).write_text(manifest.model_dump_json(), encoding="utf-8")
        for path in place.iterdir():
            _flush(path)
        grave = self._bury(manifest.id)
        place.rename(self.folder / manifest.id)
        return manifest, grave

    def remove(self, name: str) -> None:
        """Delete a data set, if it is there. It vanishes at once, then its files go."""
        grave = self._bury(name)
        if grave is not None:
            shutil.rmtree(grave, ignore_errors=True)

    def _bury(self, name: str) -> Path | None:
        grave = self.folder / f"{_STAGED}{secrets.token_hex(8)}"
        try:
            return (self.folder / name).rename(grave)
        except OSError:
            return None

    def sweep(self) -> None:
        """Delete what a server that died left half done."""
        for place in self.folder.glob(f"{_STAGED}*"):
            shutil.rmtree(place, ignore_errors=True)


def unknown_upload(name: str) -> NotFoundError:
    """There is no such data set, or none that whoever asks may know of."""
    return NotFoundError(
        "no_dataset",
        f"There is no uploaded data set {shown(name)}.",
        "It may have been deleted; upload it again.",
    )


def _is_id(name: str) -> bool:
    return re.fullmatch(ID_PATTERN, name) is not None


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
