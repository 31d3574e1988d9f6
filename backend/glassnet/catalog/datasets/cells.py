"""Cells: ellipses that touch and overlap, for segmentation."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from glassnet.catalog.datasets.base import Shape
from glassnet.catalog.datasets.grouped import Grouped
from glassnet.catalog.datasets.images import Images


class Cells(Grouped):
    r"""Round cells under a microscope, some bright and some faint, on an uneven ground: which pixels are cell?

    Equation: \text{mask}(u, v) = \max_k \big[\,|R_k^{-1}((u, v) - c_k) / s_k| \le 1\,\big]
    Source: Drawn here: ellipses with a soft rim on a slanting ground, and the noise of a camera
    """

    title: ClassVar[str] = "Cells"

    kind: Literal["cells"] = "cells"
    samples: int = Field(default=400, ge=10, le=5_000, description="Number of images, all parts together.")
    size: Literal[32, 64, 96, 128] = Field(default=64, description="Pixels along one side.")
    noise: float = Field(default=0.3, ge=0.0, le=1.0, description="Noise of the camera and haze: higher is harder.")

    def masked(self) -> bool:
        return True

    def input_shape(self) -> Shape:
        return (self.size, self.size, 1)

    def class_names(self) -> list[str]:
        return ["background", "cell"]

    def group_sizes(self) -> tuple[int, ...]:
        return (1,) * self.samples

    def generate(self, library: Path | None = None) -> Images:
        del library
        order = np.concatenate(self.arrangement())
        drawn = [self._draw(np.random.default_rng((self.seed, int(source)))) for source in order]
        pixels, masks = (np.stack(part) for part in zip(*drawn, strict=True))
        return Images(pixels[..., None], self.corrected(masks))

    def _draw(self, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        side = self.size
        at = np.linspace(-1.0, 1.0, side)
        rows, columns = at[:, None], at[None]
        angle = rng.uniform(0, 2 * np.pi)
        image = 0.25 + rng.uniform(0, 0.2) * (np.cos(angle) * rows + np.sin(angle) * columns)
        mask = np.zeros((side, side), bool)
        for _ in range(rng.integers(3, 10)):
            centre, axes, turn = rng.uniform(-0.9, 0.9, 2), rng.uniform(0.12, 0.3, 2), rng.uniform(0, np.pi)
            u = (np.cos(turn) * (rows - centre[0]) + np.sin(turn) * (columns - centre[1])) / axes[0]
            v = (np.cos(turn) * (columns - centre[1]) - np.sin(turn) * (rows - centre[0])) / axes[1]
            radius = np.hypot(u, v)
            image = image + rng.uniform(0.1, 0.45) / (1 + np.exp((radius - 1) * 12))
            mask |= radius <= 1
        # Dirt that is bright but no cell: small specks.
        for _ in range(rng.integers(0, 6)):
            spot = rng.uniform(-0.95, 0.95, 2)
            image = image + 0.5 * np.exp(-((rows - spot[0]) ** 2 + (columns - spot[1]) ** 2) / 0.002)
        image = image + rng.normal(0, 0.25 * self.noise, image.shape)
        return np.rint(255 * np.clip(image, 0, 1)).astype(np.uint8), mask.astype(np.uint8)
