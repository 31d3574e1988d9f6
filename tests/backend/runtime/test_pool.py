"""Pools over threads and over real worker processes, with a stand-in engine."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors.numpy import load

from glassnet.errors import BusyError, ConflictError, LimitError, NotFoundError, SpecError
from glassnet.protocol.commands import (
    Pause,
    Reset,
    SetLive,
    SetWeight,
    Start,
    Step,
    Stop,
    Unwatch,
    Watch,
)
from glassnet.protocol.frames import decode
from glassnet.protocol.views import Surface, Weights
from glassnet.runtime import keeping
from glassnet.runtime.entry import Death, Entry
from glassnet.runtime.inline import InlineExecutor
from glassnet.runtime.local import LocalExecutor
from glassnet.runtime.placements import culprit
from glassnet.runtime.pool import Pool, open_pool
from glassnet.settings import Settings
from glassnet.storage.store import Store, StoredRun
from tests.backend.runtime import stand_in
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import Page, until

HERE = str(Path(__file__).parent)
RATE = "training.optimiser.learning_rate"
Opener = Callable[..., Awaitable[Pool]]


@pytest.fixture
async def opener(tmp_path: Path) -> AsyncIterator[Opener]:
    """Opens pools on one data folder; all are closed in the end."""
    pools: list[Pool] = []

    async def opened(kind: str = "inline", **settings: Any) -> Pool:
        defaults: dict[str, Any] = {"workers": 1, "checkpoint_every_s": 0.2, "compile_timeout_s": 5.0}
        values = Settings(data_dir=tmp_path, **(defaults | settings))
        inline = InlineExecutor(values, lambda: stand_in)
        executor = inline if kind == "inline" else LocalExecutor(values, "stand_in", {"PYTHONPATH": HERE})
        pool = Pool(values, executor, Store(tmp_path / "glassnet.sqlite"))
        pools.append(pool)
        await pool.start()
        return pool

    yield opened
    for pool in pools:
        await pool.close()


@pytest.fixture
async def pool(opener: Opener) -> Pool:
    return await opener()


async def has(pool: Pool, run: str, condition: Callable[[Any], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition(await pool.get(run)):
        assert time.monotonic() < deadline, await pool.get(run)
        await asyncio.sleep(0.01)


def pids(pool: Pool) -> list[int]:
    executor: Any = pool._placements._executor
    return [executor.pid(host) for host in executor.hosts()]


# ----------------------------------------------------------------------------------------------------- everyday


async def test_starting_takes_no_time_and_the_hosts_come_later(opener: Opener) -> None:
    began = time.monotonic()
    pool = await opener("local", workers=2)
    assert time.monotonic() - began < 1.0
    assert pool.health().status == "starting"
    assert pool.devices() == []
    await until(lambda: pool.health().status == "ok")
    assert pool.health().hosts == 2
    assert [device.name for device in pool.devices()] == ["stand-in", "stand-in"]


async def test_a_run_is_made_trains_and_is_paused(pool: Pool) -> None:
    made = await pool.create(spec_with())
    assert (made.status, made.step, made.device) == ("created", 0, "")
    assert (await pool.command(made.id, Start())).status in ("queued", "running")
    await has(pool, made.id, lambda run: run.step > 100)
    began = time.monotonic()
    done = await pool.command(made.id, Pause())
    assert time.monotonic() - began < 0.1
    assert done.status == "paused"
    await has(pool, made.id, lambda run: (run.status, run.step) == ("paused", done.step))
    found = await pool.get(made.id)
    assert found.device == "stand-in"
    assert found.metrics.train.loss is not None
    assert found.metrics.test.accuracy is None


async def test_a_run_can_start_at_once(pool: Pool) -> None:
    made = await pool.create(spec_with(max_epochs=3), start=True)
    assert made.status == "queued"
    await has(pool, made.id, lambda run: run.status == "finished")
    found = await pool.get(made.id)
    assert found.step == 30
    assert found.stop_reason is not None
    assert found.stop_reason.rule == "max_epochs"
    rows = await pool.metrics(made.id)
    assert (rows.first, rows.rows["step"][0], rows.rows["step"][-1]) == (0, 0, 30)
    later = await pool.metrics(made.id, since=1)
    assert later.first == 1
    assert later.rows["step"] == rows.rows["step"][1:]


async def test_predictions_and_checkpoints(pool: Pool) -> None:
    made = await pool.create(spec_with(seed=1))
    assert await pool.predict(made.id, [[1, 2], [0.5, 0]]) == [[6.0], [1.0]]
    assert load(await pool.checkpoint(made.id))["w"].tolist() == [2.0]


async def test_what_does_not_exist_is_not_found(pool: Pool) -> None:
    for asked in (pool.get("run_x"), pool.delete("run_x"), pool.metrics("run_x"), pool.predict("run_x", [])):
        with pytest.raises(NotFoundError, match="There is no run run_x"):
            await asked
    with pytest.raises(NotFoundError):
        await pool.command("run_x", Start())
    with pytest.raises(NotFoundError):
        await pool.checkpoint("run_x")


async def test_runs_come_in_pages_as_they_are_now(pool: Pool) -> None:
    names = [(await pool.create(spec_with())).id for _ in range(5)]
    await pool.command(names[-1], Step())
    first = await pool.page(limit=2)
    assert [run.id for run in first.items] == names[:2:-1]
    assert first.items[0].step == 1
    rest = await pool.page(first.next, limit=50)
    assert [run.id for run in rest.items] == names[2::-1]
    assert rest.next is None


async def test_deleting_tells_the_followers_and_leaves_nothing(pool: Pool, tmp_path: Path) -> None:
    made = await pool.create(spec_with(), start=True)
    page = Page(pool)
    await pool.follow(page.subscriber, made.id)
    await has(pool, made.id, lambda run: run.step > 0)
    await pool.command(made.id, Pause())
    await pool.delete(made.id)
    await page.until(lambda: page.of("gone") == [{"type": "gone", "run": made.id}])
    with pytest.raises(NotFoundError):
        await pool.get(made.id)
    assert not (tmp_path / "checkpoints" / made.id).exists()
    await pool.follow(page.subscriber, made.id)
    await page.until(lambda: page.of("problem") != [])
    page.close()


@pytest.mark.fault(16)
async def test_what_is_too_large_is_refused_before_anything_happens(opener: Opener) -> None:
    pool = await opener(max_parameters=5)
    with pytest.raises(LimitError, match="needs 9 parameters; the limit of this host is 5"):
        await pool.create(spec_with())
    assert (await pool.page()).items == []


async def test_errors_of_a_run_are_told_to_the_one_who_asked(pool: Pool) -> None:
    made = await pool.create(spec_with())
    with pytest.raises(SpecError, match="no live value"):
        await pool.command(made.id, SetLive(path="training.batch_size", value=3))
    with pytest.raises(ConflictError, match="on a socket only"):
        await pool.command(made.id, Watch(view=Surface()))
    await pool.command(made.id, Stop())
    with pytest.raises(ConflictError, match="is stopped"):
        await pool.command(made.id, Start())


async def test_live_values_and_new_seeds_appear_in_the_spec(pool: Pool) -> None:
    made = await pool.create(spec_with())
    await pool.command(made.id, SetLive(path=RATE, value=0.5))
    await pool.command(made.id, Reset(same_init=False))
    spec = (await pool.get(made.id)).spec
    assert spec.training.optimiser.learning_rate == 0.5
    assert spec.training.seed == 1


@pytest.mark.fault(35)
async def test_a_command_told_twice_acts_once(pool: Pool) -> None:
    made = await pool.create(spec_with())
    both = await asyncio.gather(pool.command(made.id, Step(), "same"), pool.command(made.id, Step(), "same"))
    assert both[0] == both[1] == await pool.command(made.id, Step(), "same")
    assert both[0].step == 1
    wrong = SetLive(path="training.x", value=1.0)
    for _ in range(2):
        with pytest.raises(SpecError):
            await pool.command(made.id, wrong, "wrong")


@pytest.mark.fault(35)
async def test_commands_act_in_the_order_in_which_they_were_given(pool: Pool) -> None:
    made = await pool.create(spec_with())
    commands = [Step(), SetLive(path=RATE, value=0.5), Step(), Start(), Pause(), Step(unit="epoch"), Pause(), Step()]
    answers = await asyncio.gather(*(pool.command(made.id, command) for command in commands))
    steps = [answer.step for answer in answers]
    assert steps[:3] == [1, 1, 2]
    assert answers[3].status == "running"
    assert answers[4].status == "paused"
    assert steps[7] == steps[6] + 1
    assert steps == sorted(steps)


# ------------------------------------------------------------------------------------------------------ sockets


async def test_a_follower_gets_the_status_the_rows_and_then_what_happens(pool: Pool) -> None:
    made = await pool.create(spec_with(max_epochs=2), start=True)
    await has(pool, made.id, lambda run: run.status == "finished")
    page = Page(pool)
    await pool.follow(page.subscriber, made.id)
    await page.until(lambda: page.of("metrics") != [])
    assert page.events[0]["type"] == "status"
    assert page.events[0]["status"] == "finished"
    whole = page.of("metrics")[0]
    assert whole["rows"]["step"][-1] == 20
    await pool.tell(page.subscriber, made.id, "one", Reset())
    await page.until(lambda: page.of("done") != [])
    await page.until(lambda: page.status["step"] == 0)
    assert page.of("done")[0] == {"type": "done", "id": "one", "run": made.id, "step": 0, "status": "paused"}
    assert page.of("metrics")[-1]["history"] > whole["history"]
    page.close()


async def test_no_row_is_missed_or_told_twice_whenever_one_begins_to_follow(pool: Pool) -> None:
    made = await pool.create(spec_with(), start=True)
    pages = []
    for _ in range(6):
        page = Page(pool)
        await pool.follow(page.subscriber, made.id)
        pages.append(page)
        await asyncio.sleep(0.15)
    done = await pool.command(made.id, Pause())
    for page in pages:
        await page.until(lambda page=page: page.status["step"] == done.step)  # type: ignore[misc]
    whole = (await pool.metrics(made.id)).rows["step"]
    for page in pages:
        rows: list[float] = []
        for event in page.of("metrics"):
            assert event["first"] == len(rows)
            rows += event["rows"].get("step", [])
        assert rows == whole
        page.close()


async def test_a_view_is_shown_to_those_who_watch_and_made_for_nobody_else(pool: Pool) -> None:
    made = await pool.create(spec_with())
    watcher, follower = Page(pool), Page(pool)
    for page in (watcher, follower):
        await pool.follow(page.subscriber, made.id)
    await pool.tell(watcher.subscriber, made.id, "w", Watch(view=Weights()))
    await watcher.until(lambda: watcher.binary != [])
    assert decode(watcher.binary[0])[0].header.view == "weights"
    await pool.tell(watcher.subscriber, made.id, "s", SetWeight(node="h1", name="weight", index=[0], value=3.0))
    await watcher.until(lambda: decode(watcher.binary[-1])[0].tensors["w"].array[0] == 3.0)
    await follower.until(lambda: follower.of("live") != [])
    late = Page(pool)
    await pool.follow(late.subscriber, made.id)
    await pool.tell(late.subscriber, made.id, "w", Watch(view=Weights()))
    await late.until(lambda: late.binary != [])
    assert decode(late.binary[0])[0].tensors["w"].array[0] == 3.0
    assert follower.binary == []
    late.close()
    await pool.tell(watcher.subscriber, made.id, "u", Unwatch(view="weights"))
    await pool.command(made.id, Step())
    entry = pool._entries[made.id]
    assert entry.views() == []
    seen = len(watcher.binary)
    await pool.command(made.id, Start())
    await asyncio.sleep(0.2)
    assert len(watcher.binary) == seen
    assert all(message.kind != "frame" for message in entry.replay.messages())
    watcher.close()
    follower.close()


async def test_watches_of_several_sockets_are_united(pool: Pool) -> None:
    made = await pool.create(spec_with())
    one, two = Page(pool), Page(pool)
    for page in (one, two):
        await pool.follow(page.subscriber, made.id)
    await pool.tell(one.subscriber, made.id, "a", Watch(view=Surface(size=50), rate_hz=5))
    await pool.tell(two.subscriber, made.id, "b", Watch(view=Surface(size=100), rate_hz=2))
    await pool.tell(two.subscriber, made.id, "c", Watch(view=Weights(), rate_hz=1))
    views = {view["kind"]: (view.get("size"), rate) for view, rate in pool._entries[made.id].views()}
    assert views == {"surface": (100, 5), "weights": (None, 1)}
    two.close()
    views = {view["kind"]: (view.get("size"), rate) for view, rate in pool._entries[made.id].views()}
    assert views == {"surface": (50, 5)}
    pool.unfollow(one.subscriber, made.id)
    assert pool._entries[made.id].views() == []
    one.close()


async def test_problems_of_a_socket_go_to_the_socket(pool: Pool) -> None:
    made = await pool.create(spec_with())
    page = Page(pool)
    await pool.follow(page.subscriber, "run_x")
    await pool.tell(page.subscriber, "run_x", "a", Start())
    await pool.tell(page.subscriber, made.id, "b", Watch(view=Surface()))
    await pool.tell(page.subscriber, made.id, "c", SetLive(path="training.x", value=1.0))
    await page.until(lambda: len(page.of("problem")) == 4)
    told = [(event["id"], event["code"]) for event in page.of("problem")]
    assert told == [(None, "no_such_run"), ("a", "no_such_run"), ("b", "not_followed"), ("c", "live_path")]
    assert page.of("problem")[3]["where"] == "training.x"
    page.close()


@pytest.mark.fault(21)
@pytest.mark.fault(45)
async def test_a_tab_that_does_not_paint_gets_two_frames_and_slows_nobody(pool: Pool) -> None:
    made = await pool.create(spec_with(), start=True)
    stuck, living = Page(pool, paints=False), Page(pool)
    for page in (stuck, living):
        await pool.follow(page.subscriber, made.id)
        await pool.tell(page.subscriber, made.id, "w", Watch(view=Weights(), rate_hz=60))
    await living.until(lambda: len(living.binary) > 15)
    assert len(stuck.binary) == 2
    assert (await pool.get(made.id)).step > 1000
    stuck.paints = True
    stuck.subscriber.painted(2)
    await stuck.until(lambda: len(stuck.binary) > 3)
    last = decode(stuck.binary[2])[0].header
    assert last.step > decode(stuck.binary[1])[0].header.step
    stuck.close()
    living.close()


async def test_who_left_while_being_let_in_is_not_kept(pool: Pool) -> None:
    made = await pool.create(spec_with())
    subscriber = pool.attach()
    following = asyncio.create_task(pool.follow(subscriber, made.id))
    await asyncio.sleep(0)
    pool.detach(subscriber)
    await following
    assert pool._entries[made.id].followers == set()


# ------------------------------------------------------------------------------------------------------- faults


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
    assert time.monotonic() - began < 5.0
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
    await has(pool, bad.id, lambda run: run.status == "failed", 30.0)
    found = await pool.get(bad.id)
    assert found.stop_reason is not None
    assert found.stop_reason.rule == "failed"
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
    assert time.monotonic() - began < 10.0
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
    store = Store(tmp_path / "glassnet.sqlite")  # as another process would find it after a kill
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


# --------------------------------------------------------------------------------------------------------- room


async def test_the_oldest_ended_runs_make_room(opener: Opener) -> None:
    pool = await opener(max_runs=3)
    names = [(await pool.create(spec_with())).id for _ in range(3)]
    await pool.command(names[1], Stop())
    await has(pool, names[1], lambda run: run.status == "stopped")
    newest = await pool.create(spec_with())
    assert {run.id for run in (await pool.page()).items} == {names[0], names[2], newest.id}
    last = await pool.create(spec_with())
    assert {run.id for run in (await pool.page()).items} == {names[2], newest.id, last.id}


async def test_runs_in_use_make_no_room(opener: Opener) -> None:
    pool = await opener(max_runs=2)
    for _ in range(2):
        made = await pool.create(spec_with(), start=True)
        await has(pool, made.id, lambda run: run.status == "running")
    await asyncio.sleep(0.1)
    with pytest.raises(BusyError, match="2 runs are kept and all are in use"):
        await pool.create(spec_with())


async def test_idle_runs_leave_the_workers_and_come_back_as_they_were(opener: Opener) -> None:
    pool = await opener(max_live_runs=2)
    first = await pool.create(spec_with())
    await pool.command(first.id, SetWeight(node="h1", name="weight", index=[0], value=7.0))
    second = await pool.create(spec_with(), start=True)
    await has(pool, second.id, lambda run: run.status == "running")
    third = await pool.create(spec_with(), start=True)
    assert pool._entries[first.id].host is None
    await has(pool, third.id, lambda run: run.status == "running")
    with pytest.raises(BusyError, match="2 runs are being worked on"):
        await pool.create(spec_with())
    await pool.command(third.id, Pause())
    assert (await pool.command(first.id, Step())).step == 1
    assert load(await pool.checkpoint(first.id))["w"][0] == pytest.approx(7.0, rel=1e-3)


async def test_what_nobody_uses_leaves_the_memory(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "IDLE_S", 0.1)
    monkeypatch.setattr(keeping, "WRITE_S", 0.05)
    pool = await opener()
    made = await pool.create(spec_with())
    followed = await pool.create(spec_with())
    page = Page(pool)
    await pool.follow(page.subscriber, followed.id)
    await pool.command(made.id, Step())
    await until(lambda: made.id not in pool._entries)
    assert followed.id in pool._entries
    assert (await pool.get(made.id)).step == 1
    assert (await pool.command(made.id, Step())).step == 2
    page.close()


async def test_a_database_that_is_locked_for_a_while_loses_nothing(pool: Pool, tmp_path: Path) -> None:
    made = await pool.create(spec_with(), start=True)
    await has(pool, made.id, lambda run: run.step > 0)
    store: Any = pool._store
    write = store.write

    async def locked(*args: Any) -> None:
        raise keeping.UnavailableError("database", "locked")

    store.write = locked
    await asyncio.sleep(1.2)
    done = await pool.command(made.id, Pause())
    store.write = write
    await has(pool, made.id, lambda run: run.status == "paused" and run.step == done.step)
    steps = (await pool.metrics(made.id)).rows["step"]
    assert steps[0] == 0
    assert steps[-1] == done.step


def test_the_settings_choose_the_executor(tmp_path: Path) -> None:
    for kind, expected in [("inline", InlineExecutor), ("local", LocalExecutor)]:
        pool = open_pool(Settings(data_dir=tmp_path, executor=kind))
        assert isinstance(pool._placements._executor, expected)
        assert pool.health().status == "starting"
