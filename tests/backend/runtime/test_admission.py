"""Who may have a place on a worker, who waits, and what they are told."""

from __future__ import annotations

from typing import Any

import pytest

from glassnet.errors import BusyError, UnavailableError
from glassnet.protocol.commands import Pause, Start, Step, Stop
from glassnet.runtime.inline import InlineExecutor
from glassnet.runtime.pool import Pool
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import Opener, Page, has, until

HOSTED: dict[str, Any] = {"hosted": True, "idle_pause_s": 0}


async def started(pool: Pool, user: str, **training: Any) -> str:
    return (await pool.create(spec_with(**training), start=True, user=user)).id


async def running(pool: Pool, *runs: str) -> None:
    for run in runs:
        await has(pool, run, lambda found: found.status == "running" and found.step > 0)


@pytest.mark.fault(24)
async def test_more_than_one_may_have_waits_and_is_told_where(opener: Opener) -> None:
    pool = await opener(**HOSTED, max_live_runs_per_user=1)
    first = await started(pool, "anna")
    await running(pool, first)
    second, third = await started(pool, "anna"), await started(pool, "anna")
    other = await started(pool, "ben")
    await running(pool, other)
    page = Page(pool)
    for run in (second, third):
        await pool.follow(page.subscriber, run)
    told = {}
    await page.until(lambda: len({one["run"] for one in page.of("status") if one["queue_position"]}) == 2)
    for status in page.of("status"):
        told[status["run"]] = (status["status"], status["queue_position"], status["queue_for"])
    assert told == {second: ("queued", 1, "own_runs"), third: ("queued", 2, "own_runs")}
    await pool.command(first, Pause())
    await running(pool, second)
    await page.until(lambda: any(s["run"] == third and s["queue_position"] == 1 for s in page.of("status")))
    assert (await pool.get(third)).status == "queued"
    await pool.command(second, Stop())
    await running(pool, third)
    assert (await pool.get(first)).status == "paused"
    page.close()


async def test_who_waits_can_pause_stop_and_start_again(opener: Opener) -> None:
    pool = await opener(**HOSTED, max_live_runs_per_user=1)
    first = await started(pool, "anna")
    await running(pool, first)
    second, third = await started(pool, "anna"), await started(pool, "anna")
    await until(lambda: pool._entries[third].queued is not None)
    assert (await pool.command(second, Pause())).status == "created"
    assert (await pool.command(third, Stop())).status == "stopped"
    assert (await pool.get(third)).stop_reason is not None
    assert (await pool.command(second, Start())).status == "queued"
    assert (await pool.command(second, Start())).status == "queued"
    with pytest.raises(BusyError, match="1 of your runs are being worked on; that is the limit"):
        await pool.command(second, Step())
    await pool.delete(first)
    await running(pool, second)
    assert (await pool.command(second, Pause())).status == "paused"


async def test_an_estimate_is_told_when_those_before_will_end(opener: Opener) -> None:
    pool = await opener(**HOSTED, max_live_runs_per_user=1)
    slow = spec_with("slow_update", max_epochs=10_000)
    first = (await pool.create(slow, start=True, user="anna")).id
    await has(pool, first, lambda found: found.updates_per_s > 0 and found.step > 0)
    second = await started(pool, "anna")
    await until(lambda: pool._entries[second].queued is not None)
    pool._admission.ring()
    queued = pool._entries[second].queued
    assert queued is not None
    assert queued.wait_s is not None
    entry = pool._entries[first]
    assert queued.wait_s == pytest.approx(entry.left_s, rel=0.5)


async def test_who_has_fewest_runs_comes_first_when_the_host_is_full(opener: Opener) -> None:
    pool = await opener(**HOSTED, max_live_runs_per_user=4, max_live_runs=2)
    one, two = await started(pool, "anna"), await started(pool, "anna")
    await running(pool, one, two)
    greedy = await started(pool, "anna")
    modest = await started(pool, "ben")
    await until(lambda: pool._entries[modest].queued is not None)
    assert [entry.id for entry, _ in pool._admission.line()] == [modest, greedy]
    assert pool._entries[modest].queued[:1] + pool._entries[modest].queued[2:] == (1, "host")  # type: ignore[index]
    await pool.command(one, Pause())
    await running(pool, modest)
    assert (await pool.get(greedy)).status == "queued"
    waits = pool._admission.ahead("clara")
    assert waits is not None
    assert (waits.position, waits.wait_s) == (2, None)
    await pool.command(two, Pause())
    await running(pool, greedy)
    waits = pool._admission.ahead("clara")
    assert waits is not None
    assert waits.wait_s is not None  # as fast as places became free of late


async def test_a_queued_run_survives_the_server(opener: Opener) -> None:
    pool = await opener(**HOSTED, max_live_runs_per_user=1)
    first = await started(pool, "anna")
    await running(pool, first)
    second = await started(pool, "anna")
    await until(lambda: pool._entries[second].queued is not None)
    await pool.close()
    again = await opener(**HOSTED, max_live_runs_per_user=1)
    await until(lambda: sum(entry.host is not None for entry in again._entries.values()) == 1)
    await until(lambda: sum(entry.queued is not None for entry in again._entries.values()) == 1)
    assert {(await again.get(run)).status for run in (first, second)} >= {"queued"}
    placed = next(entry.id for entry in again._entries.values() if entry.host)
    await again.command(placed, Stop())
    await running(again, second if placed == first else first)


async def test_a_draining_server_takes_nothing_new(opener: Opener) -> None:
    pool = await opener()
    made = await started(pool, "anna")
    await running(pool, made)
    await pool.drain(5.0)
    with pytest.raises(UnavailableError, match="about to restart"):
        await pool.create(spec_with())
    assert (await pool.get(made)).status == "running"
    saved = pool._keeping._checkpoints.load(made)
    assert saved is not None
    assert saved.manifest["trainer"]["step"] > 0


async def test_a_weight_reaches_workers_while_they_train(opener: Opener) -> None:
    """What they make of it is for the tests of the scheduler, in simulated time."""
    pool = await opener(**HOSTED)
    light = (await pool.create(spec_with(), start=True, user="anna", group="class_a")).id
    heavy = (await pool.create(spec_with(), start=True, user="ben", group="class_b")).id
    await running(pool, light, heavy)
    executor = pool._placements._executor
    assert isinstance(executor, InlineExecutor)
    (host,) = executor._hosts.values()
    users = host.worker._rack._scheduler._users
    assert (users["anna"].weight, users["ben"].weight) == (1.0, 1.0)
    await pool.weigh("class_b", 3.0)
    assert (users["anna"].weight, users["ben"].weight) == (1.0, 3.0)
    steps = {run: (await pool.get(run)).step for run in (light, heavy)}
    for run, step in steps.items():
        await has(pool, run, lambda found, step=step: found.step > step)
