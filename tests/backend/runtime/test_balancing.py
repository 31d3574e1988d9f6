"""Runs move from a crowded worker to one with room, and nothing is lost on the way."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load

from glassnet.errors import ConflictError, UnavailableError
from glassnet.protocol.commands import Pause, SetLive, SetWeight, Step, Watch
from glassnet.protocol.views import Surface
from glassnet.runtime.balancing import GAIN, Balancing
from glassnet.runtime.entry import Entry
from glassnet.runtime.inline import InlineExecutor
from glassnet.runtime.pool import Pool
from glassnet.runtime.portions import Portions
from glassnet.runtime.worker import load_engine
from glassnet.settings import Settings
from glassnet.storage.checkpoints import Checkpoints
from glassnet.storage.database import Database
from glassnet.storage.store import Store, StoredRun
from tests.backend.runtime import stand_in
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import RATE, Opener, Page, has, until

HOSTS = {"one": "CPU", "two": "CPU", "three": "CPU"}
POINTS = spec_with().model_dump(mode="json")


def entry(run: str, user: str, host: str | None = None, status: str = "running") -> Entry:
    made = Entry(StoredRun(id=run, user=user, created_at=0.0, spec=POINTS, status=status), 0.0)
    made.host = host
    return made


def world(entries: list[Entry], hosts: int = 2) -> tuple[Balancing, list[float]]:
    """A balancing of these runs at a time that can be changed; a run that moves is there at once."""
    portions, clock, held = Portions(), [0.0], dict(list(HOSTS.items())[:hosts])

    async def move(moved: Entry) -> None:
        moved.host = None
        moved.host = portions.roomiest(moved, held, entries)

    placements: Any = SimpleNamespace(devices=held, move=move)
    admission: Any = SimpleNamespace(draining=False)
    made = Balancing({one.id: one for one in entries}, placements, admission, portions, lambda: clock[0])
    return made, clock


def spread(entries: list[Entry]) -> list[int]:
    return sorted(Counter(one.host for one in entries).values(), reverse=True)


@pytest.mark.parametrize(
    ("one", "two", "after"),
    [(2, 0, [1, 1]), (5, 0, [3, 2]), (10, 0, [5, 5]), (6, 4, [5, 5]), (7, 5, [7, 5]), (2, 1, [2, 1]), (1, 0, [1])],
)
async def test_a_gap_is_closed_at_the_second_look(one: int, two: int, after: list[int]) -> None:
    runs = [entry(f"a{k}", f"a{k}", "one") for k in range(one)] + [entry(f"b{k}", f"b{k}", "two") for k in range(two)]
    before = spread(runs)
    balancing, _ = world(runs)
    await balancing.look()
    assert spread(runs) == before, "it may pass by itself"
    await balancing.look()
    assert spread(runs) == after


async def test_a_gap_that_was_not_there_at_the_look_before_is_waited_for() -> None:
    runs = [entry("a", "anna", "one"), entry("b", "ben", "one")]
    balancing, _ = world(runs)
    await balancing.look()
    runs[0].host = "two"
    await balancing.look()
    runs[0].host = "one"
    await balancing.look()
    assert spread(runs) == [2]


async def test_runs_of_one_user_use_all_workers_and_count_once_beside_others() -> None:
    alone = [entry(f"a{k}", "anna", "one") for k in range(4)]
    balancing, _ = world(alone)
    await balancing.look()
    await balancing.look()
    assert spread(alone) == [2, 2]
    many = [entry(f"c{k}", "clara", "one") for k in range(4)]
    others = [entry(user, user, "two") for user in ("dora", "eve", "fred")]
    assert world([*many, *others])[0].next() in others, "four runs of one take no more than one run of another"


async def test_nothing_moves_while_somebody_waits_for_programs_or_the_server_ends() -> None:
    runs = [entry("a", "anna", "one"), entry("b", "ben", "one"), entry("c", "clara", "one")]
    balancing, _ = world(runs)
    assert balancing.next() is not None
    for status in ("queued", "compiling"):
        runs[2].update(status=status)
        assert balancing.next() is None
    runs[2].update(status="paused")
    assert balancing.next() is not None
    balancing._admission.draining = True
    assert balancing.next() is None


async def test_a_run_that_cannot_move_is_left_alone_for_a_minute_and_the_next_one_moves() -> None:
    runs = [entry(f"a{k}", f"a{k}", "one") for k in range(4)]
    balancing, clock = world(runs)
    move = balancing._placements.move

    async def stubborn(moved: Entry) -> None:
        if moved is runs[0]:
            raise ConflictError("in_use", "It is in use.")
        await move(moved)

    balancing._placements.move = stubborn  # type: ignore[method-assign]
    await balancing.look()
    await balancing.look()
    assert runs[0].host == "one"
    assert spread(runs) == [2, 2]
    assert runs[0].id in balancing._moved
    clock[0] = 61.0
    await balancing.look()
    assert balancing._moved == {}


async def test_who_watches_is_disturbed_last() -> None:
    runs = [entry(f"a{k}", f"a{k}", "one") for k in range(3)]
    pages: list[Any] = [object(), object()]
    runs[0].followers.add(pages[0])
    runs[1].watch(pages[1], Surface(), 5.0)
    assert world(runs)[0].next() is runs[2]
    runs[2].host = "two"
    runs.append(entry("b", "ben", "one"))
    runs.append(entry("c", "clara", "one"))
    runs[3].watch(pages[1], Surface(), 5.0)
    runs[4].watch(pages[1], Surface(), 5.0)
    assert world(runs)[0].next() is runs[0]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(list(HOSTS))), max_size=25))
def test_moving_ends_and_nobody_is_then_much_better_off_elsewhere(placed: list[tuple[str, str]]) -> None:
    runs = [entry(f"r{k}", user, host) for k, (user, host) in enumerate(placed)]
    balancing, _ = world(runs, 3)

    async def two_looks() -> None:
        await balancing.look()
        await balancing.look()

    asyncio.run(two_looks())
    still = [one for one in runs if one.id not in balancing._moved]
    for one in still:  # counted anew, one by one
        shares = {}
        for host in HOSTS:
            others = {other.stored.user for other in runs if other.host == host} - {one.stored.user}
            own = [other for other in runs if other.host == host and other.stored.user == one.stored.user]
            shares[host] = 1 / (len(others) + len([other for other in own if other is not one]) + 1)
        assert max(shares.values()) < GAIN * shares[one.host or ""] + 1e-9


# ------------------------------------------------------------------------------------------------------ real moves


async def crowded(opener: Opener, runs: int, **settings: Any) -> tuple[Pool, list[str]]:
    """A pool of two workers, of which one has all the runs that train."""
    pool = await opener("inline", workers=2, **settings)
    await until(lambda: pool.health().hosts == 2)
    made = [(await pool.create(spec_with(), start=True, user=f"u{k}")).id for k in range(2 * runs)]
    for run in made:
        await has(pool, run, lambda found: found.step > 0)
    host = pool._entries[made[0]].host
    for run in made:
        if pool._entries[run].host != host:
            await pool.command(run, Pause())
    return pool, [run for run in made if pool._entries[run].host == host]


async def test_runs_move_to_a_worker_whose_runs_have_paused(opener: Opener) -> None:
    pool, runs = await crowded(opener, 4)
    assert len(runs) == 4
    page = Page(pool)
    for run in runs:
        await pool.follow(page.subscriber, run)
    before = {run: (await pool.get(run)).step for run in runs}
    placements = {run: pool._entries[run].stored.placement for run in runs}
    await pool._balancing.look()
    await pool._balancing.look()
    assert sorted(Counter(pool._entries[run].host for run in runs).values()) == [2, 2]
    moved = [run for run in runs if pool._entries[run].stored.placement == placements[run] + 1]
    assert len(moved) == 2
    for run in runs:
        await has(pool, run, lambda found, run=run: found.status == "running" and found.step > before[run])
    assert page.of("notice") == []
    assert page.of("problem") == []
    assert {event["run"] for event in page.of("compiled")} >= set(moved)
    for run in moved:  # as after any placement its rows are told whole, and they go on
        rows = (await pool.metrics(run)).rows["step"]
        assert len(rows) > 1
        assert rows == sorted(set(rows))
    page.close()


async def test_a_run_that_moved_many_times_ends_with_bit_for_bit_the_same_numbers(opener: Opener) -> None:
    pool = await opener("inline", workers=2, checkpoint_every_s=30.0)
    await until(lambda: pool.health().hosts == 2)
    spec = spec_with(max_epochs=20_000)
    stays, moves = [(await pool.create(spec, start=True, user=user)).id for user in ("anna", "ben")]
    entry = pool._entries[moves]
    for _ in range(4):
        await until(lambda: entry.status == "running" or not entry.active)
        if entry.active:
            reached = entry.stored.step
            await pool._placements.move(entry)
            assert entry.stored.step >= reached
    assert entry.stored.placement > 2
    for run in (stays, moves):
        await has(pool, run, lambda found: found.status == "finished")
        assert (await pool.get(run)).step == 200_000
    one, other = [load(await pool.checkpoint(run))["w"] for run in (stays, moves)]
    np.testing.assert_array_equal(one, other)


async def test_what_is_told_to_a_run_while_it_moves_is_carried_out_once(opener: Opener) -> None:
    pool, (run, *_) = await crowded(opener, 1)
    entry = pool._entries[run]
    page = Page(pool)
    await pool.follow(page.subscriber, run)
    await pool.tell(page.subscriber, run, "w", Watch(view=Surface(), rate_hz=20.0))
    for number in range(12):
        rate = 0.01 + 0.01 * number
        told = asyncio.create_task(pool.command(run, SetLive(path=RATE, value=rate), f"c{number}"))
        await asyncio.sleep(0.002 * number)
        await asyncio.gather(pool._placements.move(entry), return_exceptions=True)
        await told
        assert (await pool.get(run)).spec.training.optimiser.learning_rate == rate
    await pool.command(run, Pause())
    await pool.command(run, SetWeight(node="h1", name="weight", index=[0], value=7.0))
    assert load(await pool.checkpoint(run))["w"].tolist() == [7.0]
    seen = len(page.binary)
    await pool.command(run, Step())
    await page.until(lambda: len(page.binary) > seen)
    assert page.of("problem") == []
    page.close()


async def test_a_run_in_the_middle_of_a_step_through_an_epoch_stays(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand_in.Trainer, "batches", 1000)
    pool = await opener("inline", workers=2)
    made = await pool.create(spec_with("slow_update"))
    host = await pool._placements.place(pool._entries[made.id])
    stepping = asyncio.create_task(pool.command(made.id, Step(unit="epoch")))
    await has(pool, made.id, lambda found: found.status == "running")
    with pytest.raises(ConflictError, match="is in use"):
        await pool._placements.move(pool._entries[made.id])
    assert (await stepping).status == "paused"
    assert pool._entries[made.id].host == host


@pytest.mark.fault(5)
async def test_a_run_that_cannot_be_saved_stays_and_trains_on(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    pool, (run, *_) = await crowded(opener, 1)
    entry = pool._entries[run]
    host = entry.host

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Checkpoints, "save", full)
    with pytest.raises(UnavailableError, match="No space left on device"):
        await pool._placements.move(entry)
    assert entry.host == host
    before = entry.stored.step
    await has(pool, run, lambda found: found.step > before)


@pytest.mark.fault(1)
async def test_a_run_whose_worker_dies_while_it_leaves_is_placed_again(opener: Opener) -> None:
    pool, (run, *_) = await crowded(opener, 1)
    entry = pool._entries[run]
    moving = asyncio.create_task(pool._placements.move(entry))
    await asyncio.sleep(0)
    pool._placements._executor.kill(entry.host or "", "the test")
    await asyncio.gather(moving, return_exceptions=True)
    before = entry.stored.step
    await has(pool, run, lambda found: found.status == "running" and found.step > before)


@pytest.mark.slow
async def test_the_real_engine_goes_on_bit_for_bit_elsewhere(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, workers=2, executor="inline")
    executor = InlineExecutor(settings, lambda: load_engine("glassnet.engine", settings))
    pool = Pool(settings, executor, Store(Database(tmp_path / "glassnet.sqlite")))
    await pool.start()
    try:
        adam = {"kind": "adam", "learning_rate": 0.001}
        spec = spec_with("h1", "h2", max_epochs=600, updates_per_s=2000.0, optimiser=adam)
        stays, moves = [(await pool.create(spec, start=True, user=user)).id for user in ("anna", "ben")]
        await has(pool, moves, lambda run: run.step > 100)
        await pool._placements.move(pool._entries[moves])
        assert pool._entries[moves].stored.placement == 2
        assert (await pool.get(stays)).status == "running"
        for run in (stays, moves):
            await has(pool, run, lambda found: found.status == "finished")
        one, other = [load(await pool.checkpoint(run)) for run in (stays, moves)]
        assert one.keys() == other.keys()
        for name, array in one.items():
            np.testing.assert_array_equal(array, other[name], name)
    finally:
        await pool.close()
