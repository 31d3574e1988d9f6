"""What the photocells of a Mark 1 perceptron see."""

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

SIDE = 20
MOST_SHIFT = 3
"""Farther away the largest figure would leave the field."""

Cells = NDArray[np.bool_]
Pattern = Literal["letters", "shapes", "sides"]

_E = """
############
############
###
###
#########
#########
###
###
############
############
"""
_X = """
###......###
.###....###.
..###..###..
...######...
....####....
....####....
...######...
..###..###..
.###....###.
###......###
"""


def _letters(figure: int, rng: np.random.Generator) -> Cells:
    del rng
    rows = (_E, _X)[figure].split()
    lit = [[cell == "#" for cell in row.ljust(12)] for row in rows]
    return np.pad(np.array(lit), ((5, 5), (4, 4)))


def _shapes(figure: int, rng: np.random.Generator) -> Cells:
    """A square or a disc of the same area: how many cells see light says nothing."""
    half = rng.uniform(2.5, 5.0)
    away = np.abs(np.arange(SIDE) + 0.5 - SIDE / 2)
    if figure == 0:
        return np.maximum.outer(away, away) < half
    return np.add.outer(away**2, away**2) < half**2 * 4 / np.pi


def _sides(figure: int, rng: np.random.Generator) -> Cells:
    """A bar of any height in the left or in the right half."""
    half = rng.integers(2, 7)
    first = 4 + 10 * figure
    field = np.zeros((SIDE, SIDE), np.bool_)
    field[SIDE // 2 - half : SIDE // 2 + half, first : first + 3] = True
    return field


PATTERNS: dict[Pattern, tuple[tuple[str, str], Callable[[int, np.random.Generator], Cells]]] = {
    "letters": (("E", "X"), _letters),
    "shapes": (("square", "disc"), _shapes),
    "sides": (("left", "right"), _sides),
}
"""What can be shown: the names of both classes, and a figure of one of them in the middle of the field."""


class Photocells(ImageSet):
    r"""What the camera of the Mark 1 perceptron saw: 20 by 20 photocells, each of which sees light (1) or none (0).

    One of two figures is shown, somewhere near the middle. One unit with a weight for each cell can tell them apart; the
    farther they move, the fewer cells can be relied on. In the machine of 1960 a layer of fixed, random connections stood
    between cells and weights; as in the lecture, the cells are weighed themselves here.

    Equation: x_i \in \{0, 1\},\quad i = 1, \dots, 400
    Source: Rosenblatt (1960), Perceptron Simulation Experiments, doi:10.1109/JRPROC.1960.287598
    """

    title: ClassVar[str] = "Photocells"

    kind: Literal["photocells"] = "photocells"
    samples: int = Field(default=500, ge=10, le=20_000, description="Number of images, all parts together.")
    pattern: Pattern = Field(
        default="letters",
        description="letters: E or X; shapes: a square or a disc of the same area; sides: a bar on the left or on the "
        "right.",
    )
    shift: int = setup(
        1, ge=0, le=MOST_SHIFT, description="How many cells a figure may be away from its place, each way."
    )
    noise: float = setup(
        0.02, ge=0.0, le=0.5, description="Share of the cells that tell the opposite of what they see."
    )

    def input_shape(self) -> Shape:
        return (SIDE, SIDE, 1)

    def class_count(self) -> int:
        return 2

    def class_names(self) -> list[str]:
        return list(PATTERNS[self.pattern][0])

    def generate(self, library: Path | None = None) -> Images:
        rng = np.random.default_rng(self.seed)
        labels = np.repeat(np.arange(2), shares(self.samples, 2))[rng.permutation(self.samples)]
        figure = PATTERNS[self.pattern][1]
        # As many numbers of chance whatever the shift: the same figures, only farther away.
        places = np.floor((2 * self.shift + 1) * rng.random((self.samples, 2))).astype(int) - self.shift
        lit = np.stack(
            [np.roll(figure(int(label), rng), place, (0, 1)) for label, place in zip(labels, places, strict=True)]
        )
        lit ^= rng.random(lit.shape) < self.noise
        return Images((lit[..., None] * np.uint8(255)).astype(np.uint8), labels.astype(np.float32))
