"""U-Nets through the engine's real path against PyTorch: one core, batch 32, Adam, 64 × 64 pixels.

As in `images`, the contenders take turns and the best round of each counts. Ours gather their batches from bytes in
random order; PyTorch's are ready in its favourite layout.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import torch

from glassnet.engine import Trainer, configure, prepare
from glassnet.protocol.frames import FrameHeader, Tensor, encode
from glassnet.protocol.views import Maps, Masks
from glassnet.spec import RunSpec

from . import unets
from .table import Row
from .unets import BATCH, SIDE

ROUNDS = 8
SECONDS = 1.0
WATCHED_HZ = 5.0
QUIET_S = 12.0
"""What a run may need later is compiled beside it; the race begins when that is done."""

NETWORKS: dict[str, tuple[Callable[[], RunSpec], type[torch.nn.Module], float]] = {
    "strided U-Net 4-8-16-32-64": (unets.strided, unets.Strided, 2.0),
    "max-pool U-Net 8-16-32-64": (unets.max_pool, unets.MaxPool, 1.0),
}
"""Ours, PyTorch's, and how many times as fast as the latter with its channels last the former shall be."""

Clock = Callable[[], float]


class PyTorch:
    """Training of a network in PyTorch, eager, in one of its layouts."""

    def __init__(self, network: torch.nn.Module, layout: torch.memory_format) -> None:
        self.network = network.to(memory_format=layout)
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=0.001)
        self.batches = [
            (torch.rand(BATCH, 1, SIDE, SIDE).to(memory_format=layout), torch.randint(0, 2, (BATCH, SIDE, SIDE)))
            for _ in range(4)
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


def ours(trainer: Trainer, seconds: float, clock: Clock, views: Sequence[Any] = ()) -> float:
    """Images per second; each of ``views`` is made and put into a frame five times a second."""
    begun, done, frames = clock(), 0, 0
    while (spent := clock() - begun) < seconds:
        done += trainer.advance(1).updates
        if spent * WATCHED_HZ >= frames:
            for view in views:
                tensors, meta = trainer.probe(view)
                header = FrameHeader("run_0", view.kind, 1, trainer.step, trainer.epoch, 0.0, meta)
                encode(header, [Tensor(*tensor) for tensor in tensors])
            frames += 1
    return BATCH * done / spent


def compare(threads: int, *, judged: bool) -> list[Row]:
    """Our speed and PyTorch's, with so many threads each; ``judged`` says whether the targets hold."""
    torch.set_num_threads(threads)
    clock = time.process_time if threads == 1 else time.perf_counter
    return [row for name in NETWORKS for row in _compare(name, threads, clock, judged)]


def _compare(name: str, threads: int, clock: Clock, judged: bool) -> list[Row]:
    spec, network, target = NETWORKS[name]
    trainer = prepare(spec())
    time.sleep(QUIET_S)
    peers = {
        "default": PyTorch(network(), torch.contiguous_format),
        "channels_last": PyTorch(network(), torch.channels_last),
    }
    watching = (Masks(), Maps())
    for view in watching:
        trainer.probe(view)
    best = dict.fromkeys(["ours", "watched", *peers], 0.0)
    for _ in range(ROUNDS):
        best["ours"] = max(best["ours"], ours(trainer, SECONDS, clock))
        for peer in peers:
            best[peer] = max(best[peer], peers[peer].run(SECONDS, clock))
        best["watched"] = max(best["watched"], ours(trainer, SECONDS, clock, watching))
    what = f"{name}, {threads} thread{'s' if threads > 1 else ''}"
    slower = 100 * (1 - best["watched"] / best["ours"])
    targets = {"default": None, "channels_last": target if judged else None}
    return [
        Row("unet", what, best["ours"], "images/s"),
        *(Row("unet", f"{what}, PyTorch {peer}", best[peer], "images/s") for peer in peers),
        *(
            Row("unet", f"{what} against PyTorch {peer}", best["ours"] / best[peer], "×", targets[peer])
            for peer in peers
        ),
        Row("unet", f"{what}, cost of masks and maps at 5 Hz", slower, "%", 20 if judged else None, least=False),
    ]


def rows() -> list[Row]:
    """All figures of one core."""
    configure(None)
    return compare(1, judged=True)
