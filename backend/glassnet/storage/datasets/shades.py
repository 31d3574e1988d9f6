"""What is black and what is white in images whose numbers are not 0 to 255."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import shown
from glassnet.storage.datasets.job import ReadError

Window = Literal["auto", "set", "group"]
Shade = tuple[float, float]

LOW, HIGH = 0.5, 99.5
"""Percentiles that become black and white where a few pixels are much darker or brighter than all others."""

_LEAST_WHITE = 64
"""Numbers from 0 on that stay below this are of another range than 0 to 255, such as 0 to 16."""

_CT = -500
"""Only Hounsfield units reach so far below 0: they mean the same in every volume."""

_SAMPLE = 1_000_000
_STRAY = 0.5
"""A set has stray pixels when they widen its range by more than this share of what the percentiles span."""


def shade(name: str, array: NDArray[Any], notes: list[str]) -> Shade:
    """What is black and what is white in all images of a set ``(n, …)``.

    Numbers from 0 to 1 and from 0 to 255 stay what they are. Others reach from the lowest to the highest, or between
    the percentiles `LOW` and `HIGH` where stray pixels would leave everything else in the dark.

    Raises:
        ReadError: ``not_finite``.
    """
    if array.dtype.kind == "b":
        return 0.0, 1.0
    low, high = extent(name, array)
    if is_plain(low, high):
        return 0.0, 1.0 if high <= 1 else 255.0
    if low > 0 and high < _LEAST_WHITE:
        notes.append(f"The numbers reach from {low:g} to {high:g}; 0 became black, the highest white.")
        return 0.0, high
    dark, bright = percentiles(array)
    if array.dtype.itemsize > 1 and bright > dark and (high - low) - (bright - dark) > _STRAY * (bright - dark):
        notes.append(
            f"The numbers reach from {low:g} to {high:g}, nearly all from {dark:g} to {bright:g}: these became black "
            "and white."
        )
        return dark, bright
    notes.append(f"The numbers reach from {low:g} to {high:g}; the lowest became black, the highest white.")
    return low, high


def shades(
    name: str, array: NDArray[Any], group: NDArray[np.int64], window: Window, notes: list[str]
) -> NDArray[np.float64]:
    """What is black and what is white in each image ``(n, 2)``, each group having its own.

    In MR the same tissue has other numbers in every scan; so each group reaches from its percentile `LOW` to its
    percentile `HIGH`, as is usual. Numbers that fit into 8 bits, and those of CT, are left in common unless ``window``
    is ``group``.

    Raises:
        ReadError: ``not_finite``.
    """
    count = len(array)
    grouped = window == "group" or (window == "auto" and array.dtype.kind != "b" and int(group.max()) + 1 < count)
    if grouped and window == "auto":
        low, high = extent(name, array)
        grouped = not is_plain(low, high) and not is_ct(low)
    if not grouped:
        return np.tile(np.asarray(shade(name, array, notes)), (count, 1))
    low, high = extent(name, array)
    notes.append(
        f"The numbers reach from {low:g} to {high:g}; in each group its percentile {LOW:g} became black and its "
        f"percentile {HIGH:g} white."
    )
    found = np.empty((count, 2))
    for number in range(int(group.max()) + 1):
        members = group == number
        found[members] = window_of(array[members], float(array[members].min()), float(array[members].max()))
    return found


def window_of(sample: NDArray[Any], low: float, high: float) -> Shade:
    """What is black and what is white in one volume: the percentiles of a sample, or its ends where these are one."""
    dark, bright = percentiles(sample)
    return (dark, bright) if bright > dark else (low, high)


def percentiles(array: NDArray[Any]) -> Shade:
    """The percentiles `LOW` and `HIGH` of all numbers, or of an even choice of `_SAMPLE` of them."""
    flat = array.reshape(-1)
    dark, bright = np.percentile(flat[:: max(1, flat.size // _SAMPLE)].astype(np.float64), [LOW, HIGH])
    return float(dark), float(bright)


def extent(name: str, array: NDArray[Any]) -> Shade:
    """The lowest and the highest number.

    Raises:
        ReadError: ``not_finite``.
    """
    low, high = np.inf, -np.inf
    for start in range(0, len(array), 1024):
        block = array[start : start + 1024]
        if array.dtype.kind == "f" and not np.isfinite(block).all():
            raise ReadError(
                "not_finite", f"{shown(name)} holds numbers that are not finite.", "Replace NaN and infinity first."
            )
        low, high = min(low, float(block.min())), max(high, float(block.max()))
    return low, high


def is_ct(low: float) -> bool:
    """Whether numbers are Hounsfield units, by how far they reach below 0."""
    return low < _CT


def is_plain(low: float, high: float) -> bool:
    """Whether numbers are shades already: from 0 to 1, or from 0 to 255."""
    return low >= 0 and (high <= 1 or _LEAST_WHITE <= high <= 255)


def grey(image: NDArray[Any], black: float, white: float) -> NDArray[np.uint8]:
    """An image as numbers from 0 to 255; what lies beyond black or white becomes black or white.

    All is black where both are one.
    """
    if image.dtype == np.uint8 and (black, white) == (0.0, 255.0):
        return image
    if not white > black:
        return np.zeros(image.shape, np.uint8)
    with np.errstate(over="ignore"):  # far beyond is beyond
        share = (image.astype(np.float64) - black) / (white - black)
    return np.rint(np.clip(share, 0.0, 1.0) * 255).astype(np.uint8)
