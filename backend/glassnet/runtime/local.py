"""Worker processes on this machine, with one warm spare that takes the place of a process that dies."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from glassnet.ids import new_id
from glassnet.runtime.calls import Call, Poll
from glassnet.runtime.child import Child, spawn
from glassnet.runtime.executor import HostEvent, HostLost, Late
from glassnet.settings import Settings

SILENT_S = 5.0
RETRY_S = (0.0, 0.5, 2.0, 10.0)
"""How long to wait before the first and further attempts to start a worker that does not come up."""

_log = structlog.get_logger(__name__)


class LocalExecutor:
    """`settings.workers` child processes and a spare.

    Args:
        settings: passed on to the workers.
        engine: module that makes trainers, imported by the workers only.
        environment: further environment variables of the workers.
        spares: processes kept warm.
    """

    def __init__(
        self,
        settings: Settings,
        engine: str = "glassnet.engine",
        environment: Mapping[str, str] | None = None,
        spares: int = 1,
    ) -> None:
        self.events: asyncio.Queue[HostEvent] = asyncio.Queue()
        self._settings = settings
        self._engine = engine
        self._environment = dict(environment or {})
        self._wanted = settings.workers
        self._spares = spares
        self._children: dict[str, Child] = {}
        self._hosts: list[str] = []
        self._compiling: set[str] = set()
        self._failures = 0
        self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the processes in the background: the hosts first, then the spare, so that they do not share a core."""
        for _ in range(self._wanted):
            self._spawn_later(0.0)

    def hosts(self) -> list[str]:
        """Ids of the hosts that are up."""
        return list(self._hosts)

    def pid(self, host: str) -> int:
        """Process id of a host."""
        return self._held(host).pid

    async def call(self, host: str, call: Call, deadline: float) -> Any:
        """Ask a host for something; see `Executor.call`."""
        return await self._held(host).call(call, deadline)

    async def poll(self, host: str, cursor: int, max_wait: float) -> Poll:
        """What is new on a host; one that stays silent is killed. See `Executor.poll`."""
        patience = self._settings.compile_timeout_s if host in self._compiling else 0.0
        try:
            poll = await self._held(host).poll(cursor, max_wait, max_wait + SILENT_S + patience)
        except Late:
            self.kill(host, "it did not answer")
            raise HostLost(host) from None
        (self._compiling.add if poll.compiling else self._compiling.discard)(host)
        return poll

    def kill(self, host: str, why: str) -> None:
        """End a host at once; it is told as lost and replaced."""
        if host in self._children:
            self._children[host].kill(why)

    async def close(self) -> None:
        """End all processes at once."""
        self._closed = True
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        children = list(self._children.values())
        for child in children:
            child.kill("the server ends")
        await asyncio.gather(*(child.gone() for child in children))

    def _held(self, host: str) -> Child:
        if host not in self._hosts:
            raise HostLost(host)
        return self._children[host]

    def _spawn_later(self, delay_s: float) -> None:
        task = asyncio.create_task(self._spawn(delay_s))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _spawn(self, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        name = new_id("host", 6)
        try:
            child = await spawn(
                name,
                self._settings,
                self._engine,
                self._environment,
                self._on_joined,
                self._on_lost,
            )
        except OSError as error:  # no memory or no handles at the moment
            _log.warning("cannot start a worker", why=str(error))
            self._failures += 1
            self._spawn_later(RETRY_S[min(self._failures, len(RETRY_S) - 1)])
            return
        self._children[name] = child

    def _on_joined(self, child: Child) -> None:
        self._failures = 0
        if len(self._hosts) < self._wanted:
            self._promote(child)
        if len(self._hosts) == self._wanted and len(self._children) < self._wanted + self._spares:
            self._spawn_later(0.0)

    def _promote(self, child: Child) -> None:
        self._hosts.append(child.name)
        self.events.put_nowait(HostEvent("joined", child.name, child.device))

    def _on_lost(self, child: Child) -> None:
        self._children.pop(child.name, None)
        self._compiling.discard(child.name)
        was_host = child.name in self._hosts
        if was_host:
            self._hosts.remove(child.name)
        if self._closed:
            return
        _log.warning("worker lost", host=child.name, why=child.why, runs=child.blamed)
        if was_host:
            self.events.put_nowait(HostEvent("lost", child.name, child.device, child.blamed, child.why))
            spare = next((c for c in self._children.values() if c.ready and c.name not in self._hosts), None)
            if spare is not None:
                self._promote(spare)
        if not child.ready:
            self._failures += 1
        self._spawn_later(RETRY_S[min(self._failures, len(RETRY_S) - 1)])
