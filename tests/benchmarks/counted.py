"""What the server itself has counted: a client that waits for a processor measures itself too."""

from __future__ import annotations

from collections import Counter

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.serving import Server

TOKEN = "a token for the collector of metrics"
LATE, ANSWERED = "glassnet_loop_lag_seconds", "glassnet_request_seconds"

Counts = dict[str, Counter[float]]


async def counts(server: Server) -> Counts:
    """How many values of `LATE` and `ANSWERED`, over all routes, were at most each edge so far (seconds).

    The server needs ``GLASSNET_METRICS_TOKEN`` to be `TOKEN`.
    """
    async with httpx.AsyncClient(timeout=60, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        answer = await client.get(f"http://{server.address}/metrics")
    answer.raise_for_status()
    found: Counts = {LATE: Counter(), ANSWERED: Counter()}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            if family.name in found and sample.name == f"{family.name}_bucket":
                found[family.name][float(sample.labels["le"])] += sample.value
    return found


def most_ms(name: str, before: Counts, after: Counts, share: float) -> float:
    """The least edge (ms) that this share of the values between two countings does not exceed."""
    new = {edge: count - before[name][edge] for edge, count in after[name].items()}
    return 1000 * min(edge for edge, count in new.items() if count >= share * max(new.values()))
