"""Reads what somebody has uploaded, whatever it is, into arrays of one form; or says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from glassnet.errors import shown
from glassnet.storage.datasets.archive import Archive, pickle_refused, too_large
from glassnet.storage.datasets.arrays import header
from glassnet.storage.datasets.from_nifti import read_nifti
from glassnet.storage.datasets.from_npz import read_npz
from glassnet.storage.datasets.from_zip import read_zip, single_image
from glassnet.storage.datasets.gathered import Gathered, keep
from glassnet.storage.datasets.job import MASKS, TEST, ReadError
from glassnet.storage.datasets.nifti import SUFFIXES as NIFTI
from glassnet.storage.datasets.nifti import is_nifti
from glassnet.storage.datasets.options import UploadOptions, UploadQuestion
from glassnet.storage.datasets.packed_table import GZIP, TABLES, from_gzip, from_zip, only_table
from glassnet.storage.datasets.pairs import File, are_masks, chosen_images, files_of
from glassnet.storage.datasets.pictures import Look
from glassnet.storage.datasets.progress import Told, silent

_HINT = (
    "Upload a table as CSV, packed or not; a zip of pictures in one folder for each class, with a table of labels, or "
    "with a folder of masks; an npz; or NIfTI volumes with their masks."
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def read_upload(files: Sequence[Path], target: Path, options: str, name: str, told: Told = silent) -> dict[str, Any]:
    """Read an uploaded file, which its owner calls ``name``.

    Args:
        files: the file; beside it a table of labels, a file called `MASKS` with masks, and one called `TEST` with rows
            to test with, if they came.
        target: an empty folder for the arrays.
        options: `UploadOptions` as JSON.
        name: what its owner calls the file.
        told: is told how far it is.

    Returns:
        ``{"manifest": …}``, the arrays being in ``target``; ``{"table": …}``, its cells being there; or
        ``{"question": …}`` when it takes a choice.

    Raises:
        ReadError: when it is no data set.
    """
    path = files[0]
    masks = next((one for one in files[1:] if one.name == MASKS), None)
    test = next((one for one in files[1:] if one.name == TEST), None)
    table = next((one for one in files[1:] if one.name not in (MASKS, TEST)), None)
    beside = ("labels.csv", table.read_bytes()) if table is not None else None
    chosen = UploadOptions.model_validate_json(options)
    title = chosen.title or _stem(name)
    beginning = _beginning(path)
    if beginning[:4] not in _ZIP:
        if is_nifti(beginning):
            return _kept(_volume(path, masks, name, chosen), target, title)
        if beginning[:2] == GZIP:
            path, name = from_gzip(path, name)
            beginning = _beginning(path)
        if _is_table(name, beginning):
            return _table(path, test, chosen, target, title, name, told)
        raise _no_archive(name, path, beginning)
    with Archive(path) as archive, _archive_of(masks) as drawn:
        names = archive.names()
        if any(one.startswith("xl/") for one in names):
            raise _spreadsheet(name)
        if beside is None and drawn is None and (member := only_table(names, name)):
            found, called = from_zip(archive, path, member)
            return _table(found, test, chosen, target, title, called, told)
        if names and all(one.endswith(".npy") for one in names):
            if drawn is not None:
                raise ReadError("masks_file", "A file of masks came beside an npz.", "Put the masks into the npz.")
            return _kept(read_npz(path, chosen), target, title)
        if any(one.lower().endswith(NIFTI) for one in names):
            return _kept(_volumes(archive, drawn, chosen), target, title)
        return _kept(read_zip(archive, chosen, beside, drawn), target, title)


def _table(
    path: Path, test: Path | None, chosen: UploadOptions, target: Path, title: str, name: str, told: Told
) -> dict[str, Any]:
    from glassnet.storage.datasets import from_csv  # late: the parser takes memory, and images need none

    return from_csv.as_told(from_csv.read_csv(path, test, chosen, target, title, name or "the file", told))


def _is_table(name: str, beginning: bytes) -> bool:
    """Whether a file is meant to be a table: it is called so, or it is text of several columns."""
    if name.lower().endswith(TABLES):
        return True
    if not beginning or b"\0" in beginning or beginning[:1] == b"\x80":
        return False
    lines = beginning.decode("utf-8", "replace").splitlines()[:10]
    return "\ufffd" not in "".join(lines[:5]) and any(
        len(lines) > 2 and lines[0].count(one) > 0 and len({line.count(one) for line in lines[:3]}) == 1
        for one in ",;\t|"
    )


def _spreadsheet(name: str) -> ReadError:
    return ReadError(
        "spreadsheet",
        f"{shown(name)} is a spreadsheet.",
        "Save its sheet as CSV: Save as, CSV UTF-8. Then upload that.",
    )


@contextmanager
def _archive_of(masks: Path | None) -> Iterator[Archive | None]:
    if masks is None:
        yield None
        return
    if _beginning(masks)[:4] not in _ZIP:
        raise ReadError(
            "masks_file",
            "The file of masks beside a zip of images is no zip itself.",
            "Pack the masks into a zip, each under the name of its image.",
            "masks",
        )
    with Archive(masks) as archive:
        yield archive


def _volumes(archive: Archive, drawn: Archive | None, options: UploadOptions) -> Gathered:
    """The volumes of an archive, and the masks in it or beside it."""
    notes: list[str] = []
    names = [name for name in archive if name.lower().endswith(NIFTI)]
    others = [name for name in archive if not name.lower().endswith(NIFTI)]
    if others:
        notes.append(f"{len(others):,} other files were left out, such as {shown(others[0])}.")
    if drawn is not None:
        masks = files_of(drawn, [name for name in drawn if name.lower().endswith(NIFTI)])
        return read_nifti(files_of(archive, chosen_images(names, [], options)), masks, options, notes)
    within = are_masks(names, options)
    if not within:
        raise ReadError(
            "no_masks",
            f"None of the {len(names):,} volumes, such as {shown(names[0])}, is called a mask of another one.",
            "Call the mask of p1.nii.gz p1_mask.nii.gz, or put images and masks into folders images and masks.",
        )
    images = chosen_images(names, within, options)
    return read_nifti(files_of(archive, images), files_of(archive, within), options, notes)


def _volume(path: Path, masks: Path | None, name: str, options: UploadOptions) -> Gathered:
    """One volume and its mask."""
    if masks is None:
        raise ReadError(
            "no_masks",
            f"{shown(name)} is a volume without a mask.",
            "Send the mask as a second file, masks; or pack volumes and masks into a zip.",
            "masks",
        )
    if not is_nifti(_beginning(masks)):
        raise ReadError("masks_file", "The mask beside the volume is no NIfTI file.", "Save it as .nii.gz.", "masks")
    pair = [File(one, _reader(file)) for one, file in ((name or "volume", path), ("the mask", masks))]
    return read_nifti(pair[:1], [pair[1]._replace(alias=pair[0].name)], options, [])


def _reader(path: Path) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        size = path.stat().st_size
        if size > most:
            raise too_large(f"{size:,} bytes", f"{most:,} bytes")
        return path.read_bytes()

    return read


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(20_000)


def _kept(found: Gathered | UploadQuestion, target: Path, title: str) -> dict[str, Any]:
    if isinstance(found, UploadQuestion):
        return {"question": found.model_dump(mode="json")}
    return {"manifest": keep(found, target, title).model_dump(mode="json")}


def _stem(name: str) -> str:
    clean = "".join(one if one.isprintable() else "\ufffd" for one in name.replace("\\", "/").rsplit("/", 1)[-1])
    return (clean.removesuffix(".gz").rsplit(".", 1)[0] or clean or "Images")[:80]


def _no_archive(name: str, path: Path, beginning: bytes) -> ReadError:
    """Why the file is no data set."""
    if beginning[:1] == b"\x80" and beginning[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return pickle_refused(name)
    if not beginning:
        return ReadError("empty", f"{shown(name)} is empty.", _HINT)
    if beginning.startswith(b"\x93NUMPY"):
        found = header(name, beginning, path.stat().st_size)
        if found.refusal is not None:
            return found.refusal
        return ReadError(
            "no_labels",
            f"{shown(name)} is a single array of shape {found.shape}; images with labels or masks are needed.",
            "Save both into one file: numpy.savez('data.npz', images=…, labels=…).",
        )
    try:
        Look(name, path.read_bytes())
    except ReadError as error:
        if error.code == "image_too_large":
            return error
        return ReadError("format", f"{shown(name)} is no table, no zip archive, no npz and no NIfTI file.", _HINT)
    return single_image(name)
