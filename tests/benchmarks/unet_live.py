"""U-Nets as a class uses them: two threads, and the way from play to the first masks."""

from __future__ import annotations

import asyncio
import os
import time

import httpx

os.environ.setdefault("NPROC", "2")
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=true"

from glassnet.engine import configure
from glassnet.spec import RunSpec
from tests.serving import Server, serving, until_workers

from .player import Player, percentile
from .table import Row
from .unet import compare
from .unets import max_pool, strided

PAUSE_S = 5.0
"""Between two networks of one person: what the former run still compiles beside its training is done by then."""


def rows() -> list[Row]:
    """All figures."""
    configure(None)
    found = compare(2, judged=False)
    for name in ("NPROC", "XLA_FLAGS"):  # the server is measured as it comes
        del os.environ[name]
    with serving(workers=1) as server:
        until_workers(server)
        time.sleep(15)  # what most learners open first is being compiled
        return found + asyncio.run(_waits(server))


async def _waits(server: Server) -> list[Row]:
    found = []
    wanted = {
        "max-pool U-Net": [max_pool(base) for base in (6, 7, 9)],
        "strided U-Net": [strided((first, 8, 16, 32, 64)) for first in (3, 5, 6)],
    }
    async with httpx.AsyncClient(timeout=60) as client:
        for name, specs in wanted.items():
            never = [await _first_frame(client, server, spec) for spec in specs]
            warmed = [await _first_frame(client, server, spec) for spec in specs]
            for how, times, most in (("new", never, 5.0), ("warmed", warmed, 0.7)):
                what = f"{how} {name}, play to first masks, median"
                found.append(Row("unet", what, percentile(times, 0.5), "s", most, least=False))
    return found


async def _first_frame(client: httpx.AsyncClient, server: Server, wanted: RunSpec) -> float:
    """Seconds from creating a started run to the first masks of a trained state."""
    async with Player(server, "masks") as player:
        spent = await player.press_play(client, wanted.model_dump(mode="json"), [{"kind": "masks"}])
        await client.delete(f"{server.api}/runs/{player.run}")
        await asyncio.sleep(PAUSE_S)
        return spent
