"""What an augmentation is: a random change of training images that leaves their labels true."""

from __future__ import annotations

import zlib
from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from glassnet import ops
from glassnet.catalog.base import Part

if TYPE_CHECKING:
    from jax import Array

Live = Mapping[str, "Array"]
"""The live values of one augmentation by field name, traced float32 scalars."""


class Draw(NamedTuple):
    """Chance for one augmentation of one batch; every image has its own.

    Attributes:
        key: uint32, a function of (seed, step, kind of augmentation).
        images: how many images there are.
    """

    key: Array
    images: int

    def share(self, purpose: int = 0) -> Array:
        """From 0 to 1, 1 left out, for every image: ``(images, 1, 1)``."""
        return ops.uniform(ops.fold(self.key, purpose), (self.images, 1, 1))

    def swing(self, purpose: int = 0) -> Array:
        """From -1 to 1 for every image: ``(images, 1, 1)``."""
        return 2 * self.share(purpose) - 1


class Places(NamedTuple):
    """Where each pixel of the result looks, in pixels from the centre of the image: ``(images, height, width)``.

    Attributes:
        rows: down is positive.
        columns: right is positive.
    """

    rows: Array
    columns: Array


class Augmentation(Part):
    """A random change of training images that leaves their labels true; each image is changed differently.

    With all its ranges at 0 it changes nothing, to the last bit.
    """

    @classmethod
    def draw(cls, key: Array, images: int) -> Draw:
        """Chance for this kind from the key of the update."""
        return Draw(ops.fold(key, zlib.crc32(cls.kind_name().encode())), images)


class Warp(Augmentation):
    """An augmentation that moves pixels. All warps of a run become one resampling, so that nothing blurs twice."""

    @abstractmethod
    def source(self, places: Places, size: tuple[int, int], draw: Draw, live: Live) -> Places:
        """Where to look in the original to find what belongs at ``places``: the movement backwards.

        Args:
            places: each ``(images or 1, height, width)``, float32.
            size: height and width in pixels.
            draw: chance.
            live: the ranges.
        """


class Tint(Augmentation):
    """An augmentation that changes values where they are."""

    @abstractmethod
    def tinted(self, images: Array, draw: Draw, live: Live) -> Array:
        """Changed images ``(n, height, width, channels)``, float32; values may leave 0 … 1, they are clipped later."""
