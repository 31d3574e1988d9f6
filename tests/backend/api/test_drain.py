"""The end of a real server, and what becomes of a class when it comes back."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import websockets

from glassnet.protocol.socket import SUBPROTOCOL
from glassnet.spec.templates import TEMPLATES
from tests.serving import Server, serving, until_workers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
LEFT_S = 15
STUDENTS = 30


def spec() -> dict[str, Any]:
    wanted = TEMPLATES[0].spec.model_dump(mode="json")
    wanted["training"] |= {"max_epochs": None, "stop_below": None}
    return wanted


def until_running(server: Server, run: str) -> int:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = httpx.get(f"{server.api}/runs/{run}", timeout=30).json()
        if found["status"] == "running" and found["step"] > 0:
            return int(found["step"])
        time.sleep(0.05)
    raise TimeoutError(found)


def ended(pid: int) -> bool:
    """Whether a child of ours has ended; it is left for who waits for it."""
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


async def until_closed(server: Server, run: str) -> tuple[int, float]:
    """The close code that a socket gets when the server is told to end, and when its time is over (monotonic s)."""
    async with websockets.connect(
        f"ws://{server.address}/api/v1/socket", subprotocols=[websockets.Subprotocol(SUBPROTOCOL)], max_size=None
    ) as tab:
        await tab.send(json.dumps({"type": "follow", "run": run}))
        watch = {"type": "watch", "view": {"kind": "surface"}}
        await tab.send(json.dumps({"type": "tell", "id": "w", "run": run, "command": watch}))
        await tab.recv()
        os.kill(server.pid, signal.SIGTERM)
        end = time.monotonic() + LEFT_S
        async with asyncio.timeout(LEFT_S):
            try:
                while True:
                    await tab.recv()
            except websockets.ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 1006, end


@pytest.mark.fault(43)
def test_a_server_that_is_told_to_end_saves_everything_and_says_come_again(tmp_path: Path) -> None:
    with serving(workers=1, data=tmp_path) as server:
        until_workers(server)
        assert httpx.get(f"{server.api}/ready").status_code == 200
        run = httpx.post(f"{server.api}/runs", params={"start": "true"}, json=spec(), timeout=60).json()["id"]
        step = until_running(server, run)
        code, end = asyncio.run(until_closed(server, run))
        assert code == 1012
        while not ended(server.pid):
            assert time.monotonic() < end, "the server did not end in time"
            time.sleep(0.05)
    manifests = sorted((tmp_path / "checkpoints" / run).glob("*.json"))
    saved = json.loads(manifests[-1].read_text())["manifest"]["trainer"]["step"]
    assert saved >= step
    with serving(workers=1, data=tmp_path) as again:
        until_workers(again)
        assert until_running(again, run) >= saved


@pytest.mark.fault(2)
@pytest.mark.fault(25)
def test_a_class_that_comes_back_at_once_after_a_crash_finds_its_runs_once_each(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(serving(workers=2, data=tmp_path))
        until_workers(server, 2)
        with httpx.Client(base_url=server.api, timeout=60) as rest:
            runs = [rest.post("/runs", params={"start": "true"}, json=spec()).json()["id"] for _ in range(STUDENTS)]
            steps = {run: until_running(server, run) for run in runs}
            project = rest.post("/projects", json={"title": "Mine", "document": {"spec": spec()}}).json()
            edit = {"version": project["version"], "document": {"spec": spec(), "drawing": {"out": [1.0, 2.0]}}}
            saved = rest.put(f"/projects/{project['id']}", json=edit).json()
            assert saved["document"] == edit["document"]
        told = asyncio.run(everybody_comes_back(server, runs, lambda: killed_and_started(server, stack, tmp_path)))
        again = told.server
        assert told.lost == STUDENTS, "all were there when it died"
        assert set(told.steps) == set(runs)
        with httpx.Client(base_url=again.api, timeout=60) as rest:
            listed = rest.get("/runs", params={"limit": 200}).json()["items"]
            assert sorted(run["id"] for run in listed) == sorted(runs)
            assert all(run["status"] in ("running", "queued", "compiling") for run in listed)
            assert any(run["step"] > steps[run["id"]] / 4 for run in listed)
            found = rest.get(f"/projects/{project['id']}").json()
            assert (found["document"], found["version"]) == (saved["document"], saved["version"])
            end = time.monotonic() + 60
            while sum(worker["training"] for worker in rest.get("/admin/load").json()["workers"]) != STUDENTS:
                assert time.monotonic() < end, "every run trains on one worker, not on two"
                time.sleep(0.2)


def killed_and_started(server: Server, stack: contextlib.ExitStack, data: Path) -> Server:
    """The server dies without a word, and another one is started in its place."""
    os.kill(server.pid, signal.SIGKILL)
    end = time.monotonic() + LEFT_S
    while not ended(server.pid):
        assert time.monotonic() < end
        time.sleep(0.05)
    return stack.enter_context(serving(workers=2, data=data))


class Told(NamedTuple):
    """What thirty pages saw.

    Attributes:
        server: the one that they came back to.
        lost: how many noticed that the first one died.
        steps: at which each saw its run train again.
    """

    server: Server
    lost: int
    steps: dict[str, int]


async def everybody_comes_back(server: Server, runs: list[str], restart: Callable[[], Server]) -> Told:
    """Thirty pages follow a run each, the server dies, and all come back in the moment when the next one answers."""
    following, back = asyncio.Barrier(STUDENTS + 1), asyncio.Event()
    servers, lost = [server], 0

    async def page(run: str) -> tuple[str, int]:
        nonlocal lost
        async with following_in(server, run) as tab:
            await until_trained(tab)
            await following.wait()
            with contextlib.suppress(websockets.ConnectionClosed):
                while True:
                    await tab.recv()
            lost += 1
        await back.wait()
        async with following_in(servers[-1], run) as tab:
            return run, await until_trained(tab)

    async with asyncio.timeout(150), asyncio.TaskGroup() as group:
        pages = [group.create_task(page(run)) for run in runs]
        await following.wait()
        servers.append(await asyncio.to_thread(restart))
        back.set()
    return Told(servers[-1], lost, dict(one.result() for one in pages))


@contextlib.asynccontextmanager
async def following_in(server: Server, run: str) -> AsyncIterator[websockets.ClientConnection]:
    """A tab's socket that follows a run."""
    async with websockets.connect(
        f"ws://{server.address}/api/v1/socket",
        subprotocols=[websockets.Subprotocol(SUBPROTOCOL)],
        max_size=None,
        open_timeout=60,
        ping_timeout=None,
    ) as tab:
        await tab.send(json.dumps({"type": "follow", "run": run}))
        yield tab


async def until_trained(tab: websockets.ClientConnection) -> int:
    """The step at which a socket tells that its run trains."""
    async for message in tab:
        event = json.loads(message) if isinstance(message, str) else {}
        if event.get("type") == "status" and event["status"] == "running" and event["step"] > 0:
            return int(event["step"])
    raise AssertionError("the socket ended")
