"""The generated digits."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from glassnet.catalog.base import setup
from glassnet.catalog.datasets.base import Shape
from glassnet.catalog.datasets.images import Images, ImageSet
from glassnet.catalog.datasets.points import shares
from glassnet.catalog.datasets.strokes import RESOLUTION, SPAN, hands

SIDE = 28
_BLOCK = 256
_KNOTS = 5
"""The paper is bent at a grid of this many points along each side."""


class Digits28(ImageSet):
    r"""Handwritten-looking digits, 28 by 28 pixels, drawn from strokes: like MNIST, but made on the spot and without a download.

    Every image is one of four ways to write its digit, bent, turned, slanted, stretched and shifted at random, and
    written with a pen of random width on paper with some grain.

    Equation: \text{ink} = \operatorname{clip}\big(\tfrac{1}{2} + \tfrac{w - d(A\,p + u(p))}{s}\big)
    Source: Simard, Steinkraus, Platt (2003), Best Practices for Convolutional Neural Networks (elastic distortions)
    """

    title: ClassVar[str] = "Digits 28 × 28"

    kind: Literal["digits28"] = "digits28"
    samples: int = Field(default=5000, ge=10, le=60_000, description="Number of images, all parts together.")
    noise: float = setup(0.4, ge=0.0, le=1.0, description="How carelessly the digits are written; 0 is like print.")

    def input_shape(self) -> Shape:
        return (SIDE, SIDE, 1)

    def class_count(self) -> int:
        return 10

    def generate(self, library: Path | None = None) -> Images:
        rng = np.random.default_rng(self.seed)
        labels = np.repeat(np.arange(10), shares(self.samples, 10))
        labels = labels[rng.permutation(self.samples)]
        pixels = np.empty((self.samples, SIDE, SIDE, 1), np.uint8)
        for first in range(0, self.samples, _BLOCK):
            block = slice(first, first + _BLOCK)
            pixels[block, :, :, 0] = _write(labels[block], rng, self.noise)
        return Images(pixels, labels.astype(np.float32))


def _write(digits: NDArray[np.int64], rng: np.random.Generator, noise: float) -> NDArray[np.uint8]:
    """Images ``(n, 28, 28)`` of ``digits``."""
    font, count = hands(), len(digits)
    variants = np.stack([np.flatnonzero(font.digit == digit) for digit in range(10)])
    hand = variants[digits, rng.integers(0, variants.shape[1], count)]

    distance = _sample(font.distance, hand, _places(count, rng, noise))
    width = rng.uniform(0.035, 0.04 + 0.06 * noise, (count, 1, 1)).astype(np.float32)
    soft = np.float32(0.05)
    ink = np.clip(0.5 + (width - distance) / soft, 0.0, 1.0)
    ink *= rng.uniform(1.0 - 0.4 * noise, 1.0, (count, 1, 1)).astype(np.float32)
    ink += 0.12 * noise * rng.standard_normal(ink.shape, np.float32)
    return (np.clip(ink, 0.0, 1.0) * 255).astype(np.uint8)


def _places(count: int, rng: np.random.Generator, noise: float) -> NDArray[np.float32]:
    """Where each pixel lies in the box of its digit: x and y, ``(2, count, 28, 28)``."""

    def draw(amount: float) -> NDArray[np.float32]:
        return rng.uniform(-amount * noise, amount * noise, (count, 1, 1)).astype(np.float32)

    axis = (np.arange(SIDE, dtype=np.float32) + 0.5) / SIDE * 1.4 - 0.7  # the box fills 20 of 28 pixels
    x, y = axis[None, None, :] + draw(0.2), axis[None, :, None] + draw(0.2)
    angle = draw(0.45)
    across = (np.cos(angle) * x + np.sin(angle) * y) * (1.0 + draw(0.4)) + draw(0.7) * y
    down = (np.cos(angle) * y - np.sin(angle) * x) * (1.0 + draw(0.3))
    knots = 0.11 * noise * rng.standard_normal((2, count, _KNOTS, _KNOTS), np.float32)
    blend = _blend()
    return np.stack([across, down]) + blend @ knots @ blend.T + np.float32(0.5)


def _blend() -> NDArray[np.float32]:
    """Takes values at the knots to smooth values at the pixels: uniform cubic B-splines, ``(28, _KNOTS)``."""
    at = np.linspace(0.0, _KNOTS - 1.0, SIDE)[:, None] - np.arange(_KNOTS)
    far = np.abs(at)
    near, tail = 2 / 3 - far**2 + far**3 / 2, np.clip(2 - far, 0, None) ** 3 / 6
    weights = np.where(far < 1, near, tail)
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)


def _sample(maps: NDArray[np.float32], which: NDArray[np.int64], places: NDArray[np.float32]) -> NDArray[np.float32]:
    """The distances of map ``which[k]`` at ``places[:, k]``, interpolated linearly; beyond the map, its edge."""
    step = (SPAN[1] - SPAN[0]) / (RESOLUTION - 1)
    x, y = np.clip((places - SPAN[0]) / step, 0.0, RESOLUTION - 1.001).astype(np.float32)
    column, row = x.astype(np.int32), y.astype(np.int32)
    right, below = x - column, y - row
    start = which.astype(np.int32)[:, None, None] * (RESOLUTION * RESOLUTION) + row * RESOLUTION + column
    flat = maps.ravel()
    upper = flat[start] * (1 - right) + flat[start + 1] * right
    lower = flat[start + RESOLUTION] * (1 - right) + flat[start + RESOLUTION + 1] * right
    return upper * (1 - below) + lower * below
