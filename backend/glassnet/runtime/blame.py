"""Which runs a worker is busy with, noted where it can still be read after the worker died."""

from __future__ import annotations

import mmap
import os
from typing import Literal, Protocol

_SLOT = 64
Slot = Literal["train", "compile", "compile2"]
_OFFSETS: dict[Slot, int] = {"train": 0, "compile": _SLOT, "compile2": 2 * _SLOT}
COMPILES: tuple[Slot, Slot] = ("compile", "compile2")


class _Memory(Protocol):
    def __setitem__(self, key: slice, value: bytes, /) -> None: ...
    def __getitem__(self, key: slice, /) -> bytes | bytearray: ...


class Blame:
    """Notes of 64 bytes: the run that trains and the runs that compile.

    Shared memory on a file that both processes hold, so that a process killed in the middle of an update still says
    whose update it was.

    Args:
        fd: a file of `SIZE` bytes; None for memory of this process alone.
    """

    SIZE = 3 * _SLOT

    def __init__(self, fd: int | None = None) -> None:
        self._memory: _Memory = bytearray(self.SIZE) if fd is None else mmap.mmap(fd, self.SIZE)

    def note(self, slot: Slot, run: str = "") -> None:
        """This run is being worked on from now on; none when empty."""
        offset = _OFFSETS[slot]
        self._memory[offset : offset + _SLOT] = run.encode()[:_SLOT].ljust(_SLOT, b"\0")

    def runs(self) -> list[str]:
        """The runs that are being worked on."""
        notes = [bytes(self._memory[at : at + _SLOT]).rstrip(b"\0").decode() for at in _OFFSETS.values()]
        return [run for run in dict.fromkeys(notes) if run]


def size_file(fd: int) -> None:
    """Give a fresh file the size that `Blame` needs."""
    os.ftruncate(fd, Blame.SIZE)
