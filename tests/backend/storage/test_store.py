from __future__ import annotations

import asyncio

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.storage.database import Database
from glassnet.storage.store import RowBatch, Store, StoredRun, joined


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


def run(name: str, **fields: object) -> StoredRun:
    return StoredRun(id=name, user="local", created_at=1.5, spec={"network": {}}, **fields)  # type: ignore[arg-type]


def rows(name: str, first: int, count: int, history: int = 0) -> RowBatch:
    steps: list[float | None] = [float(number) for number in range(first, first + count)]
    return RowBatch(name, history, first, {"step": steps})


async def test_a_run_comes_back_as_it_was(store: Store) -> None:
    reason = {"rule": "asked", "detail": "d"}
    stored = run("a", status="stopped", step=3, epoch=0.5, stop_reason=reason, newest={"loss": None}, placement=2)
    await store.add(stored)
    assert await store.get("a") == stored
    assert await store.get("b") is None


async def test_the_runs_that_need_a_data_set_are_found_without_reading_the_others(store: Store) -> None:
    kinds = [
        {"kind": "upload", "dataset": "data_a", "described": {"classes": ["data_b"]}},
        {"kind": "table", "dataset": "data_a"},
        {"kind": "medmnist", "name": "bloodmnist"},
        {"kind": "mnist"},
        {"kind": "circles"},
    ]
    for number, data in enumerate(kinds):
        await store.add(StoredRun(id=f"run_{number}", user=f"u{number}", created_at=1.0, spec={"data": data}))
    await store.add(run("without"))
    await store.add(StoredRun(id="failed", user="u", created_at=1.0, spec={"data": kinds[0]}, status="failed"))
    assert await store.learning_from("data_a") == [("run_1", "u1"), ("run_0", "u0")]
    assert await store.learning_from("bloodmnist") == [("run_2", "u2")]
    assert await store.learning_from("mnist") == [("run_3", "u3")]
    assert await store.learning_from("data_b") == []


async def test_what_was_confirmed_is_there_after_opening_again(database_url: str) -> None:
    first, second = Store(Database(database_url)), Store(Database(database_url))
    await first.open()
    await first.add(run("a"))
    await second.open()
    assert await second.ids() == {"a"}
    await first.close()
    await first.close()
    await second.close()


async def test_what_people_say_of_a_run_is_not_written_over_by_what_it_tells(store: Store) -> None:
    told = run("a", title="First", parent="b", parent_step=7, group="class_1")
    await store.add(told)
    assert await store.edit("a", title="Second", notes="much\nto say", project="project_1")
    assert not await store.edit("unknown", title="x")
    await store.write([msgspec.structs.replace(told, step=9, title="", notes="", project=None, parent=None)])
    assert await store.get("a") == msgspec.structs.replace(
        told, step=9, title="Second", notes="much\nto say", project="project_1"
    )


async def test_runs_come_in_pages_newest_first(store: Store) -> None:
    for number in range(7):
        await store.add(run(f"r{number}"))
    first = await store.page(None, 3)
    assert [found.id for found in first] == ["r6", "r5", "r4"]
    assert [found.id for found in await store.page("r4", 9)] == ["r3", "r2", "r1", "r0"]
    assert await store.page("unknown", 3) == []
    assert await store.count() == 7


async def test_runs_are_found_by_status_oldest_first(store: Store) -> None:
    for name, status in [("a", "finished"), ("b", "running"), ("c", "stopped"), ("d", "queued")]:
        await store.add(run(name, status=status))
    assert [found.id for found in await store.with_status({"running", "queued"})] == ["b", "d"]
    assert await store.oldest({"finished", "stopped"}, 1) == ["a"]
    assert await store.oldest({"finished", "stopped"}, 9) == ["a", "c"]


async def test_rows_are_appended_in_batches_and_read_from_any_number(store: Store) -> None:
    await store.add(run("a"))
    await store.write([run("a", step=5)], [rows("a", 0, 3)])
    await store.write([], [rows("a", 3, 2)])
    assert (await store.rows("a")).rows == {"step": [0.0, 1.0, 2.0, 3.0, 4.0]}
    later = await store.rows("a", since=3)
    assert (later.first, later.rows) == (3, {"step": [3.0, 4.0]})
    for since in range(5):
        assert (await store.rows("a", since)).rows == {"step": [float(step) for step in range(since, 5)]}
    assert (await store.rows("a", since=99)).rows == {"step": []}
    assert (await store.rows("unknown")).rows == {}
    found = await store.get("a")
    assert found is not None
    assert found.step == 5


async def test_a_new_history_replaces_the_one_before(store: Store) -> None:
    await store.add(run("a"))
    await store.write([], [rows("a", 0, 3), rows("a", 3, 3)])
    await store.write([], [rows("a", 0, 2, history=1)])
    assert await store.rows("a") == RowBatch("a", 1, 0, {"step": [0.0, 1.0]})
    await store.write([], [RowBatch("a", 2, 0, {})])
    assert (await store.rows("a")).rows == {}


async def test_deleting_a_run_deletes_its_rows_and_writing_it_brings_nothing_back(store: Store) -> None:
    await store.add(run("a"))
    await store.write([], [rows("a", 0, 3)])
    await store.delete(["a", "unknown"])
    await store.write([run("a", step=9)], [rows("a", 3, 1)])
    assert await store.get("a") is None
    assert (await store.rows("a")).rows == {}


async def test_two_writers_lose_nothing(database_url: str) -> None:
    stores = [Store(Database(database_url)), Store(Database(database_url))]
    for store in stores:
        await store.open()
    await asyncio.gather(*(stores[number % 2].add(run(f"r{number}")) for number in range(40)))
    assert await stores[0].count() == 40
    for store in stores:
        await store.close()


@given(cuts=st.lists(st.integers(1, 5), max_size=8), overlap=st.integers(0, 3), since=st.integers(0, 40))
def test_joining_gives_the_rows_whatever_the_cuts(cuts: list[int], overlap: int, since: int) -> None:
    parts, first = [], 0
    for cut in cuts:
        begin = max(0, first - overlap)
        parts.append(rows("a", begin, first + cut - begin))
        first += cut
    whole = joined("a", parts, since)
    assert whole.rows.get("step", []) == [float(number) for number in range(min(since, first), first)]
    assert whole.first == min(since, first)


def test_joining_fills_columns_that_a_batch_lacks_and_drops_older_histories() -> None:
    parts = [
        RowBatch("a", 0, 0, {"step": [9.0]}),
        RowBatch("a", 1, 0, {"step": [0.0]}),
        RowBatch("a", 1, 1, {"step": [1.0], "loss": [0.5]}),
        RowBatch("a", 0, 1, {"step": [10.0]}),
        RowBatch("a", 1, 2, {"step": [2.0]}),
    ]
    assert joined("a", parts) == RowBatch("a", 1, 0, {"step": [0.0, 1.0, 2.0], "loss": [None, 0.5, None]})
