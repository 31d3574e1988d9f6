"""How far the reading of a file is: written by the process that reads it, read by the server."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

Stage = Literal["looking", "reading", "counting"]
_EVERY_S = 0.2


class Progress(NamedTuple):
    """How far it is.

    Attributes:
        stage: looking how the file is written, reading its rows, or counting what is in its columns.
        rows: how many rows have been read.
        about: how many there seem to be; 0 before anything is known.
        share: how much of the file has gone by, 0 to 1.
    """

    stage: Stage
    rows: int = 0
    about: int = 0
    share: float = 0.0


Told = Callable[[Progress], None]
"""Is told how far it is."""


def silent(_: Progress) -> None:
    """Nobody wants to know how far it is."""


def reading(rows: int, done: int, size: int) -> Progress:
    """How far it is when ``rows`` rows came out of ``done`` bytes of ``size``."""
    share = min(1.0, done / size) if size else 1.0
    return Progress("reading", rows, max(rows, round(rows / share)) if share else 0, share)


def telling(path: Path | None) -> Told:
    """Something to tell that writes it to a file, now and then, each time whole; nothing without a file."""
    if path is None:
        return silent
    last: tuple[str, float] = ("", 0.0)

    def tell(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if progress.stage == last[0] and now - last[1] < _EVERY_S:
            return
        last = (progress.stage, now)
        new = path.with_name(f"{path.name}.new")
        new.write_text(json.dumps(progress), encoding="utf-8")
        new.replace(path)

    return tell


def told(path: Path) -> Progress | None:
    """What was written last; None before anything was."""
    try:
        return Progress(*json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
