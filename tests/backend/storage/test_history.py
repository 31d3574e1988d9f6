"""Runs in lists: of some users, of a project, page by page."""

from __future__ import annotations

import pytest

from glassnet.storage.database import Database
from glassnet.storage.history import RunLists
from glassnet.storage.store import Store, StoredRun


@pytest.fixture
async def lists(database: Database) -> RunLists:
    store = Store(database)
    for number in range(9):
        user, project = ("ada", "bob", "eve")[number % 3], "project_a" if number in (1, 3) else None
        newest = {"loss": 0.1 * number, "train_loss": None}
        made = StoredRun(id=f"r{number}", user=user, created_at=number, spec={}, project=project, newest=newest)
        await store.add(made)
    return RunLists(database)


async def test_runs_are_found_by_whose_they_are_and_by_project(lists: RunLists) -> None:
    assert [run.id for run in await lists.page(4)] == ["r8", "r7", "r6", "r5"]
    assert [run.id for run in await lists.page(4, "r5")] == ["r4", "r3", "r2", "r1"]
    assert [run.id for run in await lists.page(9, users=["ada", "eve"])] == ["r8", "r6", "r5", "r3", "r2", "r0"]
    assert [run.id for run in await lists.page(2, "r6", users=["ada"])] == ["r3", "r0"]
    assert [run.id for run in await lists.page(9, project="project_a")] == ["r3", "r1"]
    assert [run.id for run in await lists.page(9, project="project_a", users=["bob"])] == ["r1"]
    assert await lists.page(9, "unknown") == []
    assert await lists.page(9, users=[]) == []


async def test_the_newest_runs_of_each(lists: RunLists) -> None:
    found = await lists.newest(["ada", "bob", "nobody"], 2)
    assert {user: [run.id for run in runs] for user, runs in found.items()} == {
        "ada": ["r6", "r3"],
        "bob": ["r7", "r4"],
        "nobody": [],
    }
    assert found["bob"][0].newest == {"loss": pytest.approx(0.7), "train_loss": None}
