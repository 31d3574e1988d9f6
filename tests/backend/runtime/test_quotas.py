"""What a user of a hosted server may use, and runs that nobody looks at."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from glassnet.errors import BusyError, FullError, LimitError
from glassnet.protocol.commands import Pause, Start, Step
from glassnet.runtime import quotas as module
from glassnet.runtime.idling import Idling
from glassnet.runtime.pool import Pool
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import Opener, Page, has, until

HOSTED: dict[str, Any] = {"hosted": True, "idle_pause_s": 0}


def idling(pool: Pool) -> Idling:
    return pool._idling


async def test_ones_own_plain_runs_make_room_and_nobody_elses(opener: Opener) -> None:
    pool = await opener(**HOSTED, max_runs_per_user=2)
    theirs = (await pool.create(spec_with(), user="ben")).id
    mine = [(await pool.create(spec_with(), user="anna")).id for _ in range(3)]
    assert {run.id for run in (await pool.page()).items} == {theirs, *mine[1:]}
    for run in mine[1:]:
        await pool._store.edit(run, title="Keep this")
    with pytest.raises(BusyError, match="2 of your runs are kept and all are in use; that is the limit"):
        await pool.create(spec_with(), user="anna")


@pytest.mark.fault(3)
async def test_many_new_runs_at_once_keep_within_the_limit(opener: Opener) -> None:
    pool = await opener(**HOSTED, max_runs_per_user=3)
    made = await asyncio.gather(*(pool.create(spec_with(), user="anna") for _ in range(9)))
    kept = {run.id for run in (await pool.page()).items}
    assert len(kept) == 3
    assert kept < {run.id for run in made}
    for run in kept:
        await pool._store.edit(run, title="Keep this")
    refused = await asyncio.gather(*(pool.create(spec_with(), user="anna") for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in refused] == [BusyError] * 3
    assert {run.id for run in (await pool.page()).items} == kept


async def test_who_has_far_more_runs_than_the_limit_gets_back_within_it(opener: Opener) -> None:
    pool = await opener(**HOSTED, max_runs_per_user=20)
    for _ in range(9):
        await pool.create(spec_with(), user="anna")
    await pool.close()
    pool = await opener(**HOSTED, max_runs_per_user=2)
    newest = [(await pool.create(spec_with(), user="anna")).id for _ in range(2)]
    assert {run.id for run in (await pool.page()).items} == set(newest)


async def test_nothing_is_deleted_for_a_run_that_cannot_be_kept(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = await opener(**HOSTED, max_runs_per_user=1)
    only = (await pool.create(spec_with(), user="anna")).id

    async def full(run: Any) -> None:
        raise FullError()

    monkeypatch.setattr(pool._store, "add", full)
    with pytest.raises(FullError):
        await pool.create(spec_with(), user="anna")
    assert [run.id for run in (await pool.page()).items] == [only]


async def test_a_full_storage_refuses_with_what_is_used(
    opener: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "SIZE_KNOWN_S", 0.0)
    pool = await opener(**HOSTED, max_storage_bytes_per_user=1 << 20)
    made = await pool.create(spec_with(), user="anna")
    await pool.command(made.id, Step())
    await until(lambda: (tmp_path / "checkpoints" / made.id).is_dir())
    (tmp_path / "checkpoints" / made.id / "large").write_bytes(bytes(2 << 20))
    with pytest.raises(LimitError, match=r"take 2\.1 MB; the limit is 1\.0 MB"):
        await pool.create(spec_with(), user="anna")
    with pytest.raises(LimitError, match=r"0\.6 MB more are wanted"):
        await pool.quotas.check_storage("anna", 600_000)
    await pool.create(spec_with(), user="ben")
    await pool.delete(made.id)
    await pool.create(spec_with(), user="anna")


async def test_a_spent_day_pauses_and_refuses_and_says_so(opener: Opener) -> None:
    pool = await opener(**HOSTED, max_training_s_per_day=0.3)
    made = await pool.create(spec_with(), start=True, user="anna")
    await until(lambda: pool._placements.loads.unwritten_s("anna") > 0.3)
    await pool.quotas.write()
    assert await pool.quotas.trained_s("anna") > 0.3
    await idling(pool).look()
    await has(pool, made.id, lambda run: run.status == "paused")
    reason = (await pool.get(made.id)).stop_reason
    assert reason is not None
    assert reason.rule == "spent"
    assert "the limit is 0 s a day" in reason.detail
    for command in (Start(), Step()):
        with pytest.raises(BusyError, match="of processor time today"):
            await pool.command(made.id, command)
    with pytest.raises(BusyError):
        await pool.create(spec_with(), start=True, user="anna")
    await pool.create(spec_with(), start=True, user="ben")
    used, limits = await pool.quotas.used("anna"), pool.quotas.limits()
    assert used.training_s is not None
    assert limits.training_s == 0.3
    assert used.training_s > limits.training_s
    assert used.live_runs == 1


async def test_what_nobody_looks_at_pauses_and_is_not_lost(opener: Opener) -> None:
    pool = await opener(hosted=True, idle_pause_s=0.4)
    alone = (await pool.create(spec_with(), start=True, user="anna")).id
    watched = (await pool.create(spec_with(), start=True, user="ben")).id
    page = Page(pool)
    await pool.follow(page.subscriber, watched)
    await until(lambda: pool._entries[alone].status == "paused")
    assert pool._entries[watched].status == "running"
    stopped_at = pool._entries[alone].stored.step
    assert stopped_at > 0
    late = Page(pool)
    await pool.follow(late.subscriber, alone)
    await late.until(lambda: bool(late.of("status")))
    reason = late.status["stop_reason"]
    assert reason["rule"] == "idle"
    assert reason["hint"] == "Press play to go on."
    await pool.command(alone, Start())
    await late.until(lambda: late.status["status"] == "running" and late.status["stop_reason"] is None)
    assert late.status["step"] >= stopped_at
    page.close()
    late.close()


async def test_a_pause_for_idling_is_known_after_the_server_restarts(opener: Opener) -> None:
    pool = await opener(hosted=True, idle_pause_s=0.3)
    made = (await pool.create(spec_with(), start=True, user="anna")).id
    await until(lambda: pool._entries[made].status == "paused")
    step = pool._entries[made].stored.step
    await pool.close()
    again = await opener(hosted=True, idle_pause_s=0.3)
    found = await again.get(made)
    assert (found.status, found.step) == ("paused", step)
    assert found.stop_reason is not None
    assert found.stop_reason.rule == "idle"
    page = Page(again)
    await again.follow(page.subscriber, made)
    await again.command(made, Step())
    assert (await again.get(made)).step == step + 1
    page.close()


async def test_asking_is_looking(opener: Opener) -> None:
    pool = await opener(hosted=True, idle_pause_s=0.5)
    made = (await pool.create(spec_with(), start=True, user="anna")).id
    for _ in range(12):
        await asyncio.sleep(0.1)
        assert (await pool.get(made)).status != "paused"


async def test_a_laptop_has_no_quotas(opener: Opener) -> None:
    pool = await opener()
    assert pool._settings.idle_pause_s == 0
    made = await pool.create(spec_with(), start=True)
    await has(pool, made.id, lambda run: run.step > 0)
    await pool.quotas.check_storage("local", 1 << 60)
    assert await pool.quotas.trained_s("local") == 0.0
    assert (await pool.command(made.id, Pause())).status == "paused"
