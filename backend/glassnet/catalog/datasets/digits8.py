"""Real digits that come with the package."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from glassnet.catalog.datasets.base import Shape
from glassnet.catalog.datasets.images import Images, ImageSet

SIDE = 8
COUNT = 1797
SHADES = 16


class Digits8(ImageSet):
    r"""Real handwritten digits of 13 people, only 8 by 8 pixels: small enough to see every number, and quick to learn.

    All 1,797 images come with Glassnet. With fewer ``samples`` the seed chooses which.

    Equation: \text{pixel} = \tfrac{255}{16}\,\#\{\text{dark points in a block of } 4 \times 4\}
    Source: Alpaydin, Kaynak (1998), Optical Recognition of Handwritten Digits, UCI, doi:10.24432/C50P49, CC BY 4.0
    """

    title: ClassVar[str] = "Digits 8 × 8"

    kind: Literal["digits8"] = "digits8"
    samples: int = Field(default=COUNT, ge=10, le=COUNT, description="Number of images, all parts together.")

    def input_shape(self) -> Shape:
        return (SIDE, SIDE, 1)

    def class_count(self) -> int:
        return 10

    def generate(self, library: Path | None = None) -> Images:
        table = _table()
        chosen = np.random.default_rng(self.seed).permutation(COUNT)[: self.samples]
        counts = table[:-1].T[chosen].reshape(-1, SIDE, SIDE, 1).astype(np.uint16)
        return Images((counts * 255 // SHADES).astype(np.uint8), table[-1][chosen].astype(np.float32))


@cache
def _table() -> NDArray[np.uint8]:
    """Pixels row by row and then the digits, one column an image, ``(65, 1797)``."""
    packed = (files("glassnet.catalog.datasets") / "files" / "digits8.gz").read_bytes()
    return np.frombuffer(gzip.decompress(packed), np.uint8).reshape(SIDE * SIDE + 1, COUNT)
