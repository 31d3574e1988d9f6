"""Two networks for masks, ours and the same in PyTorch: strided with instance norm, and with max pooling."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from glassnet.spec import RunSpec

SIDE, BATCH = 64, 32
CHANNELS = (4, 8, 16, 32, 64)

Json = dict[str, Any]


class _Builder:
    """Nodes and edges, written down one after the other."""

    def __init__(self) -> None:
        self.nodes: list[Json] = [{"id": "in", "kind": "input"}]
        self.edges: list[tuple[str, str]] = []

    def add(self, name: str, kind: str, *before: str, **fields: Any) -> str:
        self.nodes.append({"id": name, "kind": kind, **fields})
        self.edges += [(one, name) for one in before]
        return name

    def normed(self, name: str, kind: str, before: str, filters: int, stride: int) -> str:
        at = self.add(f"{name}-conv", kind, before, filters=filters, stride=stride, activation="linear", bias=False)
        return self.add(f"{name}-norm", "instance_norm", at, activation="relu")

    def twice(self, name: str, before: str, filters: int) -> str:
        at = self.add(f"{name}-conv1", "conv2d", before, filters=filters)
        return self.add(f"{name}-conv2", "conv2d", at, filters=filters)

    def spec(self, **training: Any) -> RunSpec:
        return RunSpec.model_validate(
            {
                "network": {"nodes": self.nodes, "edges": self.edges},
                "data": {"kind": "cells", "samples": 400, "size": SIDE},
                "training": {
                    "loss": {"kind": "cross_entropy"},
                    "optimiser": {"kind": "adam", "learning_rate": 0.001},
                    "batch_size": BATCH,
                    **training,
                },
            }
        )


def strided(channels: tuple[int, ...] = CHANNELS) -> RunSpec:
    """Down by strides and up by transposed convolutions, instance norm and ReLU after each, joined by concatenation."""
    net, skips, at = _Builder(), [], "in"
    for level, filters in enumerate(channels[:-1]):
        at = net.normed(f"enc{level}", "conv2d", at, filters, 2)
        skips.append(at)
    at = net.normed("mid", "conv2d", at, channels[-1], 1)
    for level in reversed(range(1, len(skips))):
        joined = net.add(f"join{level}", "concat", skips[level], at)
        at = net.normed(f"dec{level}", "conv_transpose2d", joined, channels[level - 1], 2)
    joined = net.add("join0", "concat", skips[0], at)
    net.add("out", "conv_transpose2d", joined, filters=2, stride=2, activation="softmax")
    return net.spec()


def max_pool(base: int = 8, depth: int = 3) -> RunSpec:
    """Two convolutions at each level, max pooling, transposed 2 × 2 convolutions, joined by concatenation."""
    net, skips, at = _Builder(), [], "in"
    for level in range(depth):
        at = net.twice(f"enc{level}", at, base << level)
        skips.append(at)
        at = net.add(f"pool{level}", "max_pool2d", at)
    at = net.twice("mid", at, base << depth)
    for level in reversed(range(depth)):
        at = net.add(
            f"up{level}", "conv_transpose2d", at, filters=base << level, kernel=2, stride=2, activation="linear"
        )
        at = net.twice(f"dec{level}", net.add(f"join{level}", "concat", skips[level], at), base << level)
    net.add("out", "conv2d", at, filters=2, kernel=1, activation="softmax")
    return net.spec()


def _normed(convolution: nn.Module, filters: int) -> nn.Sequential:
    return nn.Sequential(convolution, nn.InstanceNorm2d(filters, affine=True), nn.ReLU())


class Strided(nn.Module):
    """`strided` in PyTorch."""

    def __init__(self, channels: tuple[int, ...] = CHANNELS) -> None:
        super().__init__()
        pairs = zip([1, *channels], channels[:-1], strict=False)
        self.down = nn.ModuleList([_normed(nn.Conv2d(a, b, 3, 2, 1, bias=False), b) for a, b in pairs])
        self.middle = _normed(nn.Conv2d(channels[-2], channels[-1], 3, 1, 1, bias=False), channels[-1])
        self.up, inputs = nn.ModuleList(), channels[-1]
        for level in reversed(range(1, len(channels) - 1)):
            grow = nn.ConvTranspose2d(channels[level] + inputs, channels[level - 1], 3, 2, 1, 1, bias=False)
            self.up.append(_normed(grow, inputs := channels[level - 1]))
        self.up.append(nn.ConvTranspose2d(2 * inputs, 2, 3, 2, 1, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits ``(n, 2, rows, columns)`` of images ``(n, 1, rows, columns)``."""
        skips = []
        for one in self.down:
            skips.append(x := one(x))
        x = self.middle(x)
        for one in self.up:
            x = one(torch.cat([skips.pop(), x], 1))
        return x


def _twice(inputs: int, filters: int) -> nn.Sequential:
    first, second = nn.Conv2d(inputs, filters, 3, padding=1), nn.Conv2d(filters, filters, 3, padding=1)
    return nn.Sequential(first, nn.ReLU(), second, nn.ReLU())


class MaxPool(nn.Module):
    """`max_pool` in PyTorch."""

    def __init__(self, base: int = 8, depth: int = 3) -> None:
        super().__init__()
        widths = [base << level for level in range(depth + 1)]
        self.down = nn.ModuleList([_twice(a, b) for a, b in zip([1, *widths], widths, strict=False)])
        self.grow = nn.ModuleList([nn.ConvTranspose2d(2 * one, one, 2, 2) for one in reversed(widths[:-1])])
        self.up = nn.ModuleList([_twice(2 * one, one) for one in reversed(widths[:-1])])
        self.out = nn.Conv2d(base, 2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits ``(n, 2, rows, columns)`` of images ``(n, 1, rows, columns)``."""
        skips = []
        for level, block in enumerate(self.down):
            x = block(nn.functional.max_pool2d(x, 2) if level else x)
            skips.append(x)
        x = skips.pop()
        for grow, block in zip(self.grow, self.up, strict=True):
            x = block(torch.cat([skips.pop(), grow(x)], 1))
        return self.out(x)
