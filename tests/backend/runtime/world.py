"""What the tests of the runtime share: a sink that reads what was told, a session in simulated time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from glassnet.errors import GlassnetError
from glassnet.protocol.commands import COMMANDS
from glassnet.runtime.calls import Answer, Place, Show
from glassnet.runtime.messages import Message
from glassnet.runtime.outbox import Outbox
from glassnet.runtime.pool import Pool
from glassnet.runtime.session import Session
from glassnet.runtime.subscriber import Subscriber
from glassnet.spec import RunSpec
from tests.backend.runtime import stand_in

RATE = "training.optimiser.learning_rate"
Opener = Callable[..., Awaitable[Pool]]


class Told:
    """Takes messages and reads them."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.outbox = Outbox()

    def put(self, message: Message) -> None:
        self.messages.append(message)
        self.outbox.put(message)

    def pending(self, key: str) -> bool:
        return self.outbox.pending(key)

    def taken(self) -> None:
        """The reader takes everything."""
        self.outbox.since(self.outbox.last)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The events of a type, oldest first."""
        return [msgspec.json.decode(m.data) for m in self.messages if m.kind == kind]

    def frames(self) -> list[str]:
        """Keys of the frames, oldest first."""
        return [m.key.rpartition("/")[2] for m in self.messages if m.kind == "frame"]


class Run:
    """A session with a stand-in trainer, in simulated time."""

    def __init__(self, spec: RunSpec | None = None, *, ready: bool = True, **place: Any) -> None:
        self.told = Told()
        self.now = 100.0
        spec = spec or stand_in.spec_with()
        self.place = Place("run_1", place.pop("placement", 1), user="u", spec=spec.model_dump(mode="json"), **place)
        self.session = Session(self.place, self.told, "stand-in")
        self.session.announce(self.now)
        self.trainer = stand_in.prepare(spec)
        self.count = 0
        if ready:
            self.adopt()

    def adopt(self, saved: Any = None) -> None:
        self.session.adopt(self.trainer, saved, self.now)

    def tell(self, type_: str, id_: str | None = None, **fields: Any) -> list[Answer | GlassnetError]:
        """Send a command; the list gets its answer, now or later."""
        self.count += 1
        answers: list[Answer | GlassnetError] = []
        command = COMMANDS.validate_python({"type": type_, **fields})
        self.session.command(id_ or f"c{self.count}", command, answers.append, self.now)
        return answers

    def show(self, *views: tuple[dict[str, Any], float]) -> None:
        self.session.show(Show("run_1", self.place.placement, list(views)))

    def turn(self, updates: int = 10, seconds: float = 0.02) -> int:
        """One turn, as the host gives it."""
        self.now += seconds
        done = self.session.advance(updates, self.now) if self.session.training else 0
        self.session.tell_progress(self.now)
        self.views()
        return done

    def views(self) -> None:
        if self.session.trainer is not None:
            self.session.report.views(
                self.session.trainer, self.now, training=self.session.training, active=1, clock=lambda: self.now
            )

    @property
    def status(self) -> str:
        return self.session.status


class Page:
    """A browser tab: reads its subscriber, acknowledges, and remembers."""

    def __init__(self, pool: Pool, *, paints: bool = True) -> None:
        self.pool = pool
        self.subscriber: Subscriber = pool.attach()
        self.events: list[dict[str, Any]] = []
        self.binary: list[bytes] = []
        self.paints = paints
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while True:
            await self.subscriber.ready()
            for message in self.subscriber.take():
                if isinstance(message, bytes):
                    self.binary.append(message)
                    if self.paints:
                        self.subscriber.painted(len(self.binary))
                else:
                    self.events.append(msgspec.json.decode(message))

    def of(self, type_: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == type_]

    @property
    def status(self) -> dict[str, Any]:
        return self.of("status")[-1]

    async def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait for something to become true."""
        await until(condition, seconds)

    def close(self) -> None:
        self._task.cancel()
        self.pool.detach(self.subscriber)


async def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not become true in time"
        await asyncio.sleep(0.005)


async def has(pool: Pool, run: str, condition: Callable[[Any], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition(await pool.get(run)):
        assert time.monotonic() < deadline, await pool.get(run)
        await asyncio.sleep(0.01)


def pids(pool: Pool) -> list[int]:
    executor: Any = pool._placements._executor
    return [executor.pid(host) for host in executor.hosts()]
