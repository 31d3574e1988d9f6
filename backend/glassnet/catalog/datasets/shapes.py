"""The generated shapes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from glassnet.catalog.base import setup
from glassnet.catalog.datasets.base import Shape
from glassnet.catalog.datasets.images import Images, ImageSet
from glassnet.catalog.datasets.points import shares

SIDE = 32
_BLOCK = 512
Plane = NDArray[np.float32]


def _triangle(x: Plane, y: Plane) -> Plane:
    side = np.float32(np.sqrt(3) / 2)
    return np.maximum(np.maximum(side * x - 0.5 * y, -side * x - 0.5 * y), y) - np.float32(0.5)


def _star(x: Plane, y: Plane) -> Plane:
    fifth = np.float32(2 * np.pi / 5)
    turn = np.abs((np.arctan2(x, -y) + fifth / 2) % fifth - fifth / 2)
    radius = np.hypot(x, y)
    # The edge from a tip at radius 1 to the notch between two tips at radius 0.45.
    notch = np.array([np.sin(fifth / 2), np.cos(fifth / 2)], np.float32) * np.float32(0.45)
    across, down = notch[0], np.float32(1.0) - notch[1]
    length = np.float32(np.hypot(across, down))
    return (radius * np.sin(turn) * down + (radius * np.cos(turn) - 1) * across) / length


def _cross(x: Plane, y: Plane) -> Plane:
    wide, high = np.abs(x), np.abs(y)
    arm = np.float32(0.3)
    return np.minimum(np.maximum(wide - arm, high - 1), np.maximum(wide - 1, high - arm))


OUTLINES: dict[str, Callable[[Plane, Plane], Plane]] = {
    "circle": lambda x, y: np.hypot(x, y) - np.float32(0.85),
    "square": lambda x, y: np.maximum(np.abs(x), np.abs(y)) - np.float32(0.75),
    "triangle": _triangle,
    "star": _star,
    "cross": _cross,
    "ring": lambda x, y: np.abs(np.hypot(x, y) - np.float32(0.72)) - np.float32(0.18),
}
"""How far a point lies outside each shape, negative inside; the shapes fit a circle of radius 1, y downwards."""


class Shapes(ImageSet):
    r"""Circles, squares, triangles, stars, crosses and rings of any size, place, turn and brightness on 32 by 32 pixels: what counts is form alone.

    In colour, shape and ground have random colours that say nothing about the class.

    Equation: \text{image} = c_0 + (c_1 - c_0)\,\operatorname{clip}\big(\tfrac{1}{2} - \tfrac{s}{p}\,f_k(R\,(x - m)/s)\big)
    Source: Signed distances of plane figures; the data set is Glassnet's own
    """

    title: ClassVar[str] = "Shapes"

    kind: Literal["shapes"] = "shapes"
    samples: int = Field(default=3000, ge=10, le=60_000, description="Number of images, all parts together.")
    colours: Literal["grey", "rgb"] = Field(default="grey", description="Shades of grey, or red, green and blue.")
    noise: float = setup(
        0.2, ge=0.0, le=1.0, description="Grain, faint contrast and free turning; 0 is upright and clear."
    )

    def input_shape(self) -> Shape:
        return (SIDE, SIDE, 3 if self.colours == "rgb" else 1)

    def class_count(self) -> int:
        return len(OUTLINES)

    def class_names(self) -> list[str]:
        return list(OUTLINES)

    def generate(self, library: Path | None = None) -> Images:
        rng = np.random.default_rng(self.seed)
        labels = np.repeat(np.arange(len(OUTLINES)), shares(self.samples, len(OUTLINES)))
        labels = labels[rng.permutation(self.samples)]
        channels = self.input_shape()[2]
        pixels = np.empty((self.samples, SIDE, SIDE, channels), np.uint8)
        for first in range(0, self.samples, _BLOCK):
            block = slice(first, first + _BLOCK)
            pixels[block] = _paint(labels[block], channels, self.noise, rng)
        return Images(pixels, labels.astype(np.float32))


def _paint(labels: NDArray[np.int64], channels: int, noise: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Images ``(n, 32, 32, channels)`` of the shapes with these numbers."""
    cover = _cover(labels, noise, rng)[..., None]
    ground, ink = _colours(len(labels), channels, noise, rng)
    image = ground + (ink - ground) * cover
    image += np.float32(0.15 * noise) * rng.standard_normal(image.shape, np.float32)
    return (np.clip(image, 0.0, 1.0) * 255).astype(np.uint8)


def _cover(labels: NDArray[np.int64], noise: float, rng: np.random.Generator) -> Plane:
    """How much of each pixel the shape covers, 0 to 1, ``(n, 32, 32)``."""

    def draw(low: float, high: float) -> Plane:
        return rng.uniform(low, high, (len(labels), 1, 1)).astype(np.float32)

    axis = (np.arange(SIDE, dtype=np.float32) + 0.5) / SIDE * 2 - 1
    size = draw(0.5, 0.9)
    room = 1 - size
    x = (axis[None, None, :] - draw(-1, 1) * room) / size
    y = (axis[None, :, None] - draw(-1, 1) * room) / size
    angle = draw(-np.pi * noise, np.pi * noise)
    x, y = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    outside = np.empty((len(labels), SIDE, SIDE), np.float32)
    for number, outline in enumerate(OUTLINES.values()):
        mine = labels == number
        outside[mine] = outline(x[mine], y[mine])
    return np.clip(0.5 - outside * size * (SIDE / 2), 0.0, 1.0)


def _colours(count: int, channels: int, noise: float, rng: np.random.Generator) -> tuple[Plane, Plane]:
    """Colours of ground and shape, ``(n, 1, 1, channels)``; they differ enough to be seen."""
    shape = (count, 1, 1, channels)
    ground = rng.uniform(0.0, 0.35, shape)
    ink = rng.uniform(0.9 - 0.35 * noise, 1.0, shape)
    if channels == 3:  # in one channel of three the two may be alike, or change places
        mixed = np.where(np.arange(3) == rng.integers(0, 3, (count, 1, 1, 1)), rng.uniform(0.0, 1.0, shape), ink)
        swapped = rng.random((count, 1, 1, 1)) < 0.5
        ground, ink = np.where(swapped, mixed, ground), np.where(swapped, ground, mixed)
    return ground.astype(np.float32), ink.astype(np.float32)
