"""Equal networks started together are compiled once: the first worker compiles, the others take it from the disk."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from glassnet.spec import RunSpec
from glassnet.spec.key import architecture

KNOWN = Path("compiled", "known")
"""Where the files of architectures are, in the data folder."""

EVERY_S = 0.02


class Together:
    """What this worker knows of architectures that are, or were, compiled on this machine.

    Args:
        folder: for a file of each architecture; the workers of a server share it.
        patience_s: how long to wait for another worker that compiles; then both do.
    """

    def __init__(self, folder: Path, patience_s: float) -> None:
        self._folder = folder
        self._patience_s = patience_s
        self._here: set[str] = set()

    @contextlib.contextmanager
    def compiling(self, spec: RunSpec) -> Iterator[bool]:
        """Compile a run's programs inside this block; the value says whether another worker has done so before."""
        name = architecture(spec)
        if name in self._here:
            yield False
            return
        with self._alone(name) as path:
            yield path is not None and path.stat().st_size > 0
            if path is not None:
                path.write_bytes(b"compiled")
            self._here.add(name)

    @contextlib.contextmanager
    def _alone(self, name: str) -> Iterator[Path | None]:
        """Wait until no other worker compiles this; None where that cannot be told."""
        path = self._folder / name
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = path.open("ab")
        except OSError:  # a full disk must not keep anybody from training
            yield None
            return
        with file:
            until = time.monotonic() + self._patience_s
            while not _locked(file.fileno()) and time.monotonic() < until:
                time.sleep(EVERY_S)
            yield path


def forget(folder: Path) -> None:
    """A new server knows of nothing that is compiled: another version of the compiler may have come."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            path.unlink()


if sys.platform == "win32":

    def _locked(_: int) -> bool:
        return True
else:
    import fcntl

    def _locked(file: int) -> bool:
        """Take the lock, which ends with the file or the process; whether it was free."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
