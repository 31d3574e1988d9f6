"""How long people wait: start of the server, play to the first frame, pause, live values, idle memory."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx

from tests.serving import Server, serving, until_workers

from .networks import spec
from .player import EVERYTHING, Player, percentile
from .table import Row


def rows() -> list[Row]:
    """All waiting times, on a server with an empty cache."""
    with serving(workers=1) as server:
        until_workers(server)
        time.sleep(12)  # the templates are being warmed; a student who comes first would wait a little longer
        memory = server.memory_bytes()
        found = [
            Row("latency", "start of the server to /health", server.healthy_s, "s", 2, least=False),
            Row("latency", "server, idle worker and spare", memory / 2**20, "MB", 700, least=False),
        ]
        return found + asyncio.run(_student(server))


async def _student(server: Server) -> list[Row]:
    async with httpx.AsyncClient(timeout=60) as client:
        never = [await _first_frame(client, server, [2, 5 + k, 3, 1]) for k in range(4)]
        warmed = [await _first_frame(client, server, [2, 5 + k, 3, 1]) for k in range(4)]
        pauses, lives = await _commands(client, server)
        answers = await _answers(client, server)
    return [
        Row("latency", "play to first frame, never seen, median", percentile(never, 0.5), "s", 1.0, least=False),
        Row("latency", "play to first frame, warmed, median", 1000 * percentile(warmed, 0.5), "ms", 200, least=False),
        Row("latency", "pause takes effect, p95", percentile(pauses, 0.95), "ms", 100, least=False),
        Row("latency", "live value takes effect, p95", percentile(lives, 0.95), "ms", 150, least=False),
        Row("latency", "REST that needs no worker, slowest p95", answers, "ms", 50, least=False),
    ]


async def _first_frame(client: httpx.AsyncClient, server: Server, sizes: list[int]) -> float:
    """Seconds from creating a started run to the first frame that shows a trained state."""
    async with Player(server) as player:
        begun = time.perf_counter()
        await player.create(client, _wanted(sizes), start=True)
        watching = asyncio.create_task(player.watch(EVERYTHING))
        while not any(step > 0 for _, step in player.steps):
            player.framed.clear()
            await asyncio.wait_for(player.framed.wait(), 30)
        spent = time.perf_counter() - begun
        await watching
        await client.delete(f"{server.api}/runs/{player.run}")
        return spent


async def _commands(client: httpx.AsyncClient, server: Server) -> tuple[list[float], list[float]]:
    pauses, lives = [], []
    async with Player(server) as player:
        await player.create(client, _wanted([2, 4, 2, 1]), start=True)
        await player.watch(EVERYTHING)
        for k in range(30):
            await asyncio.sleep(0.05)
            lives.append(await _timed(player, {"type": "set_live", "path": "training.l2", "value": 1e-4 * k}))
            pauses.append(await _timed(player, {"type": "pause"}))
            await player.tell({"type": "start"})
    return pauses, lives


async def _answers(client: httpx.AsyncClient, server: Server) -> float:
    """The 95th percentile of the slowest of the routes that the server answers by itself, milliseconds."""
    spec_of_page = _wanted([2, 4, 2, 1])
    slowest = 0.0
    for path in ("health", "catalog", "templates", "datasets/spiral/preview?samples=2000", "networks/check"):
        took = []
        for _ in range(40):
            begun = time.perf_counter()
            if path == "networks/check":
                body = {"network": spec_of_page["network"], "data": spec_of_page["data"]}
                answer = await client.post(f"{server.api}/{path}", json=body)
            else:
                answer = await client.get(f"{server.api}/{path}")
            answer.raise_for_status()
            took.append(1000 * (time.perf_counter() - begun))
        slowest = max(slowest, percentile(took, 0.95))
    return slowest


async def _timed(player: Player, command: dict[str, Any]) -> float:
    begun = time.perf_counter()
    await player.tell(command)
    return 1000 * (time.perf_counter() - begun)


def _wanted(sizes: list[int]) -> dict[str, Any]:
    return spec(sizes, "sgd").model_dump(mode="json")
