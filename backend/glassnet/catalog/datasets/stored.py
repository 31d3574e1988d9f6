"""Data sets that lie in the library, a folder of the server: downloaded or uploaded once, then read from disk."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets.base import Needs
from glassnet.catalog.datasets.images import Images, ImageSet
from glassnet.errors import ConflictError

IMAGES = "images.npy"
"""Pixels ``(n, height, width, channels)`` uint8, the published training images first, then the published test."""

LABELS = "labels.npy"
"""Class numbers ``(n,)`` int16, in the same order."""


class StoredSet(ImageSet):
    """Images that are read from the library, a random choice of them when fewer are asked for than there are."""

    needs: ClassVar[Needs] = "download"

    @abstractmethod
    def folder(self) -> str:
        """Name of its folder in the library; also the id of its download."""

    @abstractmethod
    def published(self) -> tuple[int, int]:
        """How many images there are to train with and to test with; the latter 0 when nobody parted them."""

    def count(self) -> int:
        return min(self.samples, sum(self.published()))

    def generate(self, library: Path | None = None) -> Images:
        """See `ImageSet.generate`.

        Raises:
            ConflictError: ``not_downloaded`` when the library does not hold it.
        """
        images, labels = self._open(library)
        chosen = self._choose(np.random.default_rng(self.seed))
        # Reading a file in its own order is many times quicker than jumping about in it.
        ascending = np.argsort(chosen)
        pixels = np.empty((len(chosen), *images.shape[1:]), np.uint8)
        pixels[ascending] = images[chosen[ascending]]
        return Images(pixels, labels[chosen].astype(np.float32))

    def _choose(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """Numbers of the images, in the order of `parts`.

        The test part is taken from the published test images, the others from the published training images; only
        where one of the two is used up does the other help out.
        """
        train, test = self.published()
        wanted = self.parts()[2]
        training, testing = rng.permutation(train), train + rng.permutation(test)
        kept = min(wanted, test)
        to_learn = self.count() - wanted
        spare = np.concatenate([training[to_learn:], testing[kept:]])
        learnt = training[:to_learn]
        missing = to_learn - len(learnt)
        if missing:
            learnt, spare = rng.permutation(np.concatenate([learnt, spare[-missing:]])), spare[:-missing]
        return np.concatenate([learnt, rng.permutation(np.concatenate([testing[:kept], spare[: wanted - kept]]))])

    def _open(self, library: Path | None) -> tuple[NDArray[Any], NDArray[Any]]:
        folder = library / self.folder() if library is not None else None
        if folder is None or not (folder / IMAGES).exists():
            raise ConflictError(
                "not_downloaded" if self.needs == "download" else "no_dataset",
                f"{self.title} is not on this server{'' if self.needs == 'upload' else ' yet'}.",
                "Download it first; the built-in data sets work at once."
                if self.needs == "download"
                else "Upload it again, or choose another data set.",
                "data",
            )
        images = np.load(folder / IMAGES, mmap_mode="r", allow_pickle=False)
        labels = np.load(folder / LABELS, allow_pickle=False)
        expected = (sum(self.published()), *self.input_shape())
        if images.shape != expected or labels.shape != expected[:1]:
            raise ConflictError(
                "dataset_changed",
                f"{self.title} has images of shape {images.shape} on this server, not {expected}.",
                "Delete it and fetch it again.",
                "data",
            )
        return images, labels
