"""The whole system: a real browser on the real page, watching everything while the network trains."""

from __future__ import annotations

from glassnet.spec import RunSpec
from tests.serving import serving, until_workers

from .browsing import browse
from .player import percentile
from .table import Row

SECONDS = 8.0


def rows() -> list[Row]:
    """Speed kept, pictures a second and their age, and the way from the play button to the first picture."""
    with serving(workers=1) as server:
        until_workers(server)
        seen = browse("browser.mjs", f"http://{server.address}/", SECONDS)
    alone = _alone(RunSpec.model_validate(seen["spec"]))
    return [
        Row("system", "training with a browser that watches everything", seen["updates_per_s"], "updates/s"),
        Row("system", "the same network in the engine alone", alone, "updates/s"),
        Row("system", "share of the engine's speed kept", 100 * seen["updates_per_s"] / alone, "%", 80),
        Row("system", "pictures painted", seen["messages_per_s"], "Hz", 20),
        Row("system", "age of a picture when painted, p95", percentile(seen["ages_ms"], 0.95), "ms", 150, least=False),
        Row("system", "play button to first trained picture", seen["first_ms"], "ms", 200, least=False),
    ]


def _alone(spec: RunSpec) -> float:
    import time

    from glassnet.engine import configure, prepare

    configure(None)
    trainer = prepare(spec)
    trainer.advance(trainer.ring)
    speeds = []
    for _ in range(5):
        begun, done = time.perf_counter(), 0
        while (spent := time.perf_counter() - begun) < 0.6:
            done += trainer.advance(trainer.ring).updates
        speeds.append(done / spent)
    return sorted(speeds)[len(speeds) // 2]
