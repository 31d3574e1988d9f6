"""Data sets that lie in the library, a folder of the server: downloaded or uploaded once, then read from disk."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets.base import Needs, Shape
from glassnet.catalog.datasets.images import Cases, Images, ImageSet
from glassnet.errors import ConflictError

IMAGES = "images.npy"
"""Pixels ``(n, height, width, channels)`` uint8, the published training images first, then the published test."""

LABELS = "labels.npy"
"""Class numbers ``(n,)`` int16, in the same order; not there where there are masks."""

MASKS = "masks.npy"
"""Class numbers ``(n, height, width)`` uint8, one for each pixel."""

GROUPS = "groups.npy"
"""Number of the group of each image ``(n,)`` int32; images of one group follow each other."""

PHASES = "phases.npy"
"""0 end of diastole, 1 end of systole, -1 unknown ``(n,)`` int8."""

SPACING = "spacing.npy"
"""Size of a pixel and distance of slices, row, column, slice, in mm ``(n, 3)`` float32; NaN where unknown."""


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
        chosen = self._choose(np.random.default_rng(self.seed))
        return Images(self.images(library, chosen), self.labels(library, chosen))

    def images(self, library: Path | None, chosen: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Pixels of the images with the numbers ``chosen``.

        Raises:
            ConflictError: when the library does not hold them.
        """
        return _read(self._open(library, IMAGES, self.input_shape()), chosen)

    def labels(self, library: Path | None, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
        """Class numbers of the images with the numbers ``chosen``.

        Raises:
            ConflictError: when the library does not hold them.
        """
        return _read(self._open(library, LABELS, ()), chosen).astype(np.float32)

    def masks(self, library: Path | None, chosen: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Masks of the images with the numbers ``chosen``.

        Raises:
            ConflictError: when the library does not hold them.
        """
        return _read(self._open(library, MASKS, self.input_shape()[:2]), chosen)

    def cases(self, library: Path | None, chosen: NDArray[np.int64]) -> Cases:
        """What is known besides of the images with the numbers ``chosen``."""
        folder = library / self.folder() if library is not None else Path()

        def known(name: str, shape: tuple[int, ...], otherwise: NDArray[Any]) -> NDArray[Any]:
            if not (folder / name).exists():
                return otherwise
            return _read(self._open(library, name, shape), chosen).astype(otherwise.dtype)

        count = len(chosen)
        return Cases(
            chosen.astype(np.int32),
            known(GROUPS, (), chosen.astype(np.int32)),
            known(PHASES, (), np.full(count, -1, np.int8)),
            known(SPACING, (3,), np.full((count, 3), np.nan, np.float32)),
        )

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

    def _open(self, library: Path | None, name: str, shape: Shape) -> NDArray[Any]:
        """An array of the library, which has an entry of ``shape`` for every image."""
        path = library / self.folder() / name if library is not None else None
        if path is None or not path.exists():
            raise ConflictError(
                "not_downloaded" if self.needs == "download" else "no_dataset",
                f"{self.title} is not on this server{'' if self.needs == 'upload' else ' yet'}.",
                "Download it first; the built-in data sets work at once."
                if self.needs == "download"
                else "Upload it again, or choose another data set.",
                "data",
            )
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
        expected = (sum(self.published()), *shape)
        if array.shape != expected:
            raise ConflictError(
                "dataset_changed",
                f"{self.title} has {name.removesuffix('.npy')} of shape {array.shape} on this server, not {expected}.",
                "Delete it and fetch it again.",
                "data",
            )
        return array


def _read(array: NDArray[Any], chosen: NDArray[np.int64]) -> NDArray[Any]:
    """Entries of an array on disk. Reading a file in its own order is many times quicker than jumping about in it."""
    ascending = np.argsort(chosen)
    found = np.empty((len(chosen), *array.shape[1:]), array.dtype)
    found[ascending] = array[chosen[ascending]]
    return found
