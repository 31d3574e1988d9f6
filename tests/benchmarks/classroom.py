"""A class on one host: thirty students on two cores, who joined by a code and train and watch networks of their own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from glassnet.spec.templates import TEMPLATES
from tests.serving import Server, serving, until_workers

from .counted import ANSWERED, LATE, TOKEN, counts, most_ms
from .networks import spec
from .player import EVERYTHING, Player, percentile
from .table import Row

STUDENTS = 30
SECONDS = 15.0
WORKERS = 2
ASK_EVERY_S = 1.0
PASSWORD = "a long password"
HOSTED = {
    "GLASSNET_HOSTED": "true",
    "GLASSNET_SECRET": "0123456789abcdef" * 4,
    "GLASSNET_ALLOW_HTTP": "true",
    "GLASSNET_METRICS_TOKEN": TOKEN,
}


class Student:
    """Somebody who has joined: their own session, their own page, and what the server answered them."""

    def __init__(self, server: Server, name: str) -> None:
        self.client = httpx.AsyncClient(timeout=60, base_url=server.api)
        self.name = name
        self.server = server
        self.answers_s: list[float] = []
        self.failures: list[str] = []
        self.player = Player(server)

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request, timed; what fails is noted."""
        begun = time.perf_counter()
        answer = await self.client.request(method, path, **more)
        self.answers_s.append(time.perf_counter() - begun)
        if answer.status_code >= 400:
            self.failures.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        return answer

    async def join(self, code: str) -> None:
        """Into the class, as a guest."""
        await self.ask("POST", "/join", json={"code": code, "nickname": self.name})

    async def sit_down(self) -> None:
        """Open the page."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        self.player = await Player(self.server, cookie=cookie).__aenter__()

    async def stand_up(self) -> None:
        """Close it."""
        self.failures += [str(problem) for problem in self.player.problems]
        await self.player.__aexit__()

    async def press_play(self, wanted: dict[str, Any]) -> float:
        """Seconds from the play button to the first picture of a network that has learned something."""
        return await self.player.press_play(self.client, wanted, EVERYTHING)

    async def look_around(self, wanted: dict[str, Any], after_s: float) -> None:
        """What a page asks for while somebody works with it, from a little later on.

        People do not ask in the same instant; thirty clients of one process that did would measure their own queue.
        """
        await asyncio.sleep(after_s)
        run = self.player.run
        requests: list[tuple[str, str, dict[str, Any]]] = [
            ("GET", f"/runs/{run}", {}),
            ("POST", "/networks/check", {"json": wanted}),
            ("GET", f"/runs/{run}/metrics", {"params": {"since": 50}}),
            ("GET", "/runs", {"params": {"limit": 10}}),
            ("GET", "/me", {}),
        ]
        while True:
            for method, path, more in requests:
                await asyncio.sleep(ASK_EVERY_S)
                await self.ask(method, path, **more)


def rows() -> list[Row]:
    """The whole lesson."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        environment = {**HOSTED, "GLASSNET_PUBLIC_URL": "http://127.0.0.1", "GLASSNET_DATA_DIR": str(data)}
        add_teacher(environment)
        with serving(workers=WORKERS, data=data, environment=environment) as server:
            until_workers(server, WORKERS)
            time.sleep(12)  # templates are being warmed; a lesson does not begin in the second the server does
            return asyncio.run(_lesson(server))


def add_teacher(environment: dict[str, str]) -> None:
    """By the server's own command line."""
    command = [sys.executable, "-m", "glassnet.cli", "teacher", "add", "Ms Lovelace", "--password-stdin"]
    subprocess.run(command, input=PASSWORD, text=True, check=True, env={**os.environ, **environment}, timeout=60)


async def open_class(server: Server) -> str:
    """A new class; its join code."""
    async with httpx.AsyncClient(timeout=60, base_url=server.api) as teacher:
        (await teacher.post("/session", json={"name": "Ms Lovelace", "password": PASSWORD})).raise_for_status()
        made = await teacher.post("/classes", json={"title": "Bench"})
        made.raise_for_status()
        code = await teacher.post(f"/classes/{made.json()['id']}/code", json={})
        code.raise_for_status()
        return str(code.json()["code"])


async def _lesson(server: Server) -> list[Row]:
    code = await open_class(server)
    students = [Student(server, f"Student {k + 1}") for k in range(STUDENTS)]
    joined_s = await _together(students, lambda student: student.join(code))
    await _together(students, lambda student: student.sit_down())
    try:
        small = spec([2, 6, 3, 1], "sgd").model_dump(mode="json")
        firsts = await asyncio.gather(*(student.press_play(small) for student in students))
        compiled = sum(not student.player.compiled.get("cached", True) for student in students)
        await asyncio.sleep(3)
        before = await counts(server)
        everybody = await _measure(students, small)
        after = await counts(server)
        heavy = await _one_trains_a_unet(students, small)
        failures = [failure for student in students for failure in student.failures]
        for failure in failures[:5]:
            print(f"failed: {failure}")
    finally:
        await asyncio.gather(*(student.stand_up() for student in students), return_exceptions=True)
        await asyncio.gather(*(student.client.aclose() for student in students))
    done, ages, answers = everybody
    fair = sum(done) / len(done)
    least = [after / fair for after in heavy[0][:-1]]
    return [
        Row("classroom", "30 join by code at once, the last after", joined_s, "s"),
        Row("classroom", "30 press play at once: first frame, p95", percentile(firsts, 0.95), "s", 5, least=False),
        Row("classroom", "30 press play at once: compiled anew", compiled, "times", 1, least=False),
        Row("classroom", "30 train and watch: fastest : slowest", max(done) / max(1, min(done)), "×", 1.5, least=False),
        Row("classroom", "30 train and watch: all together", sum(done) / SECONDS, "updates/s"),
        Row("classroom", "30 train and watch: age of frames, p95", percentile(ages, 0.95), "ms", 300, least=False),
        Row("classroom", "30 train and watch: REST, p95", percentile(answers, 0.95), "ms", 150, least=False),
        Row("classroom", "… within the server, p95 at most", most_ms(ANSWERED, before, after, 0.95), "ms"),
        Row("classroom", "… its event loop late, p95 at most", most_ms(LATE, before, after, 0.95), "ms"),
        Row("classroom", "one trains a U-Net: least share of a fair one", min(least), "×", 0.5),
        Row("classroom", "one trains a U-Net: age of the others' frames, p95", percentile(heavy[1], 0.95), "ms"),
        Row("classroom", "one trains a U-Net: its updates", heavy[0][-1] / SECONDS, "updates/s"),
        Row("classroom", "requests that failed", len(failures), "", 0, least=False),
    ]


async def _together(students: list[Student], act: Callable[[Student], Awaitable[None]]) -> float:
    begun = time.perf_counter()
    await asyncio.gather(*(act(student) for student in students))
    return time.perf_counter() - begun


async def _measure(students: list[Student], wanted: dict[str, Any]) -> tuple[list[int], list[float], list[float]]:
    """Updates of each student, ages of all frames (ms) but the last student's, and latencies of REST (ms)."""
    turns = [ASK_EVERY_S * place / len(students) for place in range(len(students))]
    looking = [asyncio.create_task(one.look_around(wanted, turn)) for one, turn in zip(students, turns, strict=True)]
    for student in students:
        student.player.ages_ms.clear()
        student.answers_s.clear()
    before = await _steps(students)
    await asyncio.sleep(SECONDS)
    after = await _steps(students)
    for task in looking:
        task.cancel()
    await asyncio.gather(*looking, return_exceptions=True)
    ages = [age for student in students[:-1] for age in student.player.ages_ms]
    answers = [1000 * seconds for student in students for seconds in student.answers_s]
    return [b - a for a, b in zip(before, after, strict=True)], ages, answers


async def _steps(students: list[Student]) -> list[int]:
    return [int(student.player.status["step"]) for student in students]


async def _one_trains_a_unet(
    students: list[Student], wanted: dict[str, Any]
) -> tuple[list[int], list[float], list[float]]:
    """The last student pauses and trains the U-Net template instead."""
    heavy = students[-1]
    await heavy.player.tell({"type": "pause"})
    unet = next(template.spec for template in TEMPLATES if template.id == "unet").model_dump(mode="json")
    await heavy.stand_up()
    await heavy.sit_down()
    await heavy.player.create(heavy.client, unet, start=True)
    while heavy.player.status.get("status") != "running" or not heavy.player.status["step"]:
        if heavy.player.status.get("status") == "failed":
            raise RuntimeError(heavy.player.status)
        await asyncio.sleep(0.1)
    await heavy.player.tell({"type": "watch", "view": {"kind": "masks"}})
    await asyncio.sleep(3)
    return await _measure(students, wanted)
