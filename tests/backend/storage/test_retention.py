from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import insert, select

from glassnet.storage.checkpoints import Checkpoints
from glassnet.storage.database import Database
from glassnet.storage.retention import ORPHAN_S, REST_S, USAGE_S, Swept, day_of, sweep
from glassnet.storage.schema import accounts, sessions, usage
from glassnet.storage.store import Store, StoredRun


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


@pytest.fixture
def checkpoints(tmp_path: Path) -> Checkpoints:
    return Checkpoints(tmp_path / "checkpoints", 3)


async def add(store: Store, name: str, status: str) -> None:
    await store.add(StoredRun(id=name, user="local", created_at=1.0, spec={}, status=status))


def save(checkpoints: Checkpoints, name: str, idle_s: float) -> None:
    for step, loss in enumerate([0.1, 0.9, 0.8, 0.7]):
        manifest = {"trainer": {"step": step, "epoch": 0.0}, "rows": {"loss": [loss]}}
        checkpoints.save(name, {"w": np.zeros(3, np.float32)}, manifest)
    at = time.time() - idle_s
    os.utime(checkpoints._folder / name, (at, at))


def steps(checkpoints: Checkpoints, name: str) -> list[int]:
    return [kept.step for kept in checkpoints.listed(name)]


async def test_what_deleted_runs_left_is_deleted_after_a_day(store: Store, checkpoints: Checkpoints) -> None:
    await add(store, "run_a", "paused")
    save(checkpoints, "run_a", 2 * ORPHAN_S)
    save(checkpoints, "run_gone", 2 * ORPHAN_S)
    save(checkpoints, "run_new", ORPHAN_S / 2)
    assert await sweep(store, checkpoints) == Swept(["run_gone"], [])
    assert sorted(checkpoints.runs()) == ["run_a", "run_new"]
    assert await sweep(store, checkpoints, time.time() + ORPHAN_S) == Swept(["run_new"], [])


async def test_runs_that_ended_long_ago_keep_their_newest_and_best_state(
    store: Store, checkpoints: Checkpoints
) -> None:
    for name, status in [("run_a", "finished"), ("run_b", "paused"), ("run_c", "stopped")]:
        await add(store, name, status)
        save(checkpoints, name, 2 * REST_S if name != "run_c" else REST_S / 2)
    assert await sweep(store, checkpoints) == Swept([], ["run_a"])
    assert steps(checkpoints, "run_a") == [3, 0]
    assert steps(checkpoints, "run_b") == steps(checkpoints, "run_c") == [3, 2, 1, 0]
    assert await sweep(store, checkpoints) == Swept([], [])


async def test_a_database_without_runs_deletes_nothing(store: Store, checkpoints: Checkpoints) -> None:
    save(checkpoints, "run_a", 9 * ORPHAN_S)
    assert await sweep(store, checkpoints) == Swept([], [])
    assert checkpoints.runs() == ["run_a"]


async def test_what_is_no_run_is_left_alone(store: Store, checkpoints: Checkpoints) -> None:
    await add(store, "run_a", "paused")
    for name in ("lost+found", ".hidden"):
        (checkpoints._folder / name).mkdir(parents=True)
        os.utime(checkpoints._folder / name, (1, 1))
    assert await sweep(store, checkpoints) == Swept([], [])


async def test_sessions_that_are_over_and_old_counts_of_training_go(
    store: Store, checkpoints: Checkpoints, database: Database
) -> None:
    now = time.time()
    async with database.write() as connection:
        await connection.execute(insert(accounts).values(id="u", role="student", name="Ada", created_at=1.0))
        rows = [
            {"id": name, "account": "u", "created_at": 1.0, "expires_at": at}
            for name, at in [("over", now - 1), ("open", now + 60)]
        ]
        await connection.execute(insert(sessions), rows)
        days = [day_of(now), day_of(now - USAGE_S), "2001-01-01"]
        await connection.execute(insert(usage), [{"user": "u", "day": day, "training_s": 1.0} for day in days])
    await sweep(store, checkpoints, now)
    async with database.read() as connection:
        assert list(await connection.scalars(select(sessions.c.id))) == ["open"]
        assert set(await connection.scalars(select(usage.c.day))) == set(days[:2])
