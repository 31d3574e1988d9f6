"""How late the event loop is: what every answer and every picture waits beside its own work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

EVERY_S = 0.05


async def watch(late: Callable[[float], object], clock: Callable[[], float] = time.perf_counter) -> None:
    """Tell again and again, until cancelled, how many seconds after its time a call came.

    Args:
        late: is told; 0 when it came in time.
        clock: seconds.
    """
    while True:
        due = clock() + EVERY_S
        await asyncio.sleep(EVERY_S)
        late(max(0.0, clock() - due))
