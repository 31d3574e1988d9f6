"""A place with some of everything in it, as a server leaves it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert, select

from glassnet.settings import Settings
from glassnet.storage.checkpoints import Checkpoints
from glassnet.storage.database import Database, database_of
from glassnet.storage.schema import accounts, classes, metadata, project_versions, projects, usage
from glassnet.storage.store import RowBatch, Store, StoredRun

RUNS = [
    StoredRun(id="run_a", user="u1", created_at=1.25, spec={"ä": [1e-300, None, "😀"]}, title="Größe"),
    StoredRun(id="run_b", user="u2", created_at=2.5, spec={}, stop_reason={"rule": "asked"}, step=2**33, history=4),
]


def settings_at(folder: Path, url: str = "") -> Settings:
    return Settings(data_dir=folder, database_url=url)


async def filled(settings: Settings) -> Database:
    database = database_of(settings)
    store = Store(database)
    await store.open()
    for run in RUNS:
        await store.add(run)
    await store.write([], [RowBatch("run_a", 0, 0, {"step": [0.0, 1.0], "loss": [None, 0.1 + 0.2]})])
    document = {"spec": {"nodes": ["ü"] * 3}, "drawing": None}
    async with database.write() as connection:
        await connection.execute(insert(accounts).values(id="u1", role="teacher", name="Zoë", created_at=1.0))
        row: dict[str, Any] = {"id": "class_1", "teacher": "u1", "title": "9b", "created_at": 1.0}
        await connection.execute(insert(classes).values(row))
        row = {"id": "project_1", "user": "u1", "title": "P", "document": document, "created_at": 1, "changed_at": 2}
        await connection.execute(insert(projects).values(row))
        row = {"project": "project_1", "version": 1, "at": 1.5, "document": document}
        await connection.execute(insert(project_versions).values(row))
        await connection.execute(
            insert(usage), [{"user": "u1", "day": f"2026-{n:04d}", "training_s": n} for n in range(999)]
        )
    for step in range(3):
        save(settings, "run_a", step)
    place = settings.data_dir / "datasets" / "data_abc"
    place.mkdir(parents=True)
    (place / "manifest.json").write_text("{}")
    (place / "images.npy").write_bytes(os.urandom(200_000))
    (settings.data_dir / "datasets" / ".staged-1").mkdir()
    (settings.data_dir / "datasets" / ".staged-1" / "manifest.json").write_text("half")
    (settings.data_dir / "datasets" / "unfinished").mkdir()
    return database


def save(settings: Settings, run: str, step: int) -> None:
    checkpoints = Checkpoints(settings.data_dir / "checkpoints", settings.keep_checkpoints)
    checkpoints.save(run, {"w": np.full(50, step, np.float32)}, {"trainer": {"step": step, "epoch": 0.0}, "rows": {}})


async def contents(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables, as the program reads them."""
    async with database.read() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


def files(folder: Path) -> dict[str, bytes]:
    found = [path for part in ("checkpoints", "datasets") for path in (folder / part).rglob("*") if path.is_file()]
    names = {str(path.relative_to(folder)): path for path in found}
    return {name: path.read_bytes() for name, path in names.items() if ".staged" not in name}
