"""How the generated digits are written: several hands for each digit, as strokes, and the distance to them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FONT: dict[int, tuple[str, ...]] = {
    0: (
        "o .5 0 .2 .12 .08 .5 .2 .88 .5 1 .8 .88 .92 .5 .8 .12",
        "o .5 0 .3 .15 .24 .5 .3 .85 .5 1 .7 .85 .76 .5 .7 .15",
        "o .62 .02 .3 .15 .12 .6 .3 .97 .55 .95 .85 .6 .88 .2",
        "~ .7 .05 .4 .02 .16 .3 .12 .65 .32 .96 .65 .94 .88 .6 .84 .2 .6 .03 .45 .1",
    ),
    1: (
        "- .5 0 .5 1",
        "- .26 .22 .54 0 .54 1",
        "- .3 .2 .54 0 .54 1 | - .28 1 .8 1",
        "~ .62 0 .52 .35 .44 .7 .42 1",
    ),
    2: (
        "~ .14 .25 .28 .05 .55 0 .8 .12 .84 .32 .66 .56 .36 .8 .12 1 | - .12 1 .9 1",
        "~ .16 .2 .4 .02 .72 .06 .82 .3 .6 .62 .3 .9 .14 .94 .2 .8 .4 .84 .66 .98 .92 .92",
        "~ .16 .18 .5 0 .84 .2 .7 .5 .14 1 | ~ .14 1 .35 .92 .6 1 .9 .96",
        "~ .12 .12 .45 .02 .78 .1 .76 .36 .4 .62 .14 .96 | - .14 .96 .86 .96",
    ),
    3: (
        "~ .16 .14 .42 0 .76 .08 .78 .34 .46 .47 | ~ .46 .47 .82 .56 .86 .84 .5 1 .14 .88",
        "- .16 .02 .82 .02 .46 .4 | ~ .46 .4 .82 .52 .84 .82 .5 1 .14 .88",
        "~ .2 .1 .5 0 .74 .18 .62 .4 .36 .48 | ~ .36 .48 .7 .52 .82 .76 .56 .98 .18 .94",
        "~ .12 .2 .36 .02 .7 .06 .74 .3 .5 .44 .4 .48 .54 .5 .84 .66 .7 .94 .36 1 .1 .86",
    ),
    4: (
        "- .7 1 .7 0 .1 .68 .94 .68",
        "- .26 0 .14 .55 .88 .55 | - .7 .12 .64 1",
        "- .3 .02 .3 .5 .82 .5 | - .74 0 .74 1",
        "~ .24 .04 .16 .36 .24 .56 .5 .58 .78 .48 | ~ .8 .02 .76 .5 .66 1",
    ),
    5: (
        "- .82 0 .26 0 .2 .44 | ~ .2 .44 .5 .36 .82 .5 .84 .8 .5 1 .14 .88",
        "- .84 .02 .3 .04 .3 .42 | ~ .3 .42 .66 .42 .8 .66 .66 .94 .2 .98",
        "~ .86 .02 .6 .06 .34 .02 .26 .24 .24 .42 .52 .42 .8 .6 .72 .9 .42 1 .14 .92",
        "- .24 .04 .22 .42 | ~ .22 .42 .56 .36 .84 .62 .64 .96 .16 .94 | - .24 .04 .84 .02",
    ),
    6: (
        "~ .76 .04 .42 .12 .18 .46 .16 .78 .42 1 .74 .92 .84 .68 .64 .5 .34 .54 .18 .74",
        "~ .62 0 .3 .34 .16 .7 .32 .96 .62 .98 .8 .74 .6 .52 .32 .6 .2 .8",
        "~ .34 0 .2 .4 .16 .76 .4 1 .72 .92 .76 .66 .5 .54 .2 .7",
        "~ .84 .12 .54 0 .22 .28 .14 .66 .3 .96 .66 .98 .86 .74 .7 .5 .4 .48 .18 .66",
    ),
    7: (
        "- .12 .02 .86 .02 .4 1",
        "- .12 .04 .86 .04 .42 1 | - .3 .5 .78 .5",
        "- .14 .2 .14 .04 .86 .04 | ~ .86 .04 .62 .4 .46 .7 .42 1",
        "~ .1 .1 .3 .04 .6 .1 .88 .04 | ~ .88 .04 .66 .3 .5 .64 .46 1",
    ),
    8: (
        "o .5 0 .24 .08 .24 .36 .5 .46 .76 .36 .76 .08 | o .5 .46 .16 .6 .16 .88 .5 1 .84 .88 .84 .6",
        "o .8 .12 .5 0 .22 .14 .34 .4 .68 .58 .82 .82 .5 1 .18 .84 .3 .6 .68 .4",
        "o .54 0 .3 .14 .36 .4 .56 .44 .74 .3 .76 .1 | o .5 .44 .2 .6 .2 .9 .44 1 .72 .9 .76 .62",
        "o .76 .06 .42 .02 .2 .2 .4 .42 .74 .64 .7 .94 .34 .98 .2 .74 .48 .5 .78 .26",
    ),
    9: (
        "o .48 0 .2 .1 .16 .38 .4 .54 .7 .46 .82 .2 .7 .04 | ~ .82 .2 .8 .6 .7 1",
        "o .46 0 .18 .16 .2 .42 .48 .52 .74 .36 .76 .12 | - .77 .06 .77 1",
        "~ .8 .26 .66 .04 .36 .04 .16 .28 .3 .5 .6 .48 .8 .26 .82 .6 .62 .94 .26 .98",
        "~ .78 .08 .44 0 .18 .22 .28 .46 .58 .46 .76 .24 .78 .08 .76 .5 .7 1",
    ),
}
"""Strokes in a box of unit width and height, y downwards: ``-`` straight, ``~`` curved, ``o`` curved and closed."""

ASPECT = 0.72
"""Width of the box over its height."""

SPAN = (-0.5, 1.5)
"""The part of the plane for which distances are kept, in x and in y, in heights of the box."""

RESOLUTION = 96
"""Entries of a map of distances along one side."""

_PER_PIECE = 6


class Hands(NamedTuple):
    """Every way of writing every digit.

    Attributes:
        digit: which digit each hand writes, ``(hands,)``.
        distance: to the nearest point of the strokes, in heights of the box, ``(hands, RESOLUTION, RESOLUTION)``
            float32, rows downwards.
    """

    digit: NDArray[np.int64]
    distance: NDArray[np.float32]


@cache
def hands() -> Hands:
    """Maps of distances for the whole font, made once."""
    axis = np.linspace(*SPAN, RESOLUTION, dtype=np.float32)
    plane = np.stack(np.meshgrid(axis, axis, indexing="xy"), -1).reshape(-1, 2)
    digits, maps = [], []
    for digit, variants in FONT.items():
        for variant in variants:
            digits.append(digit)
            maps.append(_distance(plane, _segments(variant)).reshape(RESOLUTION, RESOLUTION))
    return Hands(np.array(digits), np.stack(maps).astype(np.float32))


def _segments(variant: str) -> NDArray[np.float32]:
    """The straight pieces of all strokes, start and end, ``(pieces, 2, 2)``; the box is centred on x = 0.5."""
    pieces = []
    for stroke in variant.split("|"):
        form, *numbers = stroke.split()
        points = np.array(numbers, float).reshape(-1, 2)
        points[:, 0] = 0.5 + (points[:, 0] - 0.5) * ASPECT
        line = points if form == "-" else _smooth(points, closed=form == "o")
        pieces.append(np.stack([line[:-1], line[1:]], 1))
    return np.concatenate(pieces).astype(np.float32)


def _smooth(points: NDArray[np.float64], *, closed: bool) -> NDArray[np.float64]:
    """A curve through all points (Catmull and Rom, 1974), as a line of short pieces."""
    count = len(points)
    around = points[np.arange(-1, count + 2) % count] if closed else np.concatenate([points[:1], points, points[-1:]])
    before, start, end, after = around[:-3], around[1:-2], around[2:-1], around[3:]
    t = (np.arange(_PER_PIECE) / _PER_PIECE)[:, None, None]
    curve = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    return np.concatenate([curve.transpose(1, 0, 2).reshape(-1, 2), end[-1:]])


def _distance(plane: NDArray[np.float32], segments: NDArray[np.float32]) -> NDArray[np.float32]:
    """Distance of points ``(n, 2)`` to the nearest of ``segments``, ``(n,)``."""
    start, along = segments[:, 0], segments[:, 1] - segments[:, 0]
    length = np.maximum((along**2).sum(1), 1e-12)
    nearest = np.full(len(plane), np.inf, np.float32)
    for a, d, squared in zip(start, along, length, strict=True):
        offset = plane - a
        share = np.clip(offset @ d / squared, 0.0, 1.0)
        gap = offset - share[:, None] * d
        nearest = np.minimum(nearest, (gap**2).sum(1))
    return np.sqrt(nearest)
