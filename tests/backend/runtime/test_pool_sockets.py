"""What the sockets of a pool are sent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from glassnet.protocol.commands import Pause, Reset, SetLive, SetWeight, Start, Step, Unwatch, Watch
from glassnet.protocol.frames import decode
from glassnet.protocol.views import Surface, Weights
from glassnet.runtime.keeping import IDLE_S
from glassnet.runtime.pool import Pool
from glassnet.storage.store import RowBatch
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import Page, has


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


async def test_a_run_is_not_put_away_while_somebody_begins_to_follow_it(pool: Pool) -> None:
    made = await pool.create(spec_with())
    await has(pool, made.id, lambda run: pool._entries[made.id].host is not None)
    entry = pool._entries[made.id]
    entry.used_at -= 2 * IDLE_S
    rows = pool._following._rows

    async def slowly(*asked: Any) -> RowBatch:
        for _ in range(2):  # first from its worker, then from the server
            await pool._keeping.write(entry)
            await pool._keeping._put_away()
        return await rows(*asked)

    pool._following._rows = slowly
    page = Page(pool)
    await pool.follow(page.subscriber, made.id)
    await pool.command(made.id, Step())
    await page.until(lambda: page.status["step"] == 1)
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
