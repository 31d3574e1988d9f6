"""Thirty people sign in at once: what argon2 takes of the memory, and how late it makes the event loop."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from tests.serving import Server, serving, until_workers

from .classroom import HOSTED, PASSWORD, Student, add_teacher, open_class
from .counted import LATE, counts, most_ms
from .table import Row

PEOPLE = 30
LOOK_EVERY_S = 0.02


def rows() -> list[Row]:
    """Time, memory and lateness."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        environment = {**HOSTED, "GLASSNET_PUBLIC_URL": "http://127.0.0.1", "GLASSNET_DATA_DIR": str(data)}
        add_teacher(environment)
        with serving(workers=1, data=data, environment=environment) as server:
            until_workers(server, 1)
            return asyncio.run(_sign_in(server))


async def _sign_in(server: Server) -> list[Row]:
    code = await open_class(server)
    people = [Student(server, f"Student {k + 1}") for k in range(PEOPLE)]
    for one in people:
        await one.join(code)
        await one.ask("POST", "/me/password", json={"password": PASSWORD})
        one.client.cookies.clear()
    await asyncio.sleep(2)
    rest, before = server.own_memory_bytes(), await counts(server)
    watching = asyncio.create_task(_most_memory(server))
    begun = time.perf_counter()
    said = [{"name": one.name, "password": PASSWORD} for one in people]
    await asyncio.gather(*(one.ask("POST", "/session", json=who) for one, who in zip(people, said, strict=True)))
    spent = time.perf_counter() - begun
    watching.cancel()
    after, most = await counts(server), max((await asyncio.gather(watching))[0], rest)
    failures = [failure for one in people for failure in one.failures]
    for failure in failures[:5]:
        print(f"failed: {failure}")
    await asyncio.gather(*(one.client.aclose() for one in people))
    return [
        Row("sign_ins", "30 sign in at once: the last after", spent, "s"),
        Row("sign_ins", "30 sign in at once: memory on top", (most - rest) / 2**20, "MiB", 128, least=False),
        Row(
            "sign_ins",
            "30 sign in at once: event loop late, p99 at most",
            most_ms(LATE, before, after, 0.99),
            "ms",
            50,
            least=False,
        ),
        Row("sign_ins", "requests that failed", len(failures), "", 0, least=False),
    ]


async def _most_memory(server: Server) -> int:
    """The most memory of the server's own process until cancelled."""
    most = 0
    try:
        while True:
            most = max(most, await asyncio.to_thread(server.own_memory_bytes))
            await asyncio.sleep(LOOK_EVERY_S)
    except asyncio.CancelledError:
        return most
