"""The threads that write checkpoints, so that training never waits for a disk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from glassnet.runtime.trainer import Arrays
from glassnet.storage.checkpoints import Checkpoints

Saved = Callable[[OSError | None], None]


THREADS = 4


class Saver:
    """Writes the newest snapshot of each run, in the order in which they come; an older one that waits is replaced.

    Several runs are written at a time, because most of a write is waiting for the disk; one run never twice at a time.
    """

    def __init__(self, checkpoints: Checkpoints) -> None:
        self._checkpoints = checkpoints
        self._waiting: dict[str, tuple[Arrays, dict[str, Any], list[Saved]]] = {}
        self._changed = threading.Condition()
        self._writing: set[str] = set()
        self._closed = False
        for _ in range(THREADS):
            threading.Thread(target=self._work, name="save", daemon=True).start()

    def submit(self, run: str, arrays: Arrays, manifest: dict[str, Any], saved: Saved) -> None:
        """Write a snapshot; `saved` is told on the saver's thread, with the error if there was one."""
        with self._changed:
            told = self._waiting.pop(run, (None, None, []))[2]
            self._waiting[run] = (arrays, manifest, [*told, saved])
            self._changed.notify_all()

    def close(self) -> None:
        """Write no more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                while (run := self._next()) is None and not self._closed:
                    self._changed.wait()
                if self._closed or run is None:
                    return
                self._writing.add(run)
                arrays, manifest, told = self._waiting.pop(run)
            error: OSError | None = None
            try:
                self._checkpoints.save(run, arrays, manifest)
            except OSError as caught:
                error = caught
            except Exception as caught:  # this thread serves all runs
                error = OSError(f"{type(caught).__name__}: {caught}")
            with self._changed:
                self._writing.discard(run)
                self._changed.notify_all()
            for saved in told:
                saved(error)

    def _next(self) -> str | None:
        return next((run for run in self._waiting if run not in self._writing), None)
