"""Short-axis slices of hearts: which pixel is what, and how bright."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets.heart import SLICE_MM, Level, Numbers, Patient

BACKGROUND, POOL, MYOCARDIUM, RIGHT = range(4)
"""Class numbers: what is none of the others, pool of the left ventricle, its muscle, pool of the right ventricle."""

_THINNEST_MM = 4.0


class Slice(NamedTuple):
    """One image to be drawn: whose heart, where, and what chance adds to it.

    Attributes:
        patient: whose heart it is.
        level: where the slice cuts it, and when.
        breath: how far the heart lies from its place, because a breath was held differently, x and y in mm.
        lobes: how the outline of the pool departs from a circle, complex amplitudes of the waves 2 to 5.
        hand: how far the outline that somebody drew lies outside the true one, complex amplitudes in mm of the waves 0
            to 3.
        coarse, fine: random numbers at knots, ``(7, 7)`` and ``(24, 24)``, for what is uneven in tissue.
    """

    patient: Patient
    level: Level
    breath: tuple[float, float]
    lobes: NDArray[np.complex64]
    hand: NDArray[np.complex64]
    coarse: Numbers
    fine: Numbers


class Drawn(NamedTuple):
    """What comes out, ``(n, rows, columns)``: brightness, about 0 to 1, and class numbers."""

    brightness: Numbers
    classes: NDArray[np.uint8]


class _Outline(NamedTuple):
    """Signed distances in mm, negative inside, ``(n, rows, columns)``; ``slip`` is how far the drawn pool is too large."""

    pool: Numbers
    wall: Numbers
    right: Numbers
    slip: Numbers
    radius: Numbers
    direction: NDArray[np.complex64]


def draw(slices: Sequence[Slice], size: int, beyond: int) -> Drawn:
    """Draws slices of ``size`` by ``size`` pixels and ``beyond`` more rows above and below."""
    x, y, pixel = _places(slices, size, beyond)
    shape = _outline(slices, *_turned(slices, x, y, 1.0))
    brightness = _surroundings(slices, *_turned(slices, x, y, 0.6), shape, pixel)
    brightness = _heart(slices, brightness, shape, pixel)
    classes = np.zeros(shape.pool.shape, np.uint8)
    classes[(shape.right < 0) & (shape.wall >= shape.slip)] = RIGHT
    classes[shape.wall < shape.slip] = MYOCARDIUM
    classes[shape.pool < shape.slip] = POOL
    return Drawn(brightness, classes)


def _column(values: Sequence[float]) -> Numbers:
    return np.asarray(values, np.float32)[:, None, None]


def _places(slices: Sequence[Slice], size: int, beyond: int) -> tuple[Numbers, Numbers, Numbers]:
    """Places of the pixels from the middle of the left ventricle, and the side of a pixel, in mm."""
    pixel = _column([one.patient.view / size for one in slices])
    along = np.arange(size, dtype=np.float32) - (size - 1) / 2
    down = np.arange(-beyond, size + beyond, dtype=np.float32) - (size - 1) / 2

    def middle(axis: int) -> Numbers:
        return _column(
            [
                one.patient.place[axis] + one.patient.lean[axis] * (one.level.depth - 0.5) + one.breath[axis]
                for one in slices
            ]
        )

    return along[None, None] * pixel - middle(0), down[None, :, None] * pixel - middle(1), pixel


def _turned(slices: Sequence[Slice], x: Numbers, y: Numbers, share: float) -> tuple[Numbers, Numbers]:
    angle = _column([share * one.patient.turn for one in slices])
    cosine, sine = np.cos(angle), np.sin(angle)
    return (cosine * x + sine * y).astype(np.float32), (cosine * y - sine * x).astype(np.float32)


def _outline(slices: Sequence[Slice], x: Numbers, y: Numbers) -> _Outline:
    radius = np.hypot(x, y) + np.float32(1e-3)
    direction = ((x + 1j * y) / radius).astype(np.complex64)
    levels = [one.level for one in slices]
    lobes = np.stack([one.lobes for one in slices])[:, :, None, None]
    uneven = np.stack([one.patient.uneven for one in slices])[:, :, None, None]
    hand = np.stack([one.hand for one in slices])[:, :, None, None]
    waves = [direction]
    for _ in range(lobes.shape[1]):
        waves.append(waves[-1] * direction)
    thick = 1 + sum((uneven[:, k] * waves[k]).real for k in range(uneven.shape[1]))
    round_ = 1 + sum((lobes[:, k] * waves[k + 1]).real for k in range(lobes.shape[1]))
    slip = hand[:, 0].real + sum((hand[:, k + 1] * waves[k]).real for k in range(hand.shape[1] - 1))
    # A scar lets the wall be where it was in diastole, and thin.
    towards, half, strength = (_column([s.patient.scar[k] for s in slices]) for k in range(3))
    stiff = strength * np.exp(((direction * np.exp(-1j * towards)).real - 1) / (half**2 / 2))
    relaxed, pool = _column([one.relaxed for one in levels]), _column([one.radius for one in levels])
    edge = (pool + (relaxed - pool) * stiff) * round_
    wall = np.maximum(_column([one.wall for one in levels]) * thick * (1 - 0.55 * stiff), _THINNEST_MM)
    slip = np.maximum(slip, -0.5 * edge)  # something is always drawn
    return _Outline(radius - edge, radius - edge - wall, _right(slices, x, y), slip, radius, direction)


def _right(slices: Sequence[Slice], x: Numbers, y: Numbers) -> Numbers:
    """Distance to the outline of the right ventricle, an ellipse that the left one covers in part."""
    outer = _column([one.level.radius + one.level.wall for one in slices])
    width = _column([one.level.width for one in slices])
    height, tilt = (_column([one.patient.ventricle[k] for one in slices]) for k in (1, 3))
    across = np.maximum(0.3 * outer + width, 1.0)
    up = height * outer * np.clip(0.45 + width / 40, 0.3, 1.0)
    u, v = (x + 0.7 * outer) / across, (y - tilt * x) / up
    return ((np.hypot(u, v) - 1) * np.sqrt(across * up)).astype(np.float32)


def _inside(distance: Numbers, soft: Numbers | float) -> Numbers:
    """How much of a pixel lies within an outline, 0 to 1, when ``soft`` is half the width of its blurred edge."""
    return np.clip(0.5 - distance / (2 * soft), 0.0, 1.0).astype(np.float32)


def _over(below: Numbers, above: NDArray[np.floating] | float, cover: Numbers) -> Numbers:
    return (below + (above - below) * cover).astype(np.float32)


def _uneven(knots: Sequence[Numbers], rows: int, columns: int) -> Numbers:
    """Smooth random maps through numbers at knots."""
    values = np.stack(knots)
    return (_blend(values.shape[1], rows) @ values @ _blend(values.shape[2], columns).T).astype(np.float32)


def _blend(knots: int, pixels: int) -> Numbers:
    """Weights of uniform cubic B-splines, ``(pixels, knots)``."""
    far = np.abs(np.linspace(0.0, knots - 1.0, pixels)[:, None] - np.arange(knots))
    weights = np.where(far < 1, 2 / 3 - far**2 + far**3 / 2, np.clip(2 - far, 0, None) ** 3 / 6)
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)


def _tissue(slices: Sequence[Slice]) -> tuple[Numbers, ...]:
    return tuple(_column([float(one.patient.tissue[k]) for one in slices]) for k in range(6))


def _surroundings(slices: Sequence[Slice], x: Numbers, y: Numbers, shape: _Outline, pixel: Numbers) -> Numbers:
    """Lung with vessels, liver under the diaphragm, stomach, aorta, spine and the chest wall; the heart leaves no hole."""
    blood, _, fat, liver, muscle, lung = _tissue(slices)
    a = [_column([float(one.patient.around[k]) for one in slices]) for k in range(9)]
    depth = _column([one.level.depth for one in slices])
    outer = _column([one.level.relaxed + one.patient.wall for one in slices])
    coarse = _uneven([one.coarse for one in slices], *x.shape[1:])
    fine = _uneven([one.fine for one in slices], *x.shape[1:])
    soft = 0.8 * pixel
    image = lung + 0.8 * blood * np.clip(fine - 0.95, 0, 0.5)
    image = _over(
        image, muscle * (1.1 + 0.3 * coarse), _inside(np.hypot(x - 62 + 20 * a[0], y - 78 + 10 * a[1]) - 24, soft)
    )
    # The diaphragm rises towards the apex.
    roof = outer + 4 + 18 * a[2] * (1 - 0.6 * depth) + (x + 15) ** 2 / (220 + 200 * a[3]) - 3 * coarse
    image = _over(image, liver * (1 + 0.15 * coarse + 0.1 * fine), _inside(roof - y, soft))
    stomach = np.hypot((x - 28 - 25 * a[4]) / 1.35, y - outer - 26 - 12 * a[3]) - 9 - 9 * a[5]
    image = _over(image, muscle, _inside(stomach - 4, soft) * (a[6] > 0.35))
    image = _over(
        image, np.where(a[5] > 0.5, blood * 0.9, 0.05) * (1 + 0.3 * coarse), _inside(stomach, soft) * (a[6] > 0.35)
    )
    aorta = np.hypot(x - outer - 22 - 16 * a[7], y - 18 - 25 * a[8]) - 8 - 5 * a[1]
    image = _over(image, muscle, _inside(aorta - 2, soft))
    image = _over(image, blood * (0.9 + 0.15 * coarse), _inside(aorta, soft))
    front = 0.62 * x + 0.78 * y
    along = 0.78 * x - 0.62 * y + 30 * (a[4] - 0.5)
    chest = outer + 34 + 14 * a[0] + 2 * coarse + front - along**2 / (160 + 200 * a[5])
    skin = _column([one.patient.fat[1] for one in slices])
    image = _over(image, muscle * (1 + 0.6 * fine), _inside(chest, soft))
    image = _over(image, fat * (1 + 0.08 * fine), _inside(chest + 9 + 4 * a[2], soft))
    image = _over(image, 0.02, _inside(chest + 11 + 4 * a[2] + skin, soft))
    # Fat fills what is between the heart and a smooth bag around it.
    layer = _column([one.patient.fat[0] for one in slices]) * np.clip(0.6 + 0.8 * coarse, 0, 2)
    bag = _joined(shape.wall, shape.right - 3, 9.0)
    return _over(image, fat * (0.95 + 0.1 * fine), _inside(bag - layer, soft))


def _joined(a: Numbers, b: Numbers, soft: float) -> Numbers:
    """Distance to two things together, rounded where they meet."""
    near = np.clip(0.5 + (b - a) / (2 * soft), 0.0, 1.0)
    return (b + (a - b) * near - soft * near * (1 - near)).astype(np.float32)


def _heart(slices: Sequence[Slice], image: Numbers, shape: _Outline, pixel: Numbers) -> Numbers:
    blood, heart, *_ = _tissue(slices)
    coarse = _uneven([one.coarse[::-1] for one in slices], *image.shape[1:])
    fine = _uneven([one.fine[::-1] for one in slices], *image.shape[1:])
    soft = 0.8 * pixel
    slope = _column([one.level.slope for one in slices])
    through = np.sqrt(soft**2 + (0.45 * slope * SLICE_MM) ** 2)  # a thick slice sees the pool at several depths
    depth, systole = _column([one.level.depth for one in slices]), _column([one.level.systole for one in slices])
    # Blood that hardly moves, near the apex and in wide hearts, is darker.
    slow = _column([one.patient.slow for one in slices]) * depth
    flow = (blood + (heart - blood) * 0.7 * slow) * (1 + (0.1 + 0.15 * slow) * coarse)
    image = _over(image, heart * (1 + 0.1 * fine), _inside(shape.right - 3, soft))
    rough = np.clip(fine, 0, 1.5) * np.exp(np.minimum(shape.right, 0) / 6)
    image = _over(image, flow * (1 - 0.35 * rough), _inside(shape.right, soft))
    image = _over(
        image, heart * (1 + 0.08 * fine), _inside(shape.wall, np.sqrt(soft**2 + (0.25 * slope * SLICE_MM) ** 2))
    )
    # At the base the outflow opens the wall towards the right ventricle.
    gap = np.exp(((shape.direction * np.exp(1j * 2.4)).real - 1) / 0.12)
    opening = gap * np.clip(1 - depth / 0.09, 0, 1) * _column([float(one.patient.around[6]) for one in slices])
    image = _over(image, flow * 0.8, _inside(shape.wall, soft) * opening)
    trabeculae = (
        np.clip(fine + 0.3, 0, 1.5) * np.exp(np.minimum(shape.pool, 0) / (2.5 + systole)) * np.clip(depth * 4, 0.2, 1)
    )
    inside = _inside(shape.pool, through)
    image = _over(image, flow * (1 - 0.1 * systole), inside)
    image = _over(image, heart, inside * np.clip(0.55 * trabeculae, 0, 0.85))
    return _over(image, heart, inside * _muscles(slices, shape, depth, soft))


def _muscles(slices: Sequence[Slice], shape: _Outline, depth: Numbers, soft: Numbers) -> Numbers:
    """How much of each pixel the two papillary muscles cover; they reach from a fifth to nine tenths of the depth."""
    pool = shape.radius - shape.pool
    present = np.clip((depth - 0.2) / 0.1, 0, 1) * np.clip((0.92 - depth) / 0.1, 0, 1)
    systole = _column([float(one.level.systole) for one in slices])
    cover = np.zeros_like(pool)
    for k in range(2):
        towards = _column([one.patient.muscles[k] for one in slices])
        size = _column([one.patient.muscles[2] for one in slices]) * (1 + 0.25 * systole)
        at = shape.radius * shape.direction * np.exp(-1j * towards) - pool * (0.5 + 0.25 * depth)
        distance = np.hypot(at.real / 1.2, at.imag) - size * pool * (1.1 - 0.2 * k)
        cover = np.maximum(cover, _inside(distance, soft))
    return (cover * present).astype(np.float32)
