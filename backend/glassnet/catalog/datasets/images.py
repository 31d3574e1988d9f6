"""What a data set of images is."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from glassnet.catalog.datasets.base import Dataset


class Images(NamedTuple):
    """Pixels ``(n, height, width, channels)`` uint8, 0 black to 255 white, and class numbers ``(n,)`` float32."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.float32]


class ImageSet(Dataset):
    """Images with labels. The network gets pixels as numbers from 0 to 1."""

    samples: int = Field(default=2000, ge=10, le=100_000, description="Number of images, all parts together.")

    @abstractmethod
    def generate(self, library: Path | None = None) -> Images:
        """All images in a random order: the first `parts` entries train, then validate, then test.

        Args:
            library: folder of stored data sets; generated sets need none.
        """
