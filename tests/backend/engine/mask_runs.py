"""Small runs that find a class for each pixel, and what PyTorch says of them."""

from __future__ import annotations

import base64
import time
from itertools import pairwise
from typing import Any

import numpy as np
import torch

from glassnet.engine import Trainer
from glassnet.protocol.plane import View
from glassnet.spec import RunSpec
from tests.backend.engine.image_specs import Json, layer

NODES = [layer("conv2d", "c1", filters=4, activation="tanh"), layer("conv2d", "out", filters=2, activation="softmax")]
LONE = [NODES[0], layer("conv2d", "out", filters=1, activation="sigmoid")]
PART, JUDGED = "validation", 11
EXACT = {"rtol": 1e-4, "atol": 1e-5}


def spec(nodes: list[Json] | None = None, loss: Json | None = None, **data: Any) -> RunSpec:
    every = [layer("input", "in"), *(nodes or NODES)]
    return RunSpec.model_validate(
        {
            "network": {"nodes": every, "edges": list(pairwise(node["id"] for node in every))},
            "data": {"kind": "cells", "samples": 44, "size": 32, "validation_fraction": 0.25, "seed": 2, **data},
            "training": {
                "loss": loss or {"kind": "cross_entropy", "foreground_weight": 3.0},
                "optimiser": {"kind": "adam", "learning_rate": 0.02},
                "batch_size": 8,
            },
        }
    )


def seen(trainer: Trainer, view: View) -> tuple[dict[str, Any], dict[str, Any]]:
    """Tensors and facts of a view once it is ready."""
    wait(trainer, view)
    found, meta = trainer.probe(view)
    return {one.key: one.array for one in found}, meta


def wait(trainer: Trainer, view: View) -> None:
    while not trainer.ready(view):
        time.sleep(0.002)


def said(trainer: Trainer, images: Any) -> torch.Tensor:
    """Probabilities ``(n, height, width, 2)`` by PyTorch, from what a checkpoint holds."""
    arrays, _ = trainer.save()
    x = torch.tensor(np.asarray(images), dtype=torch.float32).movedim(-1, 1) / 255
    for node in ("c1", "out"):
        kernel = torch.tensor(arrays[f"{node}.weight"]).permute(3, 2, 0, 1)
        x = torch.nn.functional.conv2d(x, kernel, torch.tensor(arrays[f"{node}.bias"]), padding="same")
        x = torch.tanh(x) if node == "c1" else x
    p = torch.softmax(x, 1) if x.shape[1] == 2 else torch.cat([1 - torch.sigmoid(x), torch.sigmoid(x)], 1)
    return p.movedim(1, -1)


def dice(truth: Any, found: Any) -> list[float]:
    """Of each of two classes."""
    both = [(int(((truth == k) & (found == k)).sum()), int((truth == k).sum() + (found == k).sum())) for k in (0, 1)]
    return [2 * shared / total if total else np.nan for shared, total in both]


def rows(trainer: Trainer, part: str = PART) -> Any:
    bounds = trainer.examples.bounds[part]
    return np.arange(bounds.start, bounds.stop)


def coded(array: Any) -> str:
    return base64.b64encode(np.asarray(array, np.uint8).tobytes()).decode()
