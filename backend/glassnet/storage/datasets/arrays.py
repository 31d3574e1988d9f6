"""Arrays from strangers: the header is read and believed only as far as the file's size bears it out."""

from __future__ import annotations

import io
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import shown
from glassnet.storage.datasets.archive import MOST_MEMBER, Archive, pickle_refused, too_large
from glassnet.storage.datasets.job import ReadError

_HEADER_BYTES = 12 + 10_000
_MAGIC = b"\x93NUMPY"


class Header(NamedTuple):
    """What a ``.npy`` file says of itself.

    Attributes:
        shape, dtype: of the array; ``()`` for one that is not read.
        fortran: whether the first index runs fastest.
        offset: where the numbers begin.
        refusal: why its content is not read; None where it is.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran: bool
    offset: int
    refusal: ReadError | None = None


def header(name: str, beginning: bytes, size: int) -> Header:
    """The header of a ``.npy`` file of ``size`` bytes, from its first `_HEADER_BYTES`.

    An array of objects has a header with a `Header.refusal`: it may lie in a file beside arrays that are read.

    Raises:
        ReadError: when it is none, or says something that the size contradicts.
    """
    if not beginning.startswith(_MAGIC):
        raise _no_array(name)
    file = io.BytesIO(beginning)
    try:
        version = np.lib.format.read_magic(file)
        reader = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
        shape, fortran, dtype = reader(file, max_header_size=10_000)
    except Exception:  # NumPy takes the text apart with Python's own tokeniser and parser, which fail in many ways
        raise _no_array(name) from None
    if dtype.hasobject or dtype.kind == "O":
        return Header((), dtype, fortran, file.tell(), pickle_refused(name))
    if dtype.kind not in "biufUS" or dtype.names is not None or dtype.itemsize == 0:
        why = ReadError("npz_type", f"{shown(name)} holds {dtype}, no numbers.", "Save arrays of numbers or of text.")
        return Header((), dtype, fortran, file.tell(), why)
    if len(shape) > 8 or any(length < 0 for length in shape):
        raise _no_array(name)
    needed = prod(shape) * dtype.itemsize
    if needed > MOST_MEMBER:
        raise too_large(f"{shown(name)} with {needed:,} bytes", f"{MOST_MEMBER:,} bytes")
    if file.tell() + needed != size:
        raise ReadError(
            "npy_header",
            f"{shown(name)} says that it has shape {shape}, but its file has {size - file.tell():,} bytes of numbers, "
            f"not {needed:,}.",
            "Save it again with numpy.savez.",
        )
    return Header(shape, dtype, fortran, file.tell())


class Npz:
    """A ``.npz`` file: a zip archive of arrays. No array is read before its header has been checked.

    Raises:
        ReadError: saying what is wrong. An array of objects is only refused when it is read.
    """

    def __init__(self, path: Path) -> None:
        self._archive = Archive(path)
        self.headers: dict[str, Header] = {}
        for name in self._archive:
            if not name.endswith(".npy"):
                raise ReadError("not_npz", f"{shown(name)} in the file is no array.", "Save it with numpy.savez.")
            beginning = self._archive.read(name, first=_HEADER_BYTES)
            self.headers[name.removesuffix(".npy")] = header(name, beginning, self._archive.size(name))

    def __enter__(self) -> Npz:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.__exit__()

    def size(self, name: str) -> int:
        """Bytes of an array, its header included."""
        return self._archive.size(f"{name}.npy")

    def read(self, name: str) -> NDArray[Any]:
        """One array.

        Raises:
            ReadError: when there is none of this name, or it is damaged.
        """
        if name not in self.headers:
            raise ReadError(
                "no_array",
                f"There is no array {shown(name)} in the file.",
                f"There are {', '.join(shown(one) for one in list(self.headers)[:20]) or 'none'}.",
                "options",
            )
        found = self.headers[name]
        if found.refusal is not None:
            raise found.refusal
        data = self._archive.read(f"{name}.npy")
        array = np.frombuffer(data, found.dtype, offset=found.offset)
        return array.reshape(found.shape, order="F" if found.fortran else "C")


def _no_array(name: str) -> ReadError:
    return ReadError("not_npy", f"{shown(name)} is no array that NumPy has written.", "Save it with numpy.savez.")
