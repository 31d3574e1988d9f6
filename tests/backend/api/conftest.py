"""A server of its own for every test: the whole application over a pool that computes nothing."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from glassnet.api import server
from glassnet.api.app import create_app
from glassnet.errors import ConflictError
from glassnet.protocol.commands import CommandSpec, Watch
from glassnet.protocol.events import Done, Metrics, RunStatus
from glassnet.protocol.projects import CheckpointLine, Comparison, RunLine, RunLinePage
from glassnet.runtime.following import unknown
from glassnet.runtime.history import History
from glassnet.runtime.inline import InlineExecutor
from glassnet.runtime.messages import Message
from glassnet.runtime.pool import Pool
from glassnet.runtime.records import Device, PoolHealth, RunPage, RunRecord
from glassnet.runtime.subscriber import Subscriber
from glassnet.settings import Settings
from glassnet.spec import RunSpec
from glassnet.spec.templates import TEMPLATES
from glassnet.storage.database import database_of
from glassnet.storage.store import RunOf, Store

STATUS_AFTER: dict[str, RunStatus] = {"start": "running", "pause": "paused", "stop": "stopped"}


class FakeHistory(History):
    """The history of the runs of a pool that keeps them in a dictionary; nothing was ever written."""

    def __init__(self, pool: FakePool) -> None:
        self._fake = pool

    async def lines(
        self, users: Collection[str] | None, project: str | None, after: str | None, limit: int
    ) -> RunLinePage:
        page = await self._fake.page(after, limit, next(iter(users or ()), None), project)
        return RunLinePage(items=[await self.line(run.id) for run in page.items], next=page.next)

    async def of(self, users: Collection[str], most: int) -> dict[str, list[RunLine]]:
        pages = {user: await self._fake.page(None, most, user) for user in users}
        return {user: [await self.line(run.id) for run in page.items] for user, page in pages.items()}

    async def line(self, run_id: str) -> RunLine:
        told = (await self._fake.get(run_id)).model_dump()
        known = {name: value for name, value in told.items() if name in RunLine.model_fields}
        return RunLine(**known, loss=None, validation_loss=None, score=None)

    async def compare(self, run_ids: Sequence[str]) -> Comparison:
        return Comparison(runs=[await self.line(run) for run in run_ids], differences=[])

    async def edit(self, run_id: str, **values: str | None) -> RunRecord:
        self._fake.records[run_id] = (await self._fake.get(run_id)).model_copy(update=values)
        return self._fake.records[run_id]

    async def checkpoints(self, run_id: str) -> list[CheckpointLine]:
        await self._fake.get(run_id)
        return []

    async def fork(
        self, run_id: str, step: int | None, *, user: str, group: str | None = None, project: str | None = None
    ) -> RunRecord:
        source = await self._fake.get(run_id)
        if step:
            raise ConflictError("no_checkpoint", "There is no such checkpoint.")
        return await self._fake.create(source.spec, user=user, project=project)


class FakePool(Pool):
    """Keeps runs in a dictionary and trains nothing; `delays` makes a command slow, by its type."""

    def __init__(self, settings: Settings) -> None:
        nothing = InlineExecutor(settings, lambda: None)  # type: ignore[arg-type, return-value]
        super().__init__(settings, nothing, Store(database_of(settings)))
        self.settings = settings
        self.history = FakeHistory(self)
        self.records: dict[str, RunRecord] = {}
        self.subscribers: list[Subscriber] = []
        self.detached = 0
        self.told: list[tuple[str, str]] = []
        self.delays: dict[str, float] = {}
        self.start_s = 0.0
        self.start_error: Exception | None = None
        self.closed = False
        figures = ("dice", "iou", "precision", "recall", "share")
        tensors: dict[str, Any] = {key: [0.5, float("nan")] for key in figures}
        tensors |= {"empty": [0, 1], "counts": [[4.0, 0.0], [0.0, 0.0]]}
        meta = {"classes": ["ground", "cell"], "unit": "pixels", "images": 1, "pending": False}
        self.seen: dict[str, Any] = {"step": 3, "meta": meta, "tensors": tensors}
        self.rows: dict[str, list[float | None]] = {"step": [1.0, 2.0], "loss": [0.5, None]}

    async def start(self) -> None:
        await asyncio.sleep(self.start_s)
        if self.start_error is not None:
            raise self.start_error
        await self._store.open()

    async def close(self, within_s: float = 0.0) -> None:
        await self._store.close()
        self.closed = True

    def health(self) -> PoolHealth:
        return PoolHealth(status="ok", hosts=1, runs=len(self.records))

    def devices(self) -> list[Device]:
        return [Device(id="host-1", name="CPU")]

    async def create(
        self,
        spec: RunSpec,
        *,
        start: bool = False,
        user: str = "local",
        group: str | None = None,
        weights_from: str | None = None,
        project: str | None = None,
    ) -> RunRecord:
        if weights_from is not None:
            await self.get(weights_from)
        run = RunRecord(
            id=f"run_{len(self.records)}",
            status="running" if start else "created",
            step=0,
            epoch=0.0,
            updates_per_s=0.0,
            spec=spec,
            device="",
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            user=user,
            project=project,
        )
        self.records[run.id] = run
        return run

    async def learning_from(self, dataset: str) -> list[RunOf]:
        users = [run for run in self.records.values() if dataset in run.spec.data.model_dump().values()]
        return [RunOf(run.id, run.user) for run in users]

    async def get(self, run_id: str) -> RunRecord:
        if run_id not in self.records:
            raise unknown(run_id)
        return self.records[run_id]

    async def owner(self, run_id: str) -> str:
        return (await self.get(run_id)).user

    async def page(
        self, after: str | None = None, limit: int = 50, user: str | None = None, project: str | None = None
    ) -> RunPage:
        names = sorted(
            (run.id for run in self.records.values() if user in (None, run.user) and project in (None, run.project)),
            reverse=True,
        )
        names = [name for name in names if after is None or name < after]
        more = names[limit - 1] if len(names) > limit else None
        return RunPage(items=[self.records[name] for name in names[:limit]], next=more)

    async def delete(self, run_id: str) -> None:
        await self.get(run_id)
        del self.records[run_id]

    async def command(self, run_id: str, command: CommandSpec, command_id: str | None = None) -> Done:
        run = await self.get(run_id)
        if isinstance(command, Watch) and command_id is None:
            raise ConflictError("no_socket", "Views are watched over a WebSocket.")
        self.told.append((run_id, command.type))
        await asyncio.sleep(self.delays.get(command.type, 0.0))
        status = STATUS_AFTER.get(command.type, run.status)
        self.records[run_id] = run.model_copy(update={"status": status})
        return Done(id=command_id or "", run=run_id, step=run.step, status=status)

    async def metrics(self, run_id: str, since: int = 0) -> Metrics:
        await self.get(run_id)
        return Metrics(run=run_id, history=0, first=since, rows=self.rows)

    async def predict(self, run_id: str, inputs: Sequence[Sequence[float]]) -> list[list[float]]:
        await self.get(run_id)
        return [[float("nan")] for _ in inputs]

    async def look(self, run_id: str, view: Any) -> dict[str, Any]:
        await self.get(run_id)
        return self.seen

    async def checkpoint(self, run_id: str) -> bytes:
        await self.get(run_id)
        return b"weights"

    def attach(self, window: int = 2) -> Subscriber:
        self.subscribers.append(Subscriber(window))
        return self.subscribers[-1]

    def detach(self, subscriber: Subscriber) -> None:
        self.detached += 1

    async def tell(self, subscriber: Subscriber, run_id: str, command_id: str, command: CommandSpec) -> None:
        subscriber.put(await self.command(run_id, command, command_id))

    async def follow(self, subscriber: Subscriber, run_id: str, since: int = 0) -> None:
        subscriber.put(await self.metrics(run_id, since))

    def unfollow(self, subscriber: Subscriber, run_id: str) -> None:
        subscriber.drop(run_id)

    def frame(self, size: int, view: str = "surface") -> Message:
        """A frame's worth of bytes."""
        return Message("frame", f"run_0/frame/{view}", "latest", bytes(size), "run_0", 1)


class Running(NamedTuple):
    """A real server on a real port, in a thread of its own."""

    host: str
    port: int
    loop: asyncio.AbstractEventLoop
    end: Callable[[], None]

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://{self.host}:{self.port}/api/v1/socket"

    def call(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Run a function on the server's loop."""
        self.loop.call_soon_threadsafe(function, *arguments)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, executor="inline", send_timeout_s=0.5, max_body_bytes=64 << 10)


@pytest.fixture
def pool(settings: Settings) -> FakePool:
    return FakePool(settings)


@pytest.fixture
def application(settings: Settings, pool: FakePool) -> FastAPI:
    return create_app(settings, pool)


@pytest.fixture
def client(application: FastAPI) -> Iterator[TestClient]:
    with TestClient(application, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def spec() -> dict[str, Any]:
    return TEMPLATES[0].spec.model_dump(mode="json")


@pytest.fixture
def running(application: FastAPI) -> Iterator[Running]:
    listener = server.listen("127.0.0.1", 0)
    started = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    def ready() -> None:
        loops.append(asyncio.get_running_loop())
        started.set()

    web = server.Server(application, ready)
    thread = threading.Thread(target=run_quietly, args=(web, listener))
    thread.start()
    assert started.wait(10)

    def end() -> None:
        web.should_exit = True
        thread.join(20)
        assert not thread.is_alive()

    yield Running("127.0.0.1", listener.getsockname()[1], loops[0], end)
    end()


def run_quietly(web: uvicorn.Server, listener: socket.socket) -> None:
    web.config.timeout_graceful_shutdown = 1
    web.run(sockets=[listener])


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    def wait(holds: Callable[[], bool], within_s: float = 10.0) -> None:
        deadline = time.monotonic() + within_s
        while not holds():
            assert time.monotonic() < deadline, "it never came to hold"
            time.sleep(0.01)

    return wait
