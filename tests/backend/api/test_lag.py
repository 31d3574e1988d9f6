"""How late the event loop is, by a clock that the test turns."""

from __future__ import annotations

import asyncio

import pytest

from glassnet.api import lag


async def test_how_late_a_call_came_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lag, "EVERY_S", 0.0625)
    times = iter([10.0, 10.0625, 20.0, 21.0625, 30.0, 30.0])
    told: list[float] = []
    all_told = asyncio.Event()

    def late(seconds: float) -> None:
        told.append(seconds)
        if len(told) == 3:
            all_told.set()

    watching = asyncio.create_task(lag.watch(late, lambda: next(times, 0.0)))
    await asyncio.wait_for(all_told.wait(), 30)
    watching.cancel()
    assert told == [0.0, 1.0, 0.0]
