"""A scripted browser: one socket that follows a run, watches views and acknowledges what it gets."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from typing import Any

import httpx
import websockets

from glassnet.protocol.frames import decode
from glassnet.protocol.socket import SUBPROTOCOL
from tests.serving import Server

EVERYTHING = [{"kind": "surface"}, {"kind": "units"}, {"kind": "weights"}, {"kind": "data"}]


class Player:
    """One student's page. Use as an async context manager.

    Attributes:
        ages_ms: how old each frame was when it was here.
        steps: (time, step) of every frame of the view it counts, the surface if not told otherwise.
        status, compiled: the latest event of this kind.
        problems: that nobody waited for.
    """

    def __init__(self, server: Server, view: str = "surface", cookie: str = "") -> None:
        self._view = view
        self._headers = {"Cookie": cookie} if cookie else {}
        self._server = server
        self._numbers = itertools.count(1)
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.ages_ms: list[float] = []
        self.steps: list[tuple[float, int]] = []
        self.messages = 0
        self.status: dict[str, Any] = {}
        self.compiled: dict[str, Any] = {}
        self.problems: list[dict[str, Any]] = []
        self.framed = asyncio.Event()
        self.run = ""

    async def __aenter__(self) -> Player:
        self._socket = await websockets.connect(
            f"ws://{self._server.address}/api/v1/socket",
            subprotocols=[websockets.Subprotocol(SUBPROTOCOL)],
            max_size=None,
            additional_headers=self._headers,
            open_timeout=60,
        )
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._reading.cancel()
        await self._socket.close()

    async def create(self, client: httpx.AsyncClient, spec: dict[str, Any], start: bool) -> None:
        """Make a run and follow it."""
        started = {"start": str(start).lower()}
        answer = await client.post(f"{self._server.api}/runs", params=started, json=spec, headers=self._headers)
        answer.raise_for_status()
        self.run = answer.json()["id"]
        await self._say({"type": "follow", "run": self.run})

    async def watch(self, views: list[dict[str, Any]]) -> None:
        """Watch views."""
        for view in views:
            await self.tell({"type": "watch", "view": view})

    async def press_play(self, client: httpx.AsyncClient, spec: dict[str, Any], views: list[dict[str, Any]]) -> float:
        """Make a run that trains at once and watch it; seconds until the first frame of a state that has learned."""
        begun = time.perf_counter()
        await self.create(client, spec, start=True)
        watching = asyncio.create_task(self.watch(views))
        while not any(step > 0 for _, step in self.steps):
            self.framed.clear()
            await asyncio.wait_for(self.framed.wait(), 60)
        spent = time.perf_counter() - begun
        await watching
        return spent

    async def tell(self, command: dict[str, Any], timeout: float = 30) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        number = str(next(self._numbers))
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._say({"type": "tell", "id": number, "run": self.run, "command": command})
        answer = await asyncio.wait_for(self._answers[number], timeout)
        if answer["type"] == "problem":
            raise RuntimeError(answer)
        return answer

    async def _say(self, message: dict[str, Any]) -> None:
        await self._socket.send(json.dumps(message))

    async def _read(self) -> None:
        async for message in self._socket:
            if isinstance(message, str):
                self._heard(json.loads(message))
                continue
            self.messages += 1
            now = time.time()
            for frame in decode(message):
                self.ages_ms.append(1000 * now - frame.header.made_ms)
                if frame.header.view == self._view:
                    self.steps.append((now, frame.header.step))
            self.framed.set()
            await self._say({"type": "painted", "count": self.messages})

    def _heard(self, event: dict[str, Any]) -> None:
        if event.get("id") in self._answers and event["type"] in ("done", "problem"):
            self._answers.pop(event["id"]).set_result(event)
        elif event["type"] == "status":
            self.status = event
        elif event["type"] == "compiled":
            self.compiled = event
        elif event["type"] == "problem":
            self.problems.append(event)


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of ``values`` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
