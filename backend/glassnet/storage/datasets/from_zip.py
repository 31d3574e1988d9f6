"""Reads an uploaded zip of pictures: a folder for each class, a table that says what is on which picture, or masks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import shown
from glassnet.storage.datasets.archive import MOST_PICTURE_BYTES, Archive
from glassnet.storage.datasets.from_pairs import read_pairs
from glassnet.storage.datasets.gathered import MOST_IMAGES, Gathered, own_size
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.options import UploadOptions, UploadQuestion
from glassnet.storage.datasets.pairs import are_masks, chosen_images, files_of
from glassnet.storage.datasets.pictures import SUFFIXES, Look, pixels
from glassnet.storage.datasets.table import MOST_BYTES, Table, is_table, read_table

_HINT = (
    "Pack one folder for each class, or a table (CSV) with the columns file and label beside the pictures, or a folder "
    "of images and a folder of masks."
)


def read_zip(
    archive: Archive,
    options: UploadOptions,
    beside: tuple[str, bytes] | None = None,
    masks: Archive | None = None,
) -> Gathered | UploadQuestion:
    """The pictures of the archive with their labels or masks, or what has to be chosen.

    Args:
        archive: the zip.
        options: what was chosen.
        beside: name and content of a table that came beside the zip.
        masks: a zip of masks that came beside the zip.

    Raises:
        ReadError: when there are none, or one cannot be read; it is named.
    """
    names = archive.names()
    pictures = _pictures(archive)
    if not pictures:
        found = f"such as {shown(names[0])}" if names else "nothing"
        raise ReadError("no_images", f"The archive holds no pictures: {len(names):,} files, {found}.", _HINT)
    if len(pictures) > MOST_IMAGES:
        raise ReadError(
            "upload_too_large",
            f"The archive has {len(pictures):,} pictures; at most {MOST_IMAGES:,} are read.",
            "Pack fewer.",
            status=413,
        )
    notes: list[str] = []
    taken = set(pictures)
    others = [name for name in names if name not in taken and not is_table(name)]
    if others:
        notes.append(f"{len(others):,} other files were left out, such as {shown(others[0])}.")
    drawn = files_of(masks, _pictures(masks)) if masks is not None else []
    labelled_by = beside is not None or options.labels or options.label_column
    within = [] if masks is not None or labelled_by else are_masks(pictures, options)
    if options.masks and not within and masks is None:
        raise ReadError(
            "no_masks",
            f"There is no folder {shown(options.masks)} with pictures in the archive.",
            f"There are {', '.join(shown(one) for one in sorted({_folder(name) for name in pictures})[:10])}.",
            "options.masks",
        )
    if masks is not None or within:
        images = files_of(archive, chosen_images(pictures, within, options))
        return read_pairs(images, drawn or files_of(archive, within), options, notes)
    read = _tables(archive, [name for name in names if is_table(name)], options, beside)
    told = options.label_column or options.labels or any(one.naming(pictures) for one in read)
    labelled: dict[str, str] | UploadQuestion
    if read and (told or not _has_folders(pictures)):
        labelled = _by_table(pictures, read, options, notes)
    else:
        labelled = _by_folder(pictures, notes)
    return labelled if isinstance(labelled, UploadQuestion) else _gathered(archive, labelled, options, notes)


def _pictures(archive: Archive) -> list[str]:
    return [name for name in archive if name.lower().endswith(SUFFIXES)]


def _tables(
    archive: Archive, names: Sequence[str], options: UploadOptions, beside: tuple[str, bytes] | None
) -> list[Table]:
    """The tables that may hold the labels."""
    if beside is not None:
        return [read_table(*beside)]
    if options.labels and options.labels not in names:
        raise ReadError(
            "no_table",
            f"There is no table {shown(options.labels)} in the archive.",
            f"There are {', '.join(shown(one) for one in names[:10]) or 'none'}.",
            "options.labels",
        )
    if options.label_column and not names:
        raise ReadError("no_table", "There is no table (CSV) in the archive.", _HINT, "options.label_column")
    wanted = [options.labels] if options.labels else names[:5]
    return [read_table(name, archive.read(name, MOST_BYTES)) for name in wanted]


def _has_folders(pictures: Sequence[str]) -> bool:
    return len({_folder(name) for name in pictures}) > 1


def _folder(name: str) -> str:
    return PurePosixPath(name).parent.name


def _by_folder(pictures: Sequence[str], notes: list[str]) -> dict[str, str]:
    """The label of every picture: the folder it is in."""
    folders = Counter(_folder(name) for name in pictures)
    if "" in folders:
        loose = next(name for name in pictures if not _folder(name))
        if len(pictures) == 1:
            raise single_image(loose)
        raise ReadError("no_label", f"{shown(loose)} is in no folder, so that nothing says what it shows.", _HINT)
    if len(folders) == 1:
        name, count = next(iter(folders.items()))
        raise ReadError(
            "one_class",
            f"All {count:,} pictures are in one folder {shown(name)}; a network learns to tell classes apart.",
            _HINT,
        )
    paths = {PurePosixPath(name).parent for name in pictures}
    if len(paths) > len(folders):
        notes.append("Folders of the same name, such as those of a training and a test part, were put together.")
    return {name: _folder(name) for name in pictures}


def _by_table(
    pictures: Sequence[str], read: Sequence[Table], options: UploadOptions, notes: list[str]
) -> dict[str, str] | UploadQuestion:
    """The label of every picture that a table names."""
    table = next((one for one in read if one.naming(pictures)), read[0])
    files = options.file_column or table.naming(pictures)
    labels = options.label_column or table.labelling(files)
    suggested = options.model_copy(
        update={"labels": table.name, "file_column": files, "label_column": labels, "ask": False}
    )
    if options.ask or not files or not labels:
        detail = "Which column names the files, and which the classes?"
        return UploadQuestion(detail=detail, tables=[one.shown() for one in read], suggested=suggested)
    return _joined(table, files, labels, pictures, notes)


def _joined(table: Table, files: str, labels: str, pictures: Sequence[str], notes: list[str]) -> dict[str, str]:
    known = table.known(pictures)
    found: dict[str, str] = {}
    for number, (file, label) in enumerate(zip(table.column(files), table.column(labels), strict=True), start=2):
        name = known.get(file.strip())
        if name is None:
            raise ReadError(
                "no_picture",
                f"Row {number} of {shown(table.name)} names {shown(file)}, which is not in the archive.",
                "Add the picture, or remove the row.",
            )
        if name in found and found[name] != label.strip():
            raise ReadError(
                "two_labels",
                f"Row {number} of {shown(table.name)} gives {shown(file)} a second label {shown(label)}.",
                "Leave one label for each picture.",
            )
        if not label.strip():
            raise ReadError(
                "no_label", f"Row {number} of {shown(table.name)} has no label.", "Fill it in, or remove the row."
            )
        found[name] = label.strip()
    left = len(pictures) - len(found)
    if left:
        notes.append(f"{left:,} pictures that the table does not name were left out.")
    return found


def _gathered(archive: Archive, labelled: dict[str, str], options: UploadOptions, notes: list[str]) -> Gathered:
    size, channels = options.size, {"auto": 0, "grey": 1, "rgb": 3}[options.colours]
    if size is None or not channels:
        looks = [Look(name, archive.read(name, MOST_PICTURE_BYTES)) for name in labelled]
        size = size or own_size([one.size for one in looks], notes)
        channels = channels or (3 if any(one.colour for one in looks) else 1)

    def images() -> Iterator[NDArray[np.uint8]]:
        for name in labelled:
            yield pixels(name, archive.read(name, MOST_PICTURE_BYTES), channels, size, options.fit)

    return Gathered(images(), (*size, channels), list(labelled.values()), [], notes)


def single_image(name: str) -> ReadError:
    """The answer to somebody who uploads one picture."""
    return ReadError(
        "single_image",
        f"{shown(name)} is a single picture without a label; a network learns from many with labels.",
        f"To ask a network about one picture, give it to the prediction of a run. {_HINT}",
    )
