"""Convolutions through the engine's real path against PyTorch: one core, batch 64, Adam, 28 × 28 pixels.

The contenders take turns, several rounds each, and the best round of each counts. With one thread each, time is that
of the processor, so that other processes disturb less. PyTorch trains on batches that are
ready in its favourite layout; ours gathers them from bytes in random order, like the page's runs do.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch

from glassnet.engine import Trainer, prepare
from glassnet.protocol.frames import FrameHeader, Tensor, encode
from glassnet.protocol.views import Maps
from glassnet.spec import RunSpec

from .table import Row

ROUNDS = 6
SECONDS = 0.8
BATCH = 64
WATCHED_HZ = 10.0
QUIET_S = 8.0
"""What a run may need later is compiled beside it; the race begins when that is done."""

TURN = 4
"""Updates of a turn: about 20 ms, as the scheduler gives them."""


Clock = Callable[[], float]


def spec(filters: tuple[int, int] = (16, 32)) -> RunSpec:
    """conv-pool-conv-pool-dense on generated digits."""
    nodes: list[dict[str, Any]] = [
        {"id": "in", "kind": "input"},
        {"id": "conv1", "kind": "conv2d", "filters": filters[0]},
        {"id": "pool1", "kind": "max_pool2d"},
        {"id": "conv2", "kind": "conv2d", "filters": filters[1]},
        {"id": "pool2", "kind": "max_pool2d"},
        {"id": "flat", "kind": "flatten"},
        {"id": "out", "kind": "dense", "units": 10, "activation": "softmax"},
    ]
    return RunSpec.model_validate(
        {
            "network": {"nodes": nodes, "edges": list(pairwise(node["id"] for node in nodes))},
            "data": {"kind": "digits28", "samples": 5000},
            "training": {
                "loss": {"kind": "cross_entropy"},
                "optimiser": {"kind": "adam", "learning_rate": 0.001},
                "batch_size": BATCH,
            },
        }
    )


class PyTorch:
    """The same network in PyTorch, eager, in its default layout or with the channels last."""

    def __init__(self, layout: torch.memory_format, filters: tuple[int, int] = (16, 32)) -> None:
        nn = torch.nn
        first, second = filters
        self.network = nn.Sequential(
            *(nn.Conv2d(1, first, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(first, second, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Flatten(), nn.Linear(49 * second, 10)),
        ).to(memory_format=layout)
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=0.001)
        self.batches = [
            (torch.rand(BATCH, 1, 28, 28).to(memory_format=layout), torch.randint(0, 10, (BATCH,))) for _ in range(8)
        ]

    def run(self, seconds: float, clock: Clock) -> float:
        """Images per second."""
        begun, done = clock(), 0
        while (spent := clock() - begun) < seconds:
            x, target = self.batches[done % len(self.batches)]
            self.optimiser.zero_grad()
            loss = torch.nn.functional.cross_entropy(self.network(x), target)
            loss.backward()
            self.optimiser.step()
            loss.item()
            done += 1
        return BATCH * done / spent


def ours(trainer: Trainer, seconds: float, clock: Clock, watched: bool = False) -> float:
    """Images per second; when watched, every feature map is made and put into a frame ten times a second."""
    begun, done, frames = clock(), 0, 0
    while (spent := clock() - begun) < seconds:
        done += trainer.advance(TURN).updates
        if watched and spent * WATCHED_HZ >= frames:
            tensors, meta = trainer.probe(Maps())
            header = FrameHeader("run_0", "maps", 1, trainer.step, trainer.epoch, 0.0, meta)
            encode(header, [Tensor(*tensor) for tensor in tensors])
            frames += 1
    return BATCH * done / spent


def compare(threads: int, targets: dict[str, float | None]) -> list[Row]:
    """Our speed and PyTorch's, with so many threads each."""
    torch.set_num_threads(threads)
    clock = time.process_time if threads == 1 else time.perf_counter
    trainer = prepare(spec())
    time.sleep(QUIET_S)
    peers = {"default": PyTorch(torch.contiguous_format), "channels_last": PyTorch(torch.channels_last)}
    best = dict.fromkeys(["ours", "watched", *peers], 0.0)
    for _ in range(ROUNDS):
        best["ours"] = max(best["ours"], ours(trainer, SECONDS, clock))
        for name, peer in peers.items():
            best[name] = max(best[name], peer.run(SECONDS, clock))
        best["watched"] = max(best["watched"], ours(trainer, SECONDS, clock, watched=True))
    what = f"CNN 16-32, {threads} thread{'s' if threads > 1 else ''}"
    slower = 100 * (1 - best["watched"] / best["ours"])
    return [
        Row("images", what, best["ours"], "images/s"),
        *(Row("images", f"{what}, PyTorch {name}", best[name], "images/s") for name in peers),
        *(
            Row("images", f"{what} against PyTorch {name}", best["ours"] / best[name], "×", targets[name])
            for name in peers
        ),
        Row("images", f"{what}, cost of all feature maps at 10 Hz", slower, "%", 15, least=False),
    ]


def rows() -> list[Row]:
    """All figures of one core."""
    return compare(1, {"default": 1.9, "channels_last": 1.1})
