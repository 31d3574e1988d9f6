"""How well the U-Net template finds the left ventricle, and how long it takes: ours, and PyTorch on the same slices.

All train on 368 slices and are judged on 52 of other patients, for as long as the template's schedule lasts or until
the time is over. Dice is the mean over the test slices. PyTorch has the same network in ``channels_last``, the same
batches and rates, once without augmentation and once with it. One after the other, so that none disturbs another.
"""

from __future__ import annotations

import math
import time
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from glassnet.catalog.datasets.cardiac import Cardiac
from glassnet.engine import configure, prepare
from glassnet.spec.mask_templates import BATCH, EPOCHS, RATE, build

from .table import Row

LIMIT_S = 300.0
PLAIN_S, RICH_S = 50.0, 110.0
"""What the two PyTorch runs get; without augmentation it has long learned its slices by heart by then."""

TURN = 4


class Result(NamedTuple):
    """Mean Dice of the test slices, how long training took and how many epochs it did."""

    dice: float
    seconds: float
    epochs: float


def ours(seed: int = 0) -> Result:
    """The template through the engine's own path, with the server's one training thread; compiling does not count."""
    template = build("unet", {}).spec
    spec = template.model_copy(update={"training": template.training.model_copy(update={"seed": seed})})
    trainer = prepare(spec)
    begun = time.perf_counter()
    while trainer.epoch < EPOCHS and time.perf_counter() - begun < LIMIT_S:
        trainer.advance(TURN)
    spent = time.perf_counter() - begun
    return Result(trainer.evaluate()["test_dice"] or 0.0, spent, trainer.epoch)


def _two(inputs: int, filters: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for channels in (inputs, filters):
        layers += [
            nn.Conv2d(channels, filters, 3, padding=1, bias=False),
            nn.InstanceNorm2d(filters, affine=True),
            nn.ReLU(),
        ]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    """The template's network in PyTorch."""

    def __init__(self, channels: int = 8, depth: int = 3) -> None:
        super().__init__()
        widths = [channels * 2**level for level in range(depth + 1)]
        self.down = nn.ModuleList([_two(a, b) for a, b in zip([1, *widths], widths, strict=False)])
        self.grow = nn.ModuleList([nn.ConvTranspose2d(2 * one, one, 2, 2) for one in widths[:-1]])
        self.up = nn.ModuleList([_two(2 * one, one) for one in widths[:-1]])
        self.out = nn.Conv2d(channels, 2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits ``(n, 2, rows, columns)`` of images ``(n, 1, rows, columns)``."""
        skips = []
        for level, block in enumerate(self.down):
            x = block(functional.max_pool2d(x, 2) if level else x)
            skips.append(x)
        for level in reversed(range(len(self.up))):
            x = self.up[level](torch.cat([skips[level], self.grow[level](x)], 1))
        return self.out(x)


def _changed(x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Images and masks moved alike, and images brighter, fainter and noisier, by the template's ranges."""
    count = len(x)
    ranges = {one.kind: one for one in build("unet", {}).spec.data.augment}

    def swing(*shape: int) -> torch.Tensor:
        return torch.rand(count, *shape) * 2 - 1

    angle = swing() * math.radians(ranges["rotate"].degrees)
    size = 1 + swing() * ranges["scale"].fraction
    flip = ranges["flip"]
    left, top = (torch.where(torch.rand(count) < share, -1.0, 1.0) for share in (flip.horizontal, flip.vertical))
    shift = swing(2) * 2 * ranges["shift"].fraction
    rows = [
        torch.stack([left * size * torch.cos(angle), -top * size * torch.sin(angle), shift[:, 0]], 1),
        torch.stack([left * size * torch.sin(angle), top * size * torch.cos(angle), shift[:, 1]], 1),
    ]
    grid = functional.affine_grid(torch.stack(rows, 1), list(x.shape), align_corners=False)
    moved = functional.grid_sample(x, grid, align_corners=False)
    masks = functional.grid_sample(y[:, None].float(), grid, mode="nearest", align_corners=False)[:, 0].long()
    mean = moved.mean((2, 3), keepdim=True)
    tinted = moved + (moved - mean) * swing(1, 1, 1) * ranges["contrast"].fraction
    tinted += swing(1, 1, 1) * ranges["brightness"].fraction + torch.randn_like(moved) * ranges["noise"].deviation
    return tinted.clamp(0, 1), masks


def _loss(logits: torch.Tensor, masks: torch.Tensor, soft: bool) -> torch.Tensor:
    entropy = functional.cross_entropy(logits, masks)
    if not soft:
        return entropy
    found, true = logits.softmax(1)[:, 1], (masks == 1).float()
    share = (2 * (found * true).sum((1, 2)) + 1) / (found.sum((1, 2)) + true.sum((1, 2)) + 1)
    return 0.5 * entropy + 0.5 * (1 - share.mean())


def pytorch(augmented: bool, seconds: float, seed: int = 0) -> Result:
    """PyTorch on the same slices: without augmentation and with cross-entropy at a steady rate, or as the template."""
    torch.manual_seed(seed)
    data = Cardiac()
    images, train = data.generate(), data.parts()[0]
    x = torch.from_numpy(images.pixels[..., 0][:, None].astype(np.float32) / 255)
    y = torch.from_numpy(images.labels.astype(np.int64))
    network = UNet().to(memory_format=torch.channels_last)
    optimiser = torch.optim.Adam(network.parameters(), lr=RATE)
    begun, epoch = time.perf_counter(), 0
    while epoch < EPOCHS and (spent := time.perf_counter() - begun) < seconds:
        for rows in torch.randperm(train).split(BATCH):
            some, masks = _changed(x[rows], y[rows]) if augmented else (x[rows], y[rows])
            done = max(epoch / EPOCHS, spent / seconds)
            for group in optimiser.param_groups:
                group["lr"] = RATE * (0.5 + 0.5 * math.cos(math.pi * done) if augmented else 1.0)
            optimiser.zero_grad()
            _loss(network(some.to(memory_format=torch.channels_last)), masks, augmented).backward()
            optimiser.step()
        epoch += 1
    spent = time.perf_counter() - begun
    with torch.no_grad():
        found = network(x[train:]).argmax(1) == 1
    return Result(_dice(found, y[train:] == 1), spent, epoch)


def _dice(found: torch.Tensor, true: torch.Tensor) -> float:
    """Mean over the slices in which there is something, or something was found."""
    both, all_ = (found & true).sum((1, 2)), found.sum((1, 2)) + true.sum((1, 2))
    return float((2 * both[all_ > 0] / all_[all_ > 0]).mean())


def rows() -> list[Row]:
    """Ours against the aim, and PyTorch's figures beside it."""
    torch.set_num_threads(1)
    configure(None)
    mine = ours()
    plain, rich = pytorch(augmented=False, seconds=PLAIN_S), pytorch(augmented=True, seconds=RICH_S)
    figures: list[Any] = [
        Row("segment", "U-Net template, mean Dice of 52 test slices", mine.dice, "", 0.79),
        Row("segment", f"U-Net template, {mine.epochs:.0f} epochs", mine.seconds, "s", LIMIT_S, least=False),
    ]
    for name, peer in {"without augmentation": plain, "with augmentation": rich}.items():
        figures += [
            Row("segment", f"PyTorch U-Net {name}, mean Dice", peer.dice, ""),
            Row("segment", f"PyTorch U-Net {name}, {peer.epochs:.0f} epochs", peer.seconds, "s"),
        ]
    return figures
