"""Worker processes on the nodes of a Ray cluster: one for each processor it has at the moment."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Mapping
from typing import Any

import structlog

from glassnet.errors import GlassnetError
from glassnet.runtime.calls import Call, Fault, Poll, to_error
from glassnet.runtime.child import NEEDED
from glassnet.runtime.executor import HostEvent, HostLost, Late
from glassnet.runtime.ray_cluster import Cluster
from glassnet.runtime.ray_slot import FOLDER_MARK, Slot
from glassnet.runtime.rpc import PREFIX, Ask, AskPoll, Told, decode_answer, encode, result_of
from glassnet.settings import Settings

SILENT_S = 3.6
"""How long after a poll should have been answered a node is given up: longer than a late heartbeat and its lease."""

HEARTBEAT_S = 0.5
LOOK_S = 1.0
RETRY_S = 10.0
CLOSE_S = 2.0

_log = structlog.get_logger(__name__)


class RayExecutor:
    """A `Slot` for every processor of the cluster; slots come and go with its nodes.

    The data folder must be shared by all nodes, under the same path: checkpoints and data sets are read and written
    there. A node that does not share it is refused, and said so.

    Args:
        settings: passed on to the workers.
        cluster: the cluster to connect to.
        engine: module that makes trainers, imported by the workers only.
        environment: further environment variables of the workers.
        most: at most so many slots; None for as many as the cluster has processors.
    """

    def __init__(
        self,
        settings: Settings,
        cluster: Cluster,
        engine: str = "glassnet.engine",
        environment: Mapping[str, str] | None = None,
        most: int | None = None,
    ) -> None:
        self.events: asyncio.Queue[HostEvent] = asyncio.Queue()
        self._settings = settings
        self._cluster = cluster
        self._engine = engine
        self._environment = dict(environment or {})
        self._most = most
        self._mark = secrets.token_hex(16)
        self._slots: set[Any] = set()
        self._hosts: dict[str, tuple[Any, str]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Connect to the cluster, then begin to fill its slots.

        Raises:
            GlassnetError: when there is no cluster, or it does not let us in.
        """
        await asyncio.to_thread(self._cluster.open)
        self._settings.data_dir.mkdir(parents=True, exist_ok=True)
        (self._settings.data_dir / FOLDER_MARK).write_text(self._mark, encoding="utf-8")
        self._looking = asyncio.create_task(self._look_for_ever())

    def hosts(self) -> list[str]:
        """Ids of the hosts that are up."""
        return list(self._hosts)

    async def call(self, host: str, call: Call, deadline: float) -> Any:
        """Ask a host for something; see `Executor.call`."""
        slot = self._held(host)
        body = encode(Ask(0, call))[PREFIX.size :]
        try:
            async with asyncio.timeout(deadline):
                return _result(host, await self._answer(slot, host, slot.ask.remote(host, body, deadline)), deadline)
        except TimeoutError:
            raise Late(host, deadline) from None

    async def poll(self, host: str, cursor: int, max_wait: float) -> Poll:
        """What is new on a host; a node that stays silent is given up. See `Executor.poll`."""
        body = encode(AskPoll(0, cursor, max_wait))[PREFIX.size :]
        while True:
            slot = self._held(host)
            try:
                async with asyncio.timeout(max_wait + SILENT_S):
                    answer = await self._answer(slot, host, slot.poll.remote(host, body, HEARTBEAT_S))
            except TimeoutError:
                self._forget(slot, "its node did not answer")
                raise HostLost(host) from None
            if answer:
                poll: Poll = _result(host, answer, max_wait)
                return poll

    def kill(self, host: str, why: str) -> None:
        """End a host at once; it is told as lost and replaced."""
        if host in self._hosts:
            self._hosts[host][0].kill.remote(host, why)

    async def close(self) -> None:
        """End all hosts at once, and the cluster if it is ours."""
        tasks = [*self._tasks, *([self._looking] if self._looking else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        slots, self._slots = self._slots, set()
        self._hosts.clear()
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CLOSE_S):
                await asyncio.gather(*(slot.close.remote() for slot in slots), return_exceptions=True)
        for slot in slots:
            self._cluster.end(slot)
        await asyncio.to_thread(self._cluster.close)

    # ---------------------------------------------------------------------------------------------------- slots

    async def _look_for_ever(self) -> None:
        """Keep as many slots as the cluster has processors; one that waits for a processor takes none."""
        while True:
            with contextlib.suppress(Exception):  # the cluster does not answer; it is asked again
                there = await asyncio.to_thread(self._cluster.processors)
                wanted = there if self._most is None else min(there, self._most)
                for _ in range(wanted - len(self._slots)):
                    self._open()
            await asyncio.sleep(LOOK_S)

    def _open(self) -> None:
        settings = self._settings.model_copy(update={"workers": 1}).model_dump_json(include={*NEEDED, "workers"})
        slot = self._cluster.begin(Slot, settings, self._mark, self._engine, self._environment)
        self._slots.add(slot)
        task = asyncio.create_task(self._follow(slot))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self, slot: Any) -> None:
        """Tell who comes and goes in a slot, as long as it is there."""
        try:
            _result("", await slot.start.remote(), 0.0)
            while slot in self._slots:
                event = HostEvent(*await slot.event.remote())
                if event.kind == "joined":
                    self._hosts[event.host] = (slot, event.device)
                elif self._hosts.pop(event.host, None) is None:
                    continue
                self.events.put_nowait(event)
        except GlassnetError as error:
            _log.warning("cannot use a node", why=error.detail, hint=error.hint)
            await asyncio.sleep(RETRY_S)
            self._forget(slot, error.detail)
        except self._cluster.gone as error:
            self._forget(slot, f"its node is gone ({type(error).__name__})")

    def _forget(self, slot: Any, why: str) -> None:
        """A slot is gone, or given up: its hosts are lost."""
        if slot not in self._slots:
            return
        self._slots.discard(slot)
        self._cluster.end(slot)
        for host in [name for name, held in self._hosts.items() if held[0] is slot]:
            _, device = self._hosts.pop(host)
            _log.warning("worker lost", host=host, why=why)
            self.events.put_nowait(HostEvent("lost", host, device, (), why))

    def _held(self, host: str) -> Any:
        if host not in self._hosts:
            raise HostLost(host)
        return self._hosts[host][0]

    async def _answer(self, slot: Any, host: str, asked: Any) -> bytes:
        try:
            answer: bytes = await asked
        except self._cluster.gone as error:
            self._forget(slot, f"its node is gone ({type(error).__name__})")
            raise HostLost(host) from None
        return answer


def _result(host: str, answer: bytes, deadline: float) -> Any:
    """What a slot answered, or the error that it answered with."""
    message = decode_answer(answer)
    assert isinstance(message, Told)
    result = result_of(message)
    if not isinstance(result, Fault):
        return result
    if result.code == "host_lost":
        raise HostLost(host)
    if result.code == "late":
        raise Late(host, deadline)
    raise to_error(result)
