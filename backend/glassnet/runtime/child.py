"""One worker process, seen from the server: its socket, its questions that wait for answers, its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from glassnet.runtime.blame import Blame, size_file
from glassnet.runtime.calls import Call, Fault, Poll, to_error
from glassnet.runtime.executor import HostLost, Late
from glassnet.runtime.rpc import LARGEST, PREFIX, Ask, AskPoll, Hello, Told, decode_answer, encode, result_of
from glassnet.settings import PREFIX as OF_GLASSNET
from glassnet.settings import Settings

DYING_S = 0.5
NEEDED = {"data_dir", "compile_timeout_s", "checkpoint_every_s", "keep_checkpoints"}
"""Settings that a worker reads; the others, with the secrets among them, are none of its business."""


class Child:
    """A worker process. Made by `spawn`; `joined` or `lost` is told once each, by the reader task.

    Attributes:
        name: id of the host.
        pid: process id.
        device: what it computes on, once it has joined.
        ready: whether it has joined.
    """

    def __init__(self, name: str, process: subprocess.Popen[bytes], blame: Blame) -> None:
        self.name = name
        self.pid = process.pid
        self.device = ""
        self.ready = False
        self.why = ""
        self._process = process
        self._blame = blame
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._number = 0
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None

    async def connect(
        self, connection: socket.socket, joined: Callable[[Child], None], lost: Callable[[Child], None]
    ) -> None:
        """Begin to listen to the process."""
        reader, self._writer = await asyncio.open_connection(sock=connection, limit=1 << 20)
        self._reading = asyncio.create_task(self._read(reader, joined, lost))

    @property
    def blamed(self) -> tuple[str, ...]:
        """The runs it is, or was, busy with."""
        return tuple(self._blame.runs())

    async def call(self, call: Call, deadline: float) -> Any:
        """Ask for something; see `Executor.call`."""
        self._number += 1
        return await self._ask(Ask(self._number, call), deadline)

    async def poll(self, cursor: int, max_wait: float, deadline: float) -> Poll:
        """What is new after `cursor`."""
        self._number += 1
        poll: Poll = await self._ask(AskPoll(self._number, cursor, max_wait), deadline)
        return poll

    async def _ask(self, question: Ask | AskPoll, deadline: float) -> Any:
        if self._writer is None or self._reading is None or self._reading.done():
            raise HostLost(self.name)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[question.number] = answer
        try:
            self._writer.write(encode(question))
            async with asyncio.timeout(deadline):  # `wait_for` of Python 3.11 can lose a cancellation
                result = await answer
        except TimeoutError:
            raise Late(self.name, deadline) from None
        finally:
            self._answers.pop(question.number, None)
        if isinstance(result, Fault):
            raise to_error(result)
        return result

    async def _read(
        self, reader: asyncio.StreamReader, joined: Callable[[Child], None], lost: Callable[[Child], None]
    ) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError, msgspec.DecodeError, ValueError):
            while True:
                size = PREFIX.unpack(await reader.readexactly(PREFIX.size))[0]
                if size > LARGEST:
                    raise ValueError(f"a message of {size} bytes")
                self._hear(decode_answer(await reader.readexactly(size)), joined)
        await self._bury()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(HostLost(self.name))
        lost(self)

    def _hear(self, message: Told | Hello, joined: Callable[[Child], None]) -> None:
        if isinstance(message, Hello):
            self.device, self.ready = message.device, True
            joined(self)
            return
        answer = self._answers.get(message.number)
        if answer is not None and not answer.done():
            answer.set_result(result_of(message))

    async def _bury(self) -> None:
        """Wait until the process is gone for good, and note how it ended."""
        if self._writer is not None:
            self._writer.close()
        self.why = self.why or "it closed its connection"
        try:
            code = await asyncio.to_thread(self._process.wait, DYING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = await asyncio.to_thread(self._process.wait)
        told = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        self.why = f"{self.why} ({told})"

    def kill(self, why: str) -> None:
        """End the process at once; the first reason given is the one that is told."""
        self.why = self.why or why
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def gone(self) -> None:
        """Wait until it was told as lost."""
        if self._reading is not None:
            await asyncio.wait([self._reading])


async def spawn(
    name: str,
    settings: Settings,
    engine: str,
    environment: Mapping[str, str],
    joined: Callable[[Child], None],
    lost: Callable[[Child], None],
) -> Child:
    """Start a worker process by exec: nothing of this process is copied into it but one end of a socket.

    Args:
        name: id of the host.
        settings: passed on.
        engine: module that makes trainers.
        environment: further environment variables.
        joined: told when it is ready.
        lost: told when it is gone.
    """
    ours, theirs = socket.socketpair()
    with theirs, tempfile.TemporaryFile() as notes:
        size_file(notes.fileno())
        command = [sys.executable, "-P", "-m", "glassnet.runtime.worker"]
        command += ["--fd", str(theirs.fileno()), "--blame-fd", str(notes.fileno())]
        command += ["--engine", engine, "--settings", settings.model_dump_json(include=NEEDED)]
        blame = Blame(notes.fileno())
        process = subprocess.Popen(
            command,
            pass_fds=(theirs.fileno(), notes.fileno()),
            stdin=subprocess.DEVNULL,
            env={**_without_secrets(os.environ), **environment},
        )
    ours.setblocking(False)
    child = Child(name, process, blame)
    try:
        await child.connect(ours, joined, lost)
    except BaseException:  # cancelled because the server ends: nobody else knows of the process
        process.kill()
        process.wait()
        ours.close()
        raise
    return child


def _without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """What a worker inherits: a crash may print it, and its command line is seen by every user of the machine."""
    secret = (OF_GLASSNET, "RAY_AUTH_TOKEN")
    return {name: value for name, value in environment.items() if not name.upper().startswith(secret)}
