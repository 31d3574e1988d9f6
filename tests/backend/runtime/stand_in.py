"""An engine for the tests of the runtime: deterministic arithmetic in NumPy, with faults that can be asked for.

Faults are asked for by the name of a hidden node of the network: ``slow_compile``, ``stuck_compile``, ``bad_compile``,
``crash_compile``, ``crash_train``, ``bad_train``, ``diverges``, ``slow_update`` and ``slow_judge``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from glassnet.errors import GlassnetError, SpecError
from glassnet.spec import RunSpec, live


class Ended(NamedTuple):
    rule: str
    detail: str
    hint: str
    step: int
    node: str | None
    can_go_on: bool = True
    best_step: int | None = None


class Advance(NamedTuple):
    updates: int
    losses: Any
    ended: Ended | None


class Looked(NamedTuple):
    step: int
    position: int
    of: int
    index: int
    inputs: list[float]
    target: list[float]
    output: list[float]
    loss: float | None
    completed: Advance | None
    change: dict[str, list[float]]


def configure(cache_dir: Path | None, library: Path | None = None) -> None:
    pass


def device_name() -> str:
    return "stand-in"


def spec_with(*nodes: str, **training: Any) -> RunSpec:
    """A small run whose hidden nodes have these names."""
    names = nodes or ("h1",)
    chain = ["in", *names, "out"]
    hidden = [{"id": name, "kind": "dense", "units": 2, "activation": "tanh"} for name in names]
    out = {"id": "out", "kind": "dense", "units": 1, "activation": "sigmoid"}
    return RunSpec.model_validate(
        {
            "network": {
                "nodes": [{"id": "in", "kind": "input"}, *hidden, out],
                "edges": [list(pair) for pair in pairwise(chain)],
            },
            "data": {"kind": "circles", "samples": 100},
            "training": {"loss": {"kind": "binary_cross_entropy"}, **training},
        }
    )


def warm(idle: Callable[[], bool], crowded: Callable[[], bool]) -> None:
    """Nothing here is compiled."""


def prepare(spec: RunSpec) -> Trainer:
    faults = {node.id for node in spec.network.nodes}
    if "slow_compile" in faults:
        time.sleep(0.4)
    if "stuck_compile" in faults:
        time.sleep(3600)
    if "bad_compile" in faults:
        raise GlassnetError("bad", "This network cannot be built.", "Build another.")
    if "crash_compile" in faults:
        os.abort()
    return Trainer(spec, faults)


class Judging:
    """An evaluation of so many pieces."""

    ready = True

    def __init__(self, step: int, epoch: float, row: dict[str, float], pieces: int) -> None:
        self.step, self.epoch, self.row, self.pieces = step, epoch, row, pieces

    def work(self, enough: Callable[[], bool]) -> dict[str, float] | None:
        self.pieces -= 1
        return None if self.pieces > 0 else self.row


class Trainer:
    ring = 1000
    batches = 10
    first = 10
    compile_seconds = 0.01
    compile_cached = False
    resting = True

    def __init__(self, spec: RunSpec, faults: set[str]) -> None:
        self.spec = spec
        self.faults = faults
        self.probes: list[str] = []
        self.asked = self.looks = 0
        self._start()

    def _start(self) -> None:
        self._judging: Judging | None = None
        self.step = 0
        self.sample = 0
        self.weight = np.asarray([float(self.spec.training.seed + 1)])

    @property
    def batch(self) -> int:
        return self.step % self.batches

    @property
    def epoch(self) -> float:
        return self.step / self.batches

    def able(self) -> bool:
        """With a node "unable" only once that was asked three times since something was held."""
        if "unable" in self.faults and self.spec.network.held:
            self.looks += 1
        return self.looks == 0 or self.looks > 3

    def to_epoch_end(self) -> int:
        return self.batches - self.batch

    def advance(self, updates: int) -> Advance:
        assert 1 <= updates <= self.ring
        most = self.spec.training.max_epochs
        if most is not None:
            updates = min(updates, most * self.batches - self.step)
        if "slow_update" in self.faults:
            updates = min(updates, 5)
        losses, ended = [], None
        for _ in range(max(0, updates)):
            if "slow_update" in self.faults:
                time.sleep(0.001)
            if "crash_train" in self.faults and self.step >= 50:
                os.abort()
            if "bad_train" in self.faults and self.step >= 50:
                raise RuntimeError("kernel failed")
            if "diverges" in self.faults and self.step >= 100 and self.spec.training.optimiser.learning_rate > 0.01:
                ended = Ended("diverged", "The loss became infinite.", "Lower the learning rate.", self.step, "h1")
                break
            losses.append(1.0 / (self.step + 1))
            rate = self.spec.training.optimiser.learning_rate
            self.weight = self.weight * (1.0 - rate / 1000.0) + np.sin(self.step) * 1e-3
            self.step += 1
        self.sample = 0
        if ended is None and most is not None and self.step >= most * self.batches:
            ended = Ended("max_epochs", f"{most} epochs are done.", "Raise it.", self.step, None)
        if "slow_update" not in self.faults:
            time.sleep(len(losses) * 5e-6)
        return Advance(len(losses), np.asarray(losses, np.float32), ended)

    def sample_step(self) -> Looked:
        before, self.sample = self.step, self.sample + 1
        position = self.sample
        completed = self.advance(1) if position == 4 else None
        return Looked(before, position, 4, position, [0.0, 1.0], [1.0], [0.5], 0.25, completed, {})

    def judge(self) -> Judging:
        row = {"train_loss": 1.0 / (self.step + 1), "train_accuracy": 0.5, "test_loss": float(self.weight[0])}
        if self._judging is None or self._judging.row != row:
            self._judging = Judging(self.step, self.epoch, row, 4 if "slow_judge" in self.faults else 1)
        return self._judging

    def ready(self, view: Any) -> bool:
        return True

    def probe(self, view: Any) -> tuple[list[Any], dict[str, Any]]:
        self.probes.append(view.key)
        if view.kind == "unit" and view.node == "nowhere":
            raise SpecError("node", "There is no node 'nowhere'.")
        return [("w", np.asarray([self.weight[0], self.step], np.float32), None, None)], {}

    def set_live(self, path: str, value: float | None) -> None:
        self.spec = live.changed(self.spec, path, value)

    def set_weight(self, node: str, name: str, index: list[int], value: float) -> None:
        if node == "nowhere":
            raise SpecError("node", "There is no node 'nowhere'.", where="node")
        self.weight = np.asarray([value])

    def reset(self, same_init: bool) -> None:
        if not same_init:
            training = self.spec.training.model_copy(update={"seed": self.spec.training.seed + 1})
            self.spec = RunSpec(network=self.spec.network, data=self.spec.data, training=training)
        self._start()

    def save(self) -> tuple[dict[str, Any], dict[str, Any]]:
        facts = {"step": self.step, "epoch": self.epoch, "sample": self.sample}
        return {"w": self.weight}, facts | {"spec": self.spec.model_dump(mode="json")}

    def restore(self, arrays: dict[str, Any], manifest: dict[str, Any]) -> None:
        self.weight, self.step, self.sample = arrays["w"], manifest["step"], manifest["sample"]
        self.spec = RunSpec.model_validate(manifest["spec"])

    def can_predict(self) -> bool:
        self.asked += 1
        return "slow_predict" not in self.faults or self.asked > 2

    def predictions(self, inputs: Any) -> Iterator[Any]:
        weight = self.weight
        for point in inputs:
            if "slow_predict" in self.faults:
                time.sleep(0.01)
            yield (np.asarray([point]).sum(axis=1, keepdims=True) * weight).astype(np.float32)
