"""Hosts that are threads of this process: for tests, and where no processes can be started."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from glassnet.ids import new_id
from glassnet.runtime.blame import Blame
from glassnet.runtime.calls import Call, Poll
from glassnet.runtime.executor import HostEvent, HostLost, Late
from glassnet.runtime.host import WorkerHost
from glassnet.runtime.trainer import Engine
from glassnet.settings import Settings


class _Host:
    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.blame = Blame()
        self.worker = WorkerHost(settings, engine, self.blame)
        self.polls = ThreadPoolExecutor(1, "poll")
        self.lost = asyncio.Event()


class InlineExecutor:
    """`settings.workers` hosts in this process.

    Args:
        settings: passed on to the hosts.
        load: gives the engine, already configured; called once, on a thread, because importing JAX is slow.
    """

    def __init__(self, settings: Settings, load: Callable[[], Engine]) -> None:
        self.events: asyncio.Queue[HostEvent] = asyncio.Queue()
        self._settings = settings
        self._load = load
        self._engine: Engine | None = None
        self._hosts: dict[str, _Host] = {}
        self._starting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Load the engine in the background, then open the hosts."""
        self._starting = asyncio.create_task(self._start())

    async def _start(self) -> None:
        self._engine = await asyncio.to_thread(self._load)
        for _ in range(self._settings.workers):
            self._open(self._engine)

    def _open(self, engine: Engine) -> None:
        name = new_id("host", 6)
        self._hosts[name] = host = _Host(self._settings, engine)
        self.events.put_nowait(HostEvent("joined", name, host.worker.device))

    def hosts(self) -> list[str]:
        """Ids of the hosts that are up."""
        return list(self._hosts)

    async def call(self, host: str, call: Call, deadline: float) -> Any:
        """Ask a host for something; see `Executor.call`."""
        held = self._held(host)
        answer = asyncio.wrap_future(held.worker.call(call))
        return await self._unless_lost(host, held, answer, deadline)

    async def poll(self, host: str, cursor: int, max_wait: float) -> Poll:
        """What is new on a host; see `Executor.poll`."""
        held = self._held(host)
        loop = asyncio.get_running_loop()
        answer = loop.run_in_executor(held.polls, held.worker.poll, cursor, max_wait)
        poll: Poll = await self._unless_lost(host, held, answer, max_wait + 60.0)
        return poll

    async def _unless_lost(self, host: str, held: _Host, answer: asyncio.Future[Any], deadline: float) -> Any:
        lost = asyncio.create_task(held.lost.wait())
        try:
            await asyncio.wait([answer, lost], timeout=deadline, return_when=asyncio.FIRST_COMPLETED)
        finally:
            lost.cancel()
        if held.lost.is_set():
            answer.cancel()
            raise HostLost(host)
        if not answer.done():
            answer.cancel()
            raise Late(host, deadline)
        return answer.result()

    def kill(self, host: str, why: str) -> None:
        """Forget a host without saving anything, and open another."""
        held = self._hosts.pop(host, None)
        if held is None:
            return
        self._end(held)
        self.events.put_nowait(HostEvent("lost", host, held.worker.device, tuple(held.blame.runs()), why))
        if self._engine is not None:
            self._open(self._engine)

    def _held(self, host: str) -> _Host:
        if host not in self._hosts:
            raise HostLost(host)
        return self._hosts[host]

    def _end(self, held: _Host) -> None:
        held.lost.set()
        held.worker.close()
        held.polls.shutdown(wait=False, cancel_futures=True)

    async def close(self) -> None:
        """Forget all hosts."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        for held in self._hosts.values():
            self._end(held)
        self._hosts.clear()
