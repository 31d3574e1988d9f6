"""Engine against PyTorch and straight-line C: one core, batch 10, mean squared error, tanh, shuffled epochs.

The contenders take turns, several rounds each, and the best round of each counts: on a shared machine only ratios
within one run mean something.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import torch

from glassnet.engine import Trainer, prepare
from glassnet.protocol.views import Surface

from .networks import NETWORKS, spec
from .table import Row

ROUNDS = 5
SECONDS = 0.6
TARGETS = {"2-4-2-1": 150, "7-8-8-8-8-8-8-1": 50}


def ours(trainer: Trainer, seconds: float) -> float:
    """Updates per second through the engine's training path, every loss read back."""
    begun, done = time.perf_counter(), 0
    while (spent := time.perf_counter() - begun) < seconds:
        done += trainer.advance(trainer.ring).updates
    return done / spent


class PyTorch:
    """The same training in PyTorch, eager, one thread: the loop everybody writes."""

    def __init__(self, sizes: list[int], optimiser: str) -> None:
        layers = [part for a, b in pairwise(sizes) for part in (torch.nn.Linear(a, b), torch.nn.Tanh())]
        self.network = torch.nn.Sequential(*layers)
        kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
        self.optimiser = kinds[optimiser](self.network.parameters(), lr=0.03)
        self.x = torch.rand(250, sizes[0]) * 12 - 6
        self.y = torch.sign(self.x[:, :1] * self.x[:, 1:2])

    def run(self, seconds: float) -> float:
        """Updates per second."""
        losses: list[torch.Tensor] = []
        begun, done = time.perf_counter(), 0
        while (spent := time.perf_counter() - begun) < seconds:
            order = torch.randperm(250)
            for rows in order.split(10):
                self.optimiser.zero_grad()
                loss = torch.nn.functional.mse_loss(self.network(self.x[rows]), self.y[rows])
                loss.backward()
                self.optimiser.step()
                losses.append(loss.detach())
                done += 1
        return done / spent


def limit(sizes: list[int], folder: Path) -> Path:
    """The C program for ``sizes``, compiled for this machine."""
    program = folder / ("limit-" + "-".join(map(str, sizes)))
    source = Path(__file__).with_name("dense_limit.c")
    flags = ["-O3", "-march=native", "-ffast-math", "-DSIZES=" + ",".join(map(str, sizes))]
    subprocess.run(["cc", *flags, str(source), "-o", str(program), "-lm"], check=True)
    return program


def surfaces(trainer: Trainer, seconds: float) -> float:
    """Epochs per second with a 100 × 100 decision surface after each."""
    view = Surface(size=100)
    begun, done = time.perf_counter(), 0
    while (spent := time.perf_counter() - begun) < seconds:
        trainer.advance(trainer.to_epoch_end())
        trainer.probe(view)
        done += 1
    return done / spent


def rows() -> list[Row]:
    """All figures of the engine."""
    torch.set_num_threads(1)
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, sizes in NETWORKS.items():
            found += _network(name, sizes, Path(folder))
    trainer = prepare(spec(NETWORKS["2-4-2-1"], "sgd"))
    epochs = max(surfaces(trainer, SECONDS) for _ in range(ROUNDS))
    found.append(Row("engine", "2-4-2-1 with a surface every epoch", epochs, "epochs/s", 2000))
    return found


def _network(name: str, sizes: list[int], folder: Path) -> list[Row]:
    sgd, adam = prepare(spec(sizes, "sgd")), prepare(spec(sizes, "adam"))
    peer, program = PyTorch(sizes, "sgd"), limit(sizes, folder)
    best = {"sgd": 0.0, "adam": 0.0, "torch": 0.0, "c": 0.0}
    for _ in range(ROUNDS):
        best["sgd"] = max(best["sgd"], ours(sgd, SECONDS))
        best["torch"] = max(best["torch"], peer.run(SECONDS))
        best["adam"] = max(best["adam"], ours(adam, SECONDS))
        printed = subprocess.run([str(program), str(SECONDS)], check=True, capture_output=True, text=True).stdout
        best["c"] = max(best["c"], float(printed.split()[0]))
    return [
        Row("engine", f"{name} gradient descent", best["sgd"], "updates/s"),
        Row("engine", f"{name} PyTorch", best["torch"], "updates/s"),
        Row("engine", f"{name} straight-line C", best["c"], "updates/s"),
        Row("engine", f"{name} against PyTorch", best["sgd"] / best["torch"], "×", TARGETS[name]),
        Row("engine", f"{name} against straight-line C", best["sgd"] / best["c"], "×"),
        Row("engine", f"{name} gradient descent : Adam", best["sgd"] / best["adam"], "×", 1.5, least=False),
    ]
