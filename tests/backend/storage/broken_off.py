"""Restores that are killed wherever they replace or remove something, in processes of their own. See `test_restore`.

``python -m tests.backend.storage.broken_off FOLDER URL`` takes ``old``, a place with something in it, and
``backup.zip`` from the folder. An empty address means SQLite. What was found after each death is in ``found.json``.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import Any

from glassnet.errors import ConflictError
from glassnet.storage.database import database_of
from glassnet.storage.restore import refuse_half_restored, restore
from glassnet.storage.store import Store
from tests.backend.storage.place import contents, files, settings_at

KILLED = 9
EVENTS = ("os.rename", "os.remove")


def apart(work: Any) -> int:
    """Do something in a child; its exit status."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_at(step: int, place: Path) -> None:
    """End this process without a word at the given step, counted from 1, that touches a place."""
    left = [step]

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if event in EVENTS and str(place) in str(arguments[0]):
            left[0] -= 1
            if left[0] == 0:
                os._exit(KILLED)

    sys.addaudithook(look)


async def state(place: Path, url: str) -> dict[str, Any]:
    """Which rows and files are there, and whether a server would start."""
    database = database_of(settings_at(place, url))
    store = Store(database)
    await store.open()
    rows = {name: str(found) for name, found in (await contents(database)).items()}
    await store.close()
    try:
        refuse_half_restored(place)
        starts = True
    except ConflictError:
        starts = False
    hidden = sorted(one.name for one in place.iterdir() if one.name.startswith("."))
    return {"rows": rows, "files": sorted(files(place)), "starts": starts, "hidden": hidden}


def main(folder: Path, url: str) -> None:
    """Kill a restore at each step in turn, look, and run it again."""
    place, found = folder / "place", []

    def again(step: int = 0) -> None:
        if step:
            die_at(step, place)
        asyncio.run(restore(settings_at(place, url), folder / "backup.zip", force=True))

    def look() -> None:
        (folder / "state.json").write_text(json.dumps(asyncio.run(state(place, url))))

    def seen() -> dict[str, Any]:
        assert apart(look) == 0
        told: dict[str, Any] = json.loads((folder / "state.json").read_text())
        return told

    os.sync = lambda: None  # of the whole machine: what is killed here is a process, not the power
    for step in range(1, 100) if not url else (4, 100):  # in PostgreSQL the tables are replaced before there are steps
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(folder / "old", place)
        status = apart(partial(again, step))
        then = seen()
        found.append({"killed": status == KILLED, "then": then, "again": apart(again), "after": seen()})
        if status != KILLED:
            break
    (folder / "found.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
