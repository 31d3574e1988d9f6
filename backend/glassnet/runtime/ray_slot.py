"""One slot of a Ray cluster: an actor that runs a worker process on its node and ends it when the server is silent."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from glassnet.errors import GlassnetError
from glassnet.runtime.calls import to_fault
from glassnet.runtime.local import LocalExecutor
from glassnet.runtime.rpc import PREFIX, Ask, AskPoll, decode_question, encode, told
from glassnet.settings import Settings

LEASE_S = 2.5
"""How long a slot that is not polled goes on. The server gives it up later, so that two never write for one run."""

FOLDER_MARK = "cluster"


class Slot:
    """A `LocalExecutor` of one host behind methods that take and give bytes; nothing of ours is pickled.

    Args:
        settings: those that workers need, as JSON.
        mark: what the server wrote into the data folder, to tell whether this node shares it.
        engine: module that makes trainers.
        environment: further environment variables of the worker process.
    """

    def __init__(self, settings: str, mark: str, engine: str, environment: dict[str, str]) -> None:
        self._settings = Settings.model_validate_json(settings)
        self._mark = mark
        self._local = LocalExecutor(self._settings, engine, environment)
        self._polls: dict[str, asyncio.Task[bytes]] = {}
        self._polling = 0
        self._lease: asyncio.TimerHandle | None = None

    async def start(self) -> bytes:
        """Begin to start the worker process. Answered with None, or why this node cannot be used."""
        return await _answered(self._start())

    async def _start(self) -> None:
        await asyncio.to_thread(require_shared, self._settings.data_dir, self._mark)
        await self._local.start()

    async def event(self) -> tuple[Any, ...]:
        """The next `HostEvent`, as a plain tuple."""
        return tuple(await self._local.events.get())

    async def ask(self, host: str, body: bytes, deadline: float) -> bytes:
        """Carry an `Ask` to the worker process; its answer."""
        question = decode_question(body)
        assert isinstance(question, Ask)
        return await _answered(self._local.call(host, question.call, deadline))

    async def poll(self, host: str, body: bytes, heartbeat_s: float) -> bytes:
        """Carry an `AskPoll` to the worker process; its answer, or nothing while that is late and must be waited for.

        A worker that compiles may be late; that this slot answers tells the server that node and network are well.
        """
        question = decode_question(body)
        assert isinstance(question, AskPoll)
        self._polling += 1
        self._renew(None)
        try:
            if host not in self._polls:
                work = _answered(self._local.poll(host, question.cursor, question.max_wait))
                self._polls[host] = asyncio.create_task(work)
            done, _ = await asyncio.wait([self._polls[host]], timeout=question.max_wait + heartbeat_s)
            return self._polls.pop(host).result() if done else b""
        finally:
            self._polling -= 1
            if not self._polling:
                self._renew(LEASE_S)

    async def kill(self, host: str, why: str) -> None:
        """End the worker process; it is told as lost and replaced."""
        self._local.kill(host, why)

    async def close(self) -> None:
        """End the worker process and its spare."""
        self._renew(None)
        await self._local.close()

    def _renew(self, seconds: float | None) -> None:
        if self._lease is not None:
            self._lease.cancel()
        self._lease = None if seconds is None else asyncio.get_running_loop().call_later(seconds, self._abandon)

    def _abandon(self) -> None:
        """The server is gone, or the way to it: what it holds elsewhere by now must not be written here any more."""
        asyncio.get_running_loop().create_task(self._leave())

    async def _leave(self) -> None:
        with contextlib.suppress(Exception):
            await self._local.close()
        os._exit(1)


def require_shared(folder: Path, mark: str) -> None:
    """See that this node has the server's data folder.

    Raises:
        GlassnetError: when it has not.
    """
    try:
        found = (folder / FOLDER_MARK).read_text(encoding="utf-8")
    except OSError:
        found = ""
    if found != mark:
        detail = f"Node {os.uname().nodename} does not share the server's data folder {folder}."
        raise GlassnetError("not_shared", detail, "Mount the same folder at the same path on every node.", "data_dir")


async def _answered(work: Coroutine[Any, Any, Any]) -> bytes:
    """What came of it, as bytes for `decode_answer`."""
    result: Any
    try:
        result = await work
    except Exception as error:
        result = to_fault(error)
    assert not isinstance(result, BaseException)
    return encode(told(0, result))[PREFIX.size :]
