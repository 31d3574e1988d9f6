"""What a data set of images is."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from glassnet.catalog.augmentations import AugmentationSpec
from glassnet.catalog.datasets.base import Dataset


class Cases(NamedTuple):
    """What is known of images besides their pixels.

    Attributes:
        source: number of each image in the whole set, before any parting ``(n,)``.
        group: number of the group (patient) of each ``(n,)``; their own number where there are no groups.
        phase: 0 end of diastole, 1 end of systole, -1 unknown ``(n,)``.
        spacing: size of a pixel and distance of slices, row, column, slice, in mm ``(n, 3)``; NaN where unknown.
    """

    source: NDArray[np.int32]
    group: NDArray[np.int32]
    phase: NDArray[np.int8]
    spacing: NDArray[np.float32]


class Images(NamedTuple):
    """Pixels ``(n, height, width, channels)`` uint8, 0 black to 255 white, and what they are labelled with.

    Attributes:
        pixels: the images.
        labels: class numbers ``(n,)`` float32; masks ``(n, height, width)`` uint8, a class number for each pixel, where
            `Dataset.masked`.
        cases: more about each image, where anything is known.
    """

    pixels: NDArray[np.uint8]
    labels: NDArray[np.float32] | NDArray[np.uint8]
    cases: Cases | None = None


class ImageSet(Dataset):
    """Images with labels. The network gets pixels as numbers from 0 to 1."""

    samples: int = Field(default=2000, ge=10, le=100_000, description="Number of images, all parts together.")
    augment: list[AugmentationSpec] = Field(
        default=[], max_length=20, description="Random changes of the training images, each kind at most once."
    )
    fill: Literal["zero", "reflect", "edge"] = Field(
        default="zero",
        description="What comes in from beyond the border when augmentation moves an image: black (zero), the mirrored "
        "image (reflect), or the last pixel on and on (edge).",
    )

    @field_validator("augment")
    @classmethod
    def _kinds_differ(cls, value: list[AugmentationSpec]) -> list[AugmentationSpec]:
        kinds = [one.kind for one in value]
        for kind in kinds:
            if kinds.count(kind) > 1:
                raise ValueError(
                    f"each augmentation can be used once, {kind!r} is there {kinds.count(kind)} times; "
                    "remove one and widen the range of the other"
                )
        return value

    @abstractmethod
    def generate(self, library: Path | None = None) -> Images:
        """All images in a random order: the first `parts` entries train, then validate, then test.

        Args:
            library: folder of stored data sets; generated sets need none.
        """
