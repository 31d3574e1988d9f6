"""Masks that somebody drew: whether they fit the images they are for."""

from __future__ import annotations

from functools import lru_cache

from glassnet.catalog.datasets import Grouped
from glassnet.errors import SpecError


def check(data: Grouped) -> None:
    """Refuse corrections that do not fit the masks of ``data``.

    Raises:
        SpecError: when one is for an image that is not there, has another size, or a class that is not there.
    """
    if not data.corrections:
        return
    if not data.masked():
        raise _unfit(0, "this data set has no masks to correct", "Leave the corrections out.")
    height, width = data.input_shape()[:2]
    classes, images = data.class_count(), sum(data.group_sizes())
    for place, one in enumerate(data.corrections):
        if one.source >= images:
            raise _unfit(place, f"there is no image {one.source}: the set has {images}", "Count from 0.")
        pixels, highest = _extent(one.mask)
        if pixels != height * width:
            why = f"the mask has {pixels} pixels; expected {height * width}, {height} × {width}"
            raise _unfit(place, why, "Draw it anew on an image of this data set.")
        if highest >= classes:
            why = f"the mask has the class {highest}; the classes here are 0 to {classes - 1}"
            raise _unfit(place, why, "Draw it anew with the classes of this data set.")


def _unfit(place: int, why: str, hint: str) -> SpecError:
    return SpecError("correction", f"Correction {place} does not fit: {why}.", hint, f"data.corrections.{place}")


@lru_cache(maxsize=1024)
def _extent(runs: str) -> tuple[int, int]:
    """Pixels of a mask told as runs, and its highest class. Asked again whenever a live value of the run changes."""
    pairs = [run.split("*") for run in runs.split()]
    return sum(int(length) for _, length in pairs), max(int(kind) for kind, _ in pairs)
