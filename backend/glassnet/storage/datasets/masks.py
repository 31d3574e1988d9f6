"""Masks from strangers: whatever values or colours mark the classes, they become numbers 0, 1, 2 and so on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets.upload import MOST_MASK_CLASSES
from glassnet.errors import shown
from glassnet.storage.datasets.job import ReadError

COLOUR = 1 << 24
"""Added to a colour ``red << 16 | green << 8 | blue`` to tell it from a number; greys are numbers from 0 to 255."""

_DENSE = 1 << 16
_NAMED = {
    0xFF0000: "red",
    0x00FF00: "green",
    0x0000FF: "blue",
    0xFFFF00: "yellow",
    0x00FFFF: "cyan",
    0xFF00FF: "magenta",
}


class Values:
    """The values that all masks of a set have, counted while they pass.

    Attributes:
        found: value and number of pixels.
    """

    def __init__(self) -> None:
        self.found: Counter[int] = Counter()
        self._listed: NDArray[np.int64] = np.zeros(0, np.int64)

    def add(self, name: str, mask: NDArray[Any]) -> None:
        """Count the values of one mask, or of several.

        Raises:
            ReadError: ``mask_values``, when they are no classes.
        """
        values, counts = _distinct(name, mask)
        if len(values) and values[0] < 0:
            raise mask_values(name, f"holds {values[0]}; classes are whole numbers from 0 on", "Set it to 0 first.")
        self.found.update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
        if len(self.found) > MOST_MASK_CLASSES:
            raise too_many_values(name)

    def classes(self, given: Sequence[str], notes: list[str]) -> list[str]:
        """Names of the classes, in the order of their numbers; what became of the values is told in ``notes``.

        Raises:
            ReadError: ``one_class`` when nothing is marked, ``class_names`` when ``given`` names do not suit.
        """
        values = sorted(self.found)
        if given and values[-1] < len(given):
            values = list(range(len(given)))
        if len(self.found) < 2:
            raise ReadError(
                "one_class",
                f"Every pixel of every mask is {said(values[0])}: nothing is marked.",
                "Choose other masks: background and at least one class that differs from it.",
            )
        if given and len(given) != len(values):
            raise ReadError(
                "class_names",
                f"{len(given)} names of classes were given, but the masks have the values {_listed(values)}.",
                f"Give {len(values)} names, the background first, or leave them out.",
                "options.classes",
            )
        if 0 not in self.found and not given:
            if any(one >= COLOUR for one in values):  # the ground of a drawing is what there is most of
                values.sort(key=lambda one: (one != self.found.most_common(1)[0][0], one))
            notes.append(f"No pixel of the masks is 0; {said(values[0])} became class 0, the background.")
        if values != list(range(len(values))):
            notes.append(f"The values of the masks {_listed(values)} became the classes {_range(len(values))}.")
        if values[-1] == 255 and len(values) > 2:
            notes.append("255 became a class like any other; where it means that a pixel does not count, set it to 0.")
        self._listed = np.asarray(values, np.int64)
        if given:
            return list(given)
        if len(values) == 2:
            return ["background", "foreground"]
        return ["background", *(said(one) for one in values[1:])]

    def numbers(self, mask: NDArray[Any]) -> NDArray[np.uint8]:
        """Class numbers of a mask whose values have been counted."""
        values = mask.astype(np.int64)
        order = np.argsort(self._listed)
        return order[np.searchsorted(self._listed[order], values)].astype(np.uint8)


def flat_mask(name: str, mask: NDArray[Any]) -> NDArray[Any]:
    """One mask ``(height, width)`` with a value for each pixel.

    Args:
        name: for a refusal.
        mask: ``(height, width)``; ``(height, width, 3 or 4)`` of colours; or ``(height, width, classes)`` of 0 and 1,
            each layer marking a class.

    Raises:
        ReadError: ``mask_values``, when classes overlap.
    """
    if mask.ndim == 2:
        return mask
    if mask.shape[2] == 1:
        return mask[..., 0]
    if mask.dtype.kind != "b" and mask.shape[2] in (3, 4) and mask.size and mask.max() > 1:
        return colours(mask.astype(np.int64))
    marked = mask != 0
    if mask.dtype.kind != "b" and (marked != (mask == 1)).any():
        raise mask_values(name, f"has {mask.shape[2]} layers with other numbers than 0 and 1", "Mark classes with 1.")
    if (marked.sum(2) > 1).any():
        raise mask_values(name, "has pixels with more than one class", "Give every pixel one class.")
    # Where no layer marks anything is one class more, before all others.
    return np.where(marked.any(2), marked.argmax(2) + 1, 0)


def colours(mask: NDArray[np.int64]) -> NDArray[np.int64]:
    """Values of the pixels of a coloured mask ``(height, width, 3 or more)``."""
    red, green, blue = mask[..., 0], mask[..., 1], mask[..., 2]
    return np.where((red == green) & (green == blue), red, COLOUR | red << 16 | green << 8 | blue)


def said(value: int) -> str:
    """A value of a mask, in words."""
    if value < COLOUR:
        return str(value)
    return _NAMED.get(value - COLOUR, f"#{value - COLOUR:06x}")


def mask_values(name: str, why: str, hint: str) -> ReadError:
    """The refusal of a mask whose values are no classes."""
    return ReadError("mask_values", f"The mask {shown(name)} {why}.", hint)


def too_many_values(name: str) -> ReadError:
    """The refusal of what looks like an image rather than like a mask."""
    return mask_values(
        name,
        f"has a value that no class can have: there are more than {MOST_MASK_CLASSES} different ones",
        "Masks have one value or colour for each class. Save them as PNG, as JPEG blurs values; or choose other masks.",
    )


def _distinct(name: str, mask: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if mask.dtype.kind not in "biuf":
        raise mask_values(name, "holds text", "A mask has a whole number for each pixel, its class.")
    if mask.dtype.kind == "f":
        odd = ~(np.isfinite(mask) & (mask == np.rint(mask)) & (np.abs(mask) < 2**53))
        if odd.any():
            why = f"holds {float(mask[odd].flat[0]):g}; a pixel's class is a whole number"
            raise mask_values(name, why, "Round the mask, or set a threshold, first.")
    flat = mask.reshape(-1)
    if mask.dtype.kind == "b" or (flat.size and flat.min() >= 0 and flat.max() < _DENSE):
        counts = np.bincount(flat.astype(np.int64))
        values = np.flatnonzero(counts)
        return values, counts[values]
    values, counts = np.unique(flat, return_counts=True)
    if len(values) > MOST_MASK_CLASSES:
        raise too_many_values(name)
    return values.astype(np.int64), counts


def _listed(values: Sequence[int]) -> str:
    texts = [said(one) for one in values]
    return ", ".join(texts if len(texts) <= 12 else [*texts[:11], "…", texts[-1]])


def _range(count: int) -> str:
    return ", ".join(str(k) for k in range(count)) if count <= 12 else f"0 to {count - 1}"


def vanishing(
    masks: Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8]]], size: tuple[int, int], notes: list[str]
) -> Iterator[NDArray[np.uint8]]:
    """Masks that were made to fit, of pairs of before and after; tells in the end how many lost all that was marked."""
    lost = 0
    for before, after in masks:
        lost += bool(before.any() and not after.any())
        yield after
    if lost:
        notes.append(f"At {size[0]} × {size[1]} nothing is left of what {lost:,} masks mark; a larger size keeps it.")
