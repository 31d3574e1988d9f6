"""One server a data folder: two would train the same runs and overwrite each other's checkpoints."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import IO

from glassnet.errors import ConflictError

with contextlib.suppress(ImportError):  # there is none on Windows, where a folder is then not guarded
    import fcntl


class FolderLock:
    """Holds a data folder for this process; the system lets go when the process dies, however it dies.

    Args:
        folder: the data folder; it is made when it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] | None = None

    def acquire(self) -> None:
        """Take the folder.

        Raises:
            ConflictError: when another server has it.
        """
        if "fcntl" not in globals():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        file = (self._folder / "lock").open("wb")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise ConflictError(
                "folder_in_use",
                f"Another Glassnet server works in {self._folder}.",
                "Stop it, or choose another folder with --data-dir.",
                "data_dir",
            ) from None
        self._file = file

    def release(self) -> None:
        """Let go; releasing twice changes nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None
