"""Equal networks started together are compiled once: the first worker compiles, the others take it from the disk."""

from __future__ import annotations

import contextlib
import platform
import sys
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from glassnet import __version__
from glassnet.spec import RunSpec
from glassnet.spec.key import architecture

KNOWN = Path("compiled", "known")
"""Where the files of architectures are, in the data folder."""

EVERY_S = 0.02
_COMPILER = "compiler"
"""Name of the file that says by what all was compiled."""


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


def is_compiled(folder: Path, spec: RunSpec) -> bool:
    """Whether a run's programs are on the disk."""
    try:
        return (folder / architecture(spec)).stat().st_size > 0
    except OSError:
        return False


def keep(folder: Path, compiler: str) -> None:
    """A server starts: what is known to be compiled stays so, unless another compiler did that.

    Args:
        folder: of the files of architectures.
        compiler: names everything that decides whether what is on the disk can be used.
    """
    written = folder / _COMPILER
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if written.exists() and written.read_text(encoding="utf-8") == compiler:
            return
        for path in folder.iterdir():
            path.unlink()
        written.write_text(compiler, encoding="utf-8")


def compiler_here() -> str:
    """Versions and kind of machine, found out without importing the compiler."""
    parts = [f"glassnet {__version__}", platform.machine()]
    for package in ("jax", "jaxlib"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            parts.append(f"{package} {metadata.version(package)}")
    return ", ".join(parts)


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
