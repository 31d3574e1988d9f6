"""What a pool makes of dying workers and servers."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from safetensors.numpy import load
from structlog.testing import capture_logs

from glassnet.errors import ConflictError
from glassnet.protocol.commands import Pause, SetLive, SetWeight, Start, Step
from glassnet.runtime.entry import Death, Entry
from glassnet.runtime.placements import culprit
from glassnet.runtime.pool import Pool
from glassnet.storage.database import Database
from glassnet.storage.store import Store, StoredRun
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import RATE, Opener, Page, has, pids, until


@pytest.mark.fault(1)
async def test_a_run_survives_the_kill_of_its_worker(opener: Opener) -> None:
    pool = await opener("local", workers=2)
    await until(lambda: pool.health().hosts == 2)
    runs = [(await pool.create(spec_with(), start=True)).id for _ in range(2)]
    for run in runs:
        await has(pool, run, lambda found: found.step > 1000)
    pages = [Page(pool), Page(pool)]
    for page, run in zip(pages, runs, strict=True):
        await pool.follow(page.subscriber, run)
    await pool.command(runs[0], SetLive(path=RATE, value=0.25))
    await asyncio.sleep(0.6)
    host = pool._entries[runs[0]].host
    executor: Any = pool._placements._executor
    victims = [run for run in runs if pool._entries[run].host == host]
    assert victims == [runs[0]]
    before = (await pool.get(runs[0])).step
    placement = pool._entries[runs[0]].stored.placement
    began = time.monotonic()
    os.kill(executor.pid(host), signal.SIGKILL)
    await pages[0].until(lambda: pages[0].of("notice") != [])
    assert time.monotonic() - began < 30.0
    notice = pages[0].of("notice")[0]
    assert notice["code"] == "worker_restarted"
    resumed = int(notice["detail"].removeprefix("The worker was restarted; resumed at step ").rstrip("."))
    assert before / 4 < resumed
    await has(pool, runs[0], lambda found: found.status == "running" and found.step > before)
    assert pages[0].status["placement"] == placement + 1
    assert (await pool.get(runs[0])).spec.training.optimiser.learning_rate == 0.25
    done = await pool.command(runs[0], Pause())
    assert done.step > before
    assert pages[1].of("notice") == []
    assert (await pool.get(runs[1])).status == "running"
    for page in pages:
        page.close()


@pytest.mark.fault(1)
async def test_a_command_under_way_when_the_worker_dies_is_carried_out_by_the_next(opener: Opener) -> None:
    pool = await opener("local")
    await until(lambda: pool.health().hosts == 1)
    made = await pool.create(spec_with("slow_compile"))
    await until(lambda: pool._entries[made.id].host is not None)
    stepping = asyncio.create_task(pool.command(made.id, Step()))
    await asyncio.sleep(0.1)
    os.kill(pids(pool)[0], signal.SIGKILL)
    done = await asyncio.wait_for(stepping, 10.0)
    assert (done.step, done.status) == (1, "paused")


@pytest.mark.fault(1)
async def test_an_idle_run_of_a_dead_worker_comes_back_when_it_is_wanted(opener: Opener) -> None:
    pool = await opener("local")
    await until(lambda: pool.health().hosts == 1)
    made = await pool.create(spec_with())
    await pool.command(made.id, SetWeight(node="h1", name="weight", index=[0], value=7.0))
    await asyncio.sleep(0.6)
    os.kill(pids(pool)[0], signal.SIGKILL)
    assert load(await pool.checkpoint(made.id))["w"].tolist() == [7.0]


@pytest.mark.fault(18)
@pytest.mark.fault(19)
@pytest.mark.parametrize("crash", ["crash_compile", "crash_train"])
async def test_a_run_that_kills_two_workers_is_quarantined_and_the_others_go_on(opener: Opener, crash: str) -> None:
    pool = await opener("local")
    await until(lambda: pool.health().hosts == 1)
    good = await pool.create(spec_with(), start=True)
    await has(pool, good.id, lambda run: run.step > 0)
    bad = await pool.create(spec_with(crash), start=True)
    page = Page(pool)
    await pool.follow(page.subscriber, bad.id)
    with capture_logs() as logged:
        await has(pool, bad.id, lambda run: run.status == "failed", 30.0)
    found = await pool.get(bad.id)
    assert found.stop_reason is not None
    assert found.stop_reason.rule == "failed"
    assert [one for one in logged if one["event"] == "run_failed"] == [
        {"event": "run_failed", "log_level": "warning", "run": bad.id, "user": "local", "why": found.stop_reason.detail}
    ]
    assert "Two workers died while they worked on this run: out of memory or a crash." in found.stop_reason.detail
    assert "SIGABRT" in found.stop_reason.detail
    await page.until(lambda: [event["code"] for event in page.of("problem")] == ["quarantined"])
    with pytest.raises(ConflictError, match="has failed"):
        await pool.command(bad.id, Start())
    before = (await pool.get(good.id)).step
    await has(pool, good.id, lambda run: run.status == "running" and run.step > before)
    assert pool._entries[good.id].deaths == []
    page.close()


@pytest.mark.fault(19)
@pytest.mark.parametrize(
    ("trained", "compiled", "expected"), [(1, 1, None), (1, 2, "compiled"), (2, 1, "trained"), (2, 2, "compiled")]
)
def test_of_two_suspects_the_one_with_more_deaths_is_taken(trained: int, compiled: int, expected: str | None) -> None:
    suspects = []
    for name, deaths in [("trained", trained), ("compiled", compiled)]:
        entry = Entry(StoredRun(id=name, user="u", created_at=0.0, spec={}), 0.0)
        entry.deaths = [Death(float(number), frozenset()) for number in range(deaths)]
        suspects.append(entry)
    guilty = culprit(suspects)
    assert (guilty.id if guilty else None) == expected


@pytest.mark.fault(19)
async def test_two_suspects_come_back_one_after_the_other(pool: Pool) -> None:
    first = await pool.create(spec_with(), start=True)
    second = await pool.create(spec_with("slow_compile"), start=True)
    for run in (first, second):
        await has(pool, run.id, lambda found: found.status == "running")
    executor: Any = pool._placements._executor
    host = executor.hosts()[0]
    executor._hosts[host].worker.close()
    executor._hosts[host].blame.note("train", first.id)
    executor._hosts[host].blame.note("compile", second.id)
    executor.kill(host, "for a test")
    entries = [pool._entries[run.id] for run in (first, second)]
    await until(lambda: entries[1].host not in (None, host))
    await asyncio.sleep(0.1)
    assert entries[0].host is None
    for run in (first, second):
        await has(pool, run.id, lambda found: found.status == "running")
    assert [len(entry.deaths) for entry in entries] == [1, 1]


@pytest.mark.fault(17)
async def test_a_worker_that_compiles_for_ever_is_replaced_and_only_the_culprit_fails(opener: Opener) -> None:
    pool = await opener("local", compile_timeout_s=0.5)
    await until(lambda: pool.health().hosts == 1)
    good = await pool.create(spec_with(), start=True)
    await has(pool, good.id, lambda run: run.step > 0)
    host = pool._entries[good.id].host
    bad = await pool.create(spec_with("stuck_compile"), start=True)
    await has(pool, bad.id, lambda run: run.status == "failed")
    assert "longer than 0.5 s" in (await pool.get(bad.id)).stop_reason.detail  # type: ignore[union-attr]
    await until(lambda: pool._entries[good.id].host not in (None, host))
    await has(pool, good.id, lambda run: run.status == "running")
    assert pool._entries[good.id].deaths == []


@pytest.mark.fault(2)
@pytest.mark.fault(43)
async def test_runs_go_on_after_a_restart_of_the_server(opener: Opener) -> None:
    first = await opener()
    running = await first.create(spec_with(), start=True)
    paused = await first.create(spec_with())
    await has(first, running.id, lambda run: run.step > 500)
    await first.command(paused.id, Step())
    await first.command(paused.id, SetLive(path=RATE, value=0.5))
    began = time.monotonic()
    await first.close()
    assert time.monotonic() - began < 30.0
    second = await opener()
    before = (await second.get(running.id)).step
    assert before > 500
    page = Page(second)
    await second.follow(page.subscriber, running.id)
    await page.until(lambda: page.of("notice") != [])
    detail = page.of("notice")[0]["detail"]
    assert detail.startswith("The server was restarted; resumed at step ")
    assert int(detail.rpartition(" ")[2].rstrip(".")) > 500
    await has(second, running.id, lambda run: run.status == "running" and run.step > before)
    found = await second.get(paused.id)
    assert (found.status, found.step) == ("paused", 1)
    assert (await second.command(paused.id, Step())).step == 2
    assert (await second.get(paused.id)).spec.training.optimiser.learning_rate == 0.5
    steps = [step or 0 for step in (await second.metrics(running.id)).rows["step"]]
    assert steps == sorted(steps)
    page.close()


@pytest.mark.fault(2)
async def test_what_was_confirmed_is_on_the_disk(opener: Opener, tmp_path: Path) -> None:
    pool = await opener()
    made = await pool.create(spec_with())
    await pool.command(made.id, SetLive(path=RATE, value=0.5))
    done = await pool.command(made.id, Step())
    store = Store(Database(tmp_path / "glassnet.sqlite"))  # as another process would find it after a kill
    await store.open()
    found = await store.get(made.id)
    await store.close()
    assert found is not None
    assert (found.status, found.step) == ("paused", done.step)
    assert found.spec["training"]["optimiser"]["learning_rate"] == 0.5


@pytest.mark.fault(26)
async def test_messages_of_an_older_placement_are_dropped(pool: Pool) -> None:
    made = await pool.create(spec_with())
    await pool.command(made.id, Step())
    await has(pool, made.id, lambda run: run.step == 1)
    entry = pool._entries[made.id]
    status = entry.replay.get(f"{made.id}/status/")
    assert status is not None
    entry.update(placement=entry.stored.placement + 1, step=5)
    assert entry.absorb(status) is False
    assert entry.stored.step == 5
