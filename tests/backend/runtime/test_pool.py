"""What a pool does on an ordinary day."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from safetensors.numpy import load

from glassnet.errors import BusyError, ConflictError, LimitError, NotFoundError, SpecError, UnavailableError
from glassnet.protocol.commands import Pause, Reset, SetLive, SetWeight, Start, Step, Stop, Watch
from glassnet.protocol.views import Surface
from glassnet.runtime import keeping
from glassnet.runtime.inline import InlineExecutor
from glassnet.runtime.local import LocalExecutor
from glassnet.runtime.pool import Pool, open_pool
from glassnet.settings import Settings
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import RATE, Opener, Page, has, until


async def test_starting_takes_no_time_and_the_hosts_come_later(opener: Opener) -> None:
    pool = await opener("local", workers=2)
    assert pool.health().status == "starting"
    assert pool.devices() == []
    await until(lambda: pool.health().status == "ok")
    assert pool.health().hosts == 2
    assert [device.name for device in pool.devices()] == ["stand-in", "stand-in"]


async def test_a_run_is_made_trains_and_is_paused(pool: Pool) -> None:
    made = await pool.create(spec_with())
    assert (made.status, made.step, made.device) == ("created", 0, "")
    assert (await pool.command(made.id, Start())).status in ("queued", "compiling", "running")
    await has(pool, made.id, lambda run: run.step > 100)
    for _ in range(5):
        await pool.command(made.id, Start())
        done = await pool.command(made.id, Pause())
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
    late = await pool.create(spec_with("slow_predict", seed=1))
    assert await pool.predict(late.id, [[1, 2]]) == [[6.0]], "it is asked until what predicts is compiled"


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
    await has(pool, third.id, lambda run: run.status == "running")
    assert pool._entries[first.id].host is None
    fourth = await pool.create(spec_with())
    with pytest.raises(BusyError, match="2 runs are being worked on"):
        await pool.command(fourth.id, Step())
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
        raise UnavailableError("database", "locked")

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
