"""Reads a zip of pictures with masks: pictures too, in which a value or a colour marks each class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from glassnet.errors import shown
from glassnet.storage.datasets.archive import MOST_PICTURE_BYTES
from glassnet.storage.datasets.cases import Known, groups_of, nothing_known
from glassnet.storage.datasets.gathered import Gathered, own_size
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.masks import Values, colours, vanishing
from glassnet.storage.datasets.options import UploadOptions
from glassnet.storage.datasets.pairs import File, Pair, groups_by_folder, matched
from glassnet.storage.datasets.pictures import Look, fitted_mask, loaded, pixels

_DARK, _BRIGHT = 48, 207
_MOST_BETWEEN = 0.03
"""Share of the pixels of a black-and-white mask that JPEG may leave between `_DARK` and `_BRIGHT`."""


def read_pairs(images: Sequence[File], masks: Sequence[File], options: UploadOptions, notes: list[str]) -> Gathered:
    """The images that have a mask, and their masks.

    Raises:
        ReadError: naming the file at fault: no pairs, sizes that differ, values that are no classes.
    """
    pairs = matched(images, masks, notes)
    homes = groups_by_folder(pairs)
    known = nothing_known(len(pairs))
    if homes is not None:
        group = groups_of("the folders", np.asarray(["/".join(one) for one in homes]), len(pairs), [])
        order = np.argsort(group, kind="stable")
        pairs = [pairs[k] for k in order]
        known = Known(group[order].astype(np.int32), known.phase, known.spacing, True)
        notes.append(f"Images of one folder belong together: {len(set(homes)):,} groups.")
    looks = [_checked(pair) for pair in pairs]
    size = options.size or own_size([one.size for one in looks], notes)
    channels = {"auto": 3 if any(one.colour for one in looks) else 1, "grey": 1, "rgb": 3}[options.colours]
    drawn = Drawings(pairs, notes)
    classes = drawn.values.classes(options.classes, notes)

    def pictures() -> Iterator[NDArray[np.uint8]]:
        for image, _, _ in pairs:
            yield pixels(image.name, image.read(MOST_PICTURE_BYTES), channels, size, options.fit)

    def fitted() -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
        for pair in pairs:
            mask = drawn.mask(pair)
            yield mask, fitted_mask(mask, size, options.fit)

    return Gathered(pictures(), (*size, channels), [], classes, notes, known, vanishing(fitted(), size, notes))


def _checked(pair: Pair) -> Look:
    """What the header of the image says; its masks are of the same size."""
    look = Look(pair.image.name, pair.image.read(MOST_PICTURE_BYTES))
    for mask in pair.masks:
        other = Look(mask.name, mask.read(MOST_PICTURE_BYTES)).size
        if other != look.size:
            raise ReadError(
                "sizes_differ",
                f"The image {shown(pair.image.name)} has {look.size[0]} × {look.size[1]} pixels, but its mask "
                f"{shown(mask.name)} {other[0]} × {other[1]}.",
                "Bring each mask to the size of its image, without mixing its values.",
            )
    return look


class Drawings:
    """The masks of all pairs, read twice: once to learn which values there are, once to be kept.

    Attributes:
        values: the values that were found.

    Raises:
        ReadError: ``mask_values``, when they are no classes.
    """

    def __init__(self, pairs: Sequence[Pair], notes: list[str]) -> None:
        masks = [mask for pair in pairs for mask in pair.masks]
        self._numbered = all(_loaded(one).mode in ("P", "1") for one in masks[:50])
        self._blurred = False
        refused = self._count(masks)
        if refused is not None or (len(self.values.found) > 2 and any(_is_jpeg(one.name) for one in masks)):
            self._blurred = all(_black_and_white(self._codes(one)) for one in masks)
        if self._blurred:
            refused = self._count(masks)
            notes.append(
                "The masks are not plain black and white, as JPEG blurs them; what is brighter than 127 counts."
            )
        if refused is not None:
            raise refused

    def mask(self, pair: Pair) -> NDArray[np.uint8]:
        """Class numbers of the mask of one image; where several masks overlap, the highest class."""
        found = [self.values.numbers(self._values(one)) for one in pair.masks]
        union: NDArray[np.uint8] = np.maximum.reduce(found)
        return union

    def _count(self, masks: Sequence[File]) -> ReadError | None:
        """Count the values anew; why they are no classes, if so."""
        self.values = Values()
        try:
            for one in masks:
                self.values.add(one.name, self._values(one))
        except ReadError as error:
            if error.code != "mask_values":
                raise
            return error
        return None

    def _values(self, file: File) -> NDArray[Any]:
        codes = self._codes(file)
        return np.where(codes > 127, 255, 0) if self._blurred else codes

    def _codes(self, file: File) -> NDArray[Any]:
        """A value for each pixel: a number of a palette, a grey, or a colour."""
        picture = _loaded(file)
        if picture.mode == "1":
            return np.asarray(picture, np.uint8) * 255 if not self._numbered else np.asarray(picture, np.uint8)
        if picture.mode == "P" and self._numbered:
            return np.asarray(picture)
        if picture.mode in ("L", "I", "I;16", "I;16B", "I;16L", "F"):
            return np.asarray(picture)
        if picture.mode == "RGBA":
            every = np.asarray(picture, np.int64)
            seen = every[..., 3] > 127
            if not seen.all():  # drawn on glass: where nothing was drawn is the ground
                plain = colours(every)
                return np.where(seen, np.where(plain == 0, 255, plain), 0)
        return colours(np.asarray(picture.convert("RGB"), np.int64))


def _loaded(file: File) -> Image.Image:
    return loaded(file.name, file.read(MOST_PICTURE_BYTES))


def _is_jpeg(name: str) -> bool:
    return name.lower().endswith((".jpg", ".jpeg"))


def _black_and_white(codes: NDArray[Any]) -> bool:
    between = (codes > _DARK) & (codes < _BRIGHT)
    return bool(codes.max() < 256 and between.mean() <= _MOST_BETWEEN)
