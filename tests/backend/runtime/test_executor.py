"""One suite over every executor, then what is particular to worker processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from glassnet.errors import GlassnetError, NotFoundError, SpecError
from glassnet.runtime import local, placements, ray_executor, ray_slot
from glassnet.runtime.calls import Answer, Place, Predict, Show, Tell, Weights
from glassnet.runtime.executor import HostEvent, HostLost, Late
from glassnet.runtime.inline import InlineExecutor
from glassnet.runtime.local import LocalExecutor
from glassnet.runtime.ray_cluster import ENVIRONMENT, Cluster
from glassnet.runtime.ray_executor import RayExecutor
from glassnet.settings import Settings
from tests.backend.runtime import stand_in
from tests.backend.runtime.world import until

HERE = str(Path(__file__).parent)
AnyExecutor = InlineExecutor | LocalExecutor | RayExecutor


class OneForAll(Cluster):
    """A cluster that takes seconds to start, and so serves one test after another."""

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    opened = OneForAll(processors=2)
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as beside:
        for name in ENVIRONMENT:
            patch.setenv(name, "")  # so that what is set by starting is taken back
            patch.delenv(name)
        beside.submit(opened.open).result()  # in the main thread Ray would take over the signals
        yield opened
        Cluster.close(opened)


Make = Callable[..., AnyExecutor]


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    def made(kind: str, workers: int = 1) -> AnyExecutor:
        values = Settings(data_dir=tmp_path, workers=workers)
        if kind == "inline":
            return InlineExecutor(values, lambda: stand_in)
        if kind == "local":
            return LocalExecutor(values, "stand_in", {"PYTHONPATH": HERE})
        cluster = request.getfixturevalue("cluster")
        return RayExecutor(values, cluster, "stand_in", {"PYTHONPATH": HERE}, most=workers)

    return made


@pytest.fixture(params=["inline", "local", "ray"])
async def executor(request: pytest.FixtureRequest, make: Make) -> AsyncIterator[AnyExecutor]:
    executor = make(request.param)
    await executor.start()
    yield executor
    await executor.close()


@pytest.fixture
async def processes(make: Make) -> AsyncIterator[LocalExecutor]:
    executor = make("local")
    assert isinstance(executor, LocalExecutor)
    await executor.start()
    yield executor
    await executor.close()


async def event(executor: AnyExecutor, seconds: float = 20.0) -> HostEvent:
    return await asyncio.wait_for(executor.events.get(), seconds)


def place(run: str, *nodes: str, **fields: Any) -> Place:
    return Place(run, 1, user="u", spec=stand_in.spec_with(*nodes).model_dump(mode="json"), **fields)


async def test_a_host_joins_and_carries_calls(executor: AnyExecutor) -> None:
    joined = await event(executor)
    assert (joined.kind, joined.device) == ("joined", "stand-in")
    assert executor.hosts() == [joined.host]
    assert await executor.call(joined.host, place("a"), 5.0) is None
    answer = await executor.call(joined.host, Tell("a", 1, "id", {"type": "step"}), 5.0)
    assert isinstance(answer, Answer)
    assert (answer.step, answer.status) == (1, "paused")
    outputs = await executor.call(joined.host, Predict("a", 1, [[1.0, 1.0]]), 5.0)
    assert outputs[0][0] == pytest.approx(2.0, rel=1e-3)
    assert isinstance(await executor.call(joined.host, Weights("a", 1), 5.0), bytes)


async def test_errors_arrive_as_what_they_are(executor: AnyExecutor) -> None:
    host = (await event(executor)).host
    await executor.call(host, place("a"), 5.0)
    live = {"type": "set_live", "path": "training.x", "value": 1}
    with pytest.raises(SpecError, match="no live value") as caught:
        await executor.call(host, Tell("a", 1, "id", live), 5.0)
    assert caught.value.where == "training.x"
    with pytest.raises(NotFoundError):
        await executor.call(host, Weights("b", 1), 5.0)


async def test_a_poll_waits_for_news_and_gives_them_again_until_acknowledged(executor: AnyExecutor) -> None:
    host = (await event(executor)).host
    poll = await executor.poll(host, 0, 0.3)
    assert poll.messages == []
    await executor.call(host, place("a", "bad_compile"), 5.0)
    kinds: list[str] = []
    while "problem" not in kinds:
        kinds += [message.kind for message in (await executor.poll(host, 0, 1.0)).messages]
    poll = await executor.poll(host, 0, 1.0)
    assert "problem" in [message.kind for message in poll.messages]
    assert (await executor.poll(host, poll.cursor, 0.0)).messages == []


async def test_frames_arrive_as_they_were_made(executor: AnyExecutor) -> None:
    host = (await event(executor)).host
    await executor.call(host, place("a"), 5.0)
    await executor.call(host, Show("a", 1, [({"kind": "weights"}, 20.0)]), 5.0)
    cursor, frames = 0, []
    while not frames:
        poll = await executor.poll(host, cursor, 1.0)
        cursor = poll.cursor
        frames = [message for message in poll.messages if message.kind == "frame"]
    assert frames[0].key == "a/frame/weights"
    assert len(frames[0].data) % 8 == 0


async def test_a_call_that_takes_too_long_is_late(executor: AnyExecutor) -> None:
    host = (await event(executor)).host
    await executor.call(host, place("a", "slow_compile"), 5.0)
    with pytest.raises(Late, match=r"did not answer within 0\.1 s"):
        await executor.call(host, Predict("a", 1, [[0.0, 0.0]]), 0.1)
    assert await executor.call(host, Predict("a", 1, [[0.0, 0.0]]), 5.0) == [[0.0]]


async def test_calls_and_polls_go_on_at_the_same_time(executor: AnyExecutor) -> None:
    host = (await event(executor)).host
    poll = asyncio.create_task(executor.poll(host, 0, 30.0))
    await asyncio.sleep(0.05)
    await executor.call(host, place("a"), 5.0)
    assert (await poll).messages != []


async def test_a_killed_host_is_told_with_what_it_was_doing_and_replaced(executor: AnyExecutor) -> None:
    host = (await event(executor)).host
    await executor.call(host, place("a", "slow_update", status="queued"), 5.0)
    await until(lambda: executor.hosts() == [host])
    waiting = asyncio.create_task(executor.poll(host, 10**9, 30.0))
    await asyncio.sleep(0.3)
    executor.kill(host, "for a test")
    lost = await event(executor)
    assert (lost.kind, lost.host) == ("lost", host)
    assert "for a test" in lost.why
    assert lost.blamed in [("a",), ()]  # between two turns it works on nothing
    with pytest.raises(HostLost):
        await waiting
    with pytest.raises(HostLost):
        await executor.call(host, Weights("a", 1), 1.0)
    with pytest.raises(HostLost):
        await executor.poll(host, 0, 1.0)
    fresh = await event(executor)
    assert fresh.kind == "joined"
    assert fresh.host != host
    with pytest.raises(NotFoundError):
        await executor.call(fresh.host, Weights("a", 1), 5.0)
    executor.kill(host, "twice is fine")


async def test_as_many_hosts_as_wanted(make: Make) -> None:
    for kind in ("inline", "local", "ray"):
        executor = make(kind, workers=2)
        await executor.start()
        names = {(await event(executor)).host, (await event(executor)).host}
        assert set(executor.hosts()) == names
        assert len(names) == 2
        await executor.close()


# ---------------------------------------------------------------------------------------- processes in particular


@pytest.mark.fault(1)
async def test_a_host_killed_by_the_system_is_noticed_at_once(processes: LocalExecutor) -> None:
    host = (await event(processes)).host
    await processes.call(host, place("a", "slow_update", status="queued"), 5.0)
    asked = asyncio.create_task(processes.call(host, place("b", "slow_compile"), 5.0))
    waiting = asyncio.create_task(processes.poll(host, 10**9, 30.0))
    await asked
    await asyncio.sleep(0.2)
    os.kill(processes.pid(host), signal.SIGKILL)
    lost = await event(processes)
    assert lost.why == "it closed its connection (SIGKILL)"
    assert "b" in lost.blamed
    with pytest.raises(HostLost):
        await waiting


@pytest.mark.fault(1)
async def test_a_warm_spare_takes_over_in_no_time(processes: LocalExecutor) -> None:
    host = (await event(processes)).host
    await until(lambda: sum(child.ready for child in processes._children.values()) == 2)
    os.kill(processes.pid(host), signal.SIGKILL)
    assert (await event(processes)).kind == "lost"
    assert (await event(processes)).kind == "joined"


@pytest.mark.fault(19)
async def test_a_host_that_aborts_blames_the_run_it_was_compiling(processes: LocalExecutor) -> None:
    host = (await event(processes)).host
    with contextlib.suppress(HostLost):  # it may die before or after it answers
        await processes.call(host, place("a", "crash_compile"), 5.0)
    lost = await event(processes)
    assert lost.blamed == ("a",)
    assert "SIGABRT" in lost.why


@pytest.mark.fault(44)
async def test_a_host_that_stays_silent_is_killed_and_replaced(
    processes: LocalExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "SILENT_S", 0.5)
    host = (await event(processes)).host
    os.kill(processes.pid(host), signal.SIGSTOP)
    with pytest.raises(HostLost):
        await processes.poll(host, 0, 0.2)
    lost = await event(processes)
    assert (lost.kind, lost.why) == ("lost", "it did not answer (SIGKILL)")
    assert (await event(processes)).kind == "joined"


async def test_a_worker_ignores_ctrl_c(processes: LocalExecutor) -> None:
    host = (await event(processes)).host
    os.kill(processes.pid(host), signal.SIGINT)
    await asyncio.sleep(0.2)
    assert await processes.call(host, place("a"), 5.0) is None


async def test_closing_leaves_no_process_behind(make: Make) -> None:
    executor = make("local")
    assert isinstance(executor, LocalExecutor)
    await executor.start()
    await event(executor)
    pids = [child.pid for child in executor._children.values()]
    await executor.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.fault(2)
def test_workers_end_when_the_server_is_killed(tmp_path: Path) -> None:
    program = f"""
import asyncio, sys
sys.path.insert(0, {HERE!r})
from pathlib import Path
from glassnet.runtime.local import LocalExecutor
from glassnet.settings import Settings

async def main():
    settings = Settings(data_dir=Path({str(tmp_path)!r}), workers=1)
    executor = LocalExecutor(settings, "stand_in", {{"PYTHONPATH": {HERE!r}}})
    await executor.start()
    host = (await executor.events.get()).host
    print(executor.pid(host), flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        worker = int(server.stdout.readline())
        server.kill()
        deadline = time.monotonic() + 5.0
        while _alive(worker):
            assert time.monotonic() < deadline
            time.sleep(0.02)


def _alive(pid: int) -> bool:
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


async def test_a_worker_that_cannot_start_is_tried_again_with_patience(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "RETRY_S", (0.0, 0.1, 30.0))
    executor = LocalExecutor(Settings(data_dir=tmp_path, workers=1), "no_such_engine")
    await executor.start()
    await until(lambda: executor._failures >= 2)
    await asyncio.sleep(0.3)
    assert executor._failures == 2
    assert executor.hosts() == []
    assert executor.events.empty()
    await executor.close()


# ------------------------------------------------------------------------------------------ a cluster in particular


@pytest.fixture
async def nodes(make: Make) -> AsyncIterator[RayExecutor]:
    executor = make("ray")
    assert isinstance(executor, RayExecutor)
    await executor.start()
    yield executor
    await executor.close()


def slot_of(executor: RayExecutor) -> Any:
    """The actor of the only slot."""
    (slot,) = executor._slots
    return slot


@pytest.mark.fault(1)
async def test_a_slot_that_is_gone_is_noticed_at_once_and_replaced(nodes: RayExecutor) -> None:
    host = (await event(nodes)).host
    waiting = asyncio.create_task(nodes.poll(host, 10**9, 30.0))
    await asyncio.sleep(0.1)
    nodes._cluster.end(slot_of(nodes))
    with pytest.raises(HostLost):
        await waiting
    lost = await event(nodes)
    assert (lost.kind, lost.host) == ("lost", host)
    assert "its node is gone" in lost.why
    fresh = await event(nodes)
    assert (fresh.kind, fresh.host != host) == ("joined", True)
    assert await nodes.call(fresh.host, place("a"), 5.0) is None


@pytest.mark.fault(26)
async def test_a_node_that_stays_silent_is_given_up_after_its_lease(
    nodes: RayExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ray_executor.HEARTBEAT_S + ray_slot.LEASE_S < ray_executor.SILENT_S <= 5.0 - placements.POLL_S
    monkeypatch.setattr(ray_executor, "SILENT_S", -0.9)  # as if the way to it were cut: no answer comes in time
    host = (await event(nodes)).host
    slot = slot_of(nodes)
    monkeypatch.setattr(nodes._cluster, "end", lambda actor: None)  # nor does the order to end arrive
    with pytest.raises(HostLost):
        await nodes.poll(host, 10**9, 1.0)
    assert (await event(nodes)).why == "its node did not answer"
    monkeypatch.undo()
    with contextlib.suppress(*nodes._cluster.gone):  # nobody polls it any more, so that it ends by itself
        while True:
            await slot.event.remote()


async def test_a_node_without_the_data_folder_of_the_server_is_refused(tmp_path: Path) -> None:
    (tmp_path / ray_slot.FOLDER_MARK).write_text("another server's")
    with pytest.raises(GlassnetError, match="does not share the server's data folder"):
        ray_slot.require_shared(tmp_path, "this server's")
    with pytest.raises(GlassnetError, match="does not share"):
        ray_slot.require_shared(tmp_path / "elsewhere", "this server's")


@pytest.mark.fault(28)
def test_a_wrong_token_is_told_by_the_name_of_its_variable(cluster: Cluster) -> None:
    import ray

    head = ray.get_runtime_context().gcs_address
    wrong = {**os.environ, "RAY_AUTH_TOKEN": "wrong"}
    command = [sys.executable, "-m", "glassnet.cli", "worker", "--head", head]
    told = subprocess.run(command, env=wrong, capture_output=True, text=True, timeout=20, check=False)
    assert told.returncode == 1
    assert f"The head at {head} does not take the token in RAY_AUTH_TOKEN" in told.stderr
