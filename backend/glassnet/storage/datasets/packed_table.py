"""A table that comes packed: as gzip, or alone in a zip."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from glassnet.errors import shown
from glassnet.storage.datasets.archive import MOST_UNPACKED, Archive, too_large
from glassnet.storage.datasets.job import ReadError, make_room
from glassnet.storage.datasets.pictures import SUFFIXES as PICTURES

TABLES = (".csv", ".tsv", ".tab", ".txt", ".data", ".dat", ".test", ".train")
GZIP = b"\x1f\x8b"
_BLOCK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError, RuntimeError)


def only_table(names: Sequence[str], called: str) -> str:
    """The table in an archive without pictures and arrays; empty when it is no archive of tables.

    Args:
        names: of its files.
        called: what its owner calls the archive.

    Raises:
        ReadError: when there are several.
    """
    if any(name.lower().endswith((*PICTURES, ".npy", ".nii", ".nii.gz")) for name in names):
        return ""
    tables = [name for name in names if name.lower().endswith(TABLES)]
    likely = [name for name in tables if not name.lower().endswith(".txt")] or tables
    if len(likely) < 2:
        return "".join(likely)
    raise ReadError(
        "many_tables",
        f"{shown(called)} holds {len(likely):,} tables: {', '.join(map(shown, likely[:10]))}.",
        "Unpack it and upload the one to learn from; another one can be sent beside it to test with.",
    )


def from_zip(archive: Archive, path: Path, member: str) -> tuple[Path, str]:
    """A table of an archive as a file beside it, and its name.

    Raises:
        ReadError: when it is damaged or too large.
    """
    with zipfile.ZipFile(path) as opened, opened.open(member) as packed:
        return _written(packed, path, archive.size(member), member), PurePosixPath(member).name


def from_gzip(path: Path, name: str) -> tuple[Path, str]:
    """What a gzip file holds as a file beside it, and its name.

    Raises:
        ReadError: when it is damaged or too large.
    """
    with gzip.open(path) as packed:
        return _written(packed, path, path.stat().st_size, name), name.removesuffix(".gz")


def _written(packed: IO[bytes] | gzip.GzipFile, path: Path, size: int, name: str) -> Path:
    """Counts what comes out, whatever the archive declares."""
    target, written = path.with_name(f"{path.name}.unpacked"), 0
    make_room(path.parent, size)
    try:
        with target.open("wb") as out:
            while block := packed.read(_BLOCK):
                written += out.write(block)
                if written > MOST_UNPACKED:
                    raise too_large(f"{shown(name)} unpacked", f"{MOST_UNPACKED:,} bytes")
    except _BROKEN:
        detail = f"{shown(name)} is damaged: it cannot be unpacked."
        raise ReadError("packed_damaged", detail, "Pack it again, or upload the table as it is.") from None
    return target
