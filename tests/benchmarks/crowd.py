"""A class at once: fifty runs of 2-4-2-1 on two cores, each watched by a page of its own."""

from __future__ import annotations

import asyncio

import httpx

from tests.serving import Server, serving, until_workers

from .networks import NETWORKS, spec
from .player import EVERYTHING, Player, percentile
from .table import Row

STUDENTS = 50
SECONDS = 10.0


def rows() -> list[Row]:
    """Fairness, age of frames and memory."""
    with serving(workers=2) as server:
        until_workers(server, 2)
        return asyncio.run(_class(server))


async def _class(server: Server) -> list[Row]:
    wanted = spec(NETWORKS["2-4-2-1"], "sgd").model_dump(mode="json")
    async with httpx.AsyncClient(timeout=60) as client:
        players = [await Player(server).__aenter__() for _ in range(STUDENTS)]
        try:
            await asyncio.gather(*(player.create(client, wanted, start=True) for player in players))
            await asyncio.gather(*(player.watch(EVERYTHING) for player in players))
            await _until_all_run(players)
            before = await _steps(client, server, players)
            for player in players:
                player.ages_ms.clear()
            await asyncio.sleep(SECONDS)
            after = await _steps(client, server, players)
            memory = server.memory_bytes()
        finally:
            await asyncio.gather(*(player.__aexit__() for player in players))
    done = [b - a for a, b in zip(before, after, strict=True)]
    ages = [age for player in players for age in player.ages_ms]
    return [
        Row("crowd", "50 runs: updates of the slowest", min(done) / SECONDS, "updates/s", 1),
        Row("crowd", "50 runs: all together", sum(done) / SECONDS, "updates/s"),
        Row("crowd", "50 runs: fastest : slowest", max(done) / max(1, min(done)), "×", 2, least=False),
        Row("crowd", "50 runs: frames a second and page", len(ages) / SECONDS / STUDENTS / 3, "Hz"),
        Row("crowd", "50 runs: age of frames, p95", percentile(ages, 0.95), "ms", 500, least=False),
        Row("crowd", "50 runs: memory of server and workers", memory / 2**20, "MB"),
    ]


async def _until_all_run(players: list[Player], deadline_s: float = 60.0) -> None:
    """Wait until everybody's network trains, and a little longer: turns grow from one epoch on."""
    end = asyncio.get_running_loop().time() + deadline_s
    while not all(player.status.get("status") == "running" for player in players):
        if asyncio.get_running_loop().time() > end:
            raise TimeoutError("not every run was started")
        await asyncio.sleep(0.1)
    await asyncio.sleep(3)


async def _steps(client: httpx.AsyncClient, server: Server, players: list[Player]) -> list[int]:
    answers = await asyncio.gather(*(client.get(f"{server.api}/runs/{player.run}") for player in players))
    return [int(answer.json()["step"]) for answer in answers]
