"""Zip archives from strangers: names that are only names, sizes that are bounded before and while they are read."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from glassnet.errors import shown
from glassnet.storage.datasets.job import ReadError

MOST_MEMBERS = 200_000
MOST_UNPACKED = 1 << 30
MOST_MEMBER = 1 << 30
MOST_PICTURE_BYTES = 64 << 20
PICKLES = (".pkl", ".pickle", ".pt", ".pth", ".joblib", ".dill", ".npz.pickle")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_DRIVE = re.compile(r"^[A-Za-z]:")


class Archive:
    """A zip archive whose members have been looked over: none leads out of it, is a link, encrypted or too large.

    Raises:
        ReadError: naming the member at fault.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN:
            raise ReadError("not_zip", "The file cannot be opened as a zip archive.", "Pack it again.") from None
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS:
            raise too_large(f"{len(members):,} files", f"{MOST_MEMBERS:,}")
        for one in members:
            _check(one)
        declared = sum(one.file_size for one in members)
        if declared > MOST_UNPACKED:
            raise too_large(f"{declared:,} bytes when unpacked", f"{MOST_UNPACKED:,}")
        self._members = {one.filename: one for one in members if not one.is_dir() and not _is_litter(one.filename)}
        if len(self._members) < len([one for one in members if not one.is_dir() and not _is_litter(one.filename)]):
            raise ReadError("zip_twice", "Two files of the archive have the same name.", "Rename one of them.")
        self._read = 0

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def names(self) -> list[str]:
        """All files, without folders and what operating systems leave behind, in alphabetical order."""
        return sorted(self._members)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def size(self, name: str) -> int:
        """Declared size of a member."""
        return self._members[name].file_size

    def read(self, name: str, most: int = MOST_MEMBER, first: int | None = None) -> bytes:
        """A member, or its ``first`` bytes, unpacked; what comes out is counted, whatever the archive declares.

        Raises:
            ReadError: when it is damaged, or larger than ``most``.
        """
        if first is None and self.size(name) > most:
            raise too_large(f"{shown(name)} with {self.size(name):,} bytes", f"{most:,} bytes")
        try:
            with self._zip.open(self._members[name]) as file:
                data = file.read(most + 1 if first is None else first)
        except _BROKEN:
            raise ReadError(
                "zip_damaged", f"{shown(name)} in the archive cannot be unpacked.", "Pack the archive again."
            ) from None
        self._read += len(data)
        if (first is None and len(data) > most) or self._read > 2 * MOST_UNPACKED:
            raise too_large(f"{shown(name)} unpacked", f"{most:,} bytes")
        return data


def too_large(what: str, most: str) -> ReadError:
    """The refusal of something that is more than there may be."""
    return ReadError("upload_too_large", f"The upload has {what}; the limit is {most}.", "Make it smaller.", status=413)


def pickle_refused(name: str) -> ReadError:
    """The refusal of what could run as a program when it is opened."""
    return ReadError(
        "pickle",
        f"{shown(name)} holds Python objects: objects/pickle not accepted, because opening them could run a program.",
        "Save plain numbers: numpy.savez with arrays of numbers or of text.",
    )


def _check(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    path = PurePosixPath(name.replace("\\", "/"))
    if "\0" in name or path.is_absolute() or _DRIVE.match(name) or ".." in path.parts or not name.strip("./\\ "):
        raise ReadError(
            "zip_path", f"The archive has a file {shown(name)}, which leads out of it.", "Pack folders and files only."
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ReadError(
            "zip_link", f"{shown(name)} in the archive is a link, not a file.", "Pack the file that it leads to."
        )
    if member.flag_bits & 1:
        raise ReadError("zip_encrypted", f"{shown(name)} in the archive is encrypted.", "Pack it without a password.")
    if name.lower().endswith(PICKLES):
        raise pickle_refused(name)


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1].lower() in ("thumbs.db", "desktop.ini")
