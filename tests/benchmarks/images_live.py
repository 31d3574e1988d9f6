"""Networks on images as a class uses them: two cores, the way to the first picture, accuracy within a minute."""

from __future__ import annotations

import asyncio
import os
import time

import httpx

os.environ.setdefault("NPROC", "2")
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=true"

from glassnet.engine import prepare
from glassnet.spec import RunSpec
from glassnet.spec.templates import TEMPLATES
from tests.serving import Server, serving, until_workers

from .images import compare, spec
from .player import Player, percentile
from .table import Row

MINUTE = 60.0
ACCURACY = {"digits28": 98.0, "digits8": 97.0}
SEEDS = (0, 1, 2)


def rows() -> list[Row]:
    """All figures."""
    found = compare(2, {"default": None, "channels_last": None})
    found += [row for kind in ACCURACY for row in _learned(kind)]
    for name in ("NPROC", "XLA_FLAGS"):  # the server is measured as it comes
        del os.environ[name]
    with serving(workers=1) as server:
        until_workers(server)
        time.sleep(15)  # what most learners open first is being compiled
        return found + asyncio.run(_waits(server))


def _learned(kind: str) -> list[Row]:
    """Accuracy of the lecture's network on the test part, the worst of some seeds, and the time it took."""
    template = next(one for one in TEMPLATES if one.id == "lecture_cnn").spec.model_dump(mode="json")
    template["data"] = {"kind": kind}
    worst, longest = 100.0, 0.0
    for seed in SEEDS:
        template["training"]["seed"] = seed
        begun = time.perf_counter()
        trainer = prepare(RunSpec.model_validate(template))
        reached = 0.0
        while time.perf_counter() - begun < MINUTE and reached < ACCURACY[kind] + 0.5:
            for _ in range(5):
                trainer.advance(trainer.to_epoch_end())
            reached = 100 * (trainer.evaluate()["test_accuracy"] or 0.0)
        worst, longest = min(worst, reached), max(longest, time.perf_counter() - begun)
    seeds = "/".join(map(str, SEEDS))
    return [
        Row("images", f"lecture's network on {kind}, worst of seeds {seeds}", worst, "%", ACCURACY[kind]),
        Row("images", f"lecture's network on {kind}, longest, compiling included", longest, "s", 60, least=False),
    ]


async def _waits(server: Server) -> list[Row]:
    async with httpx.AsyncClient(timeout=60) as client:
        never = [await _first_frame(client, server, spec((14 + k, 32))) for k in range(3)]
        warmed = [await _first_frame(client, server, spec((14 + k, 32))) for k in range(3)]
    return [
        Row("images", "new CNN, play to first maps, median", percentile(never, 0.5), "s", 3, least=False),
        Row("images", "warmed CNN, play to first maps, median", percentile(warmed, 0.5), "s", 0.5, least=False),
    ]


async def _first_frame(client: httpx.AsyncClient, server: Server, wanted: RunSpec) -> float:
    """Seconds from creating a started run to the first maps of a trained state."""
    async with Player(server, "maps") as player:
        spent = await player.press_play(client, wanted.model_dump(mode="json"), [{"kind": "maps"}])
        await client.delete(f"{server.api}/runs/{player.run}")
        return spent
