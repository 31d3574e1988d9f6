"""Every augmentation changes the image as it says, by exactly the amount that was drawn."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from glassnet.catalog.augmentations import AUGMENTATIONS, apply
from glassnet.catalog.base import marked
from tests.backend.compiling import quick

KEY = 20_260_101


def changed(x: np.ndarray, fill: Any = "zero", key: int = KEY, **ranges: dict[str, float]) -> np.ndarray:
    specs = [AUGMENTATIONS[kind](**fields) for kind, fields in ranges.items()]
    live = {one.kind: {name: np.float32(getattr(one, name)) for name in marked(type(one), "live")} for one in specs}
    return np.asarray(quick(lambda *given: apply(specs, *given, fill))(np.float32(x), np.uint32(key), live))


def swings(kind: str, n: int, purpose: int = 0, key: int = KEY) -> np.ndarray:
    """What each image drew, from -1 to 1."""
    return (
        np.asarray(quick(lambda key: AUGMENTATIONS[kind].draw(key, n).swing(purpose))(np.uint32(key)))
        .reshape(n)
        .astype(np.float64)
    )


def smooth(n: int, height: int, width: int) -> np.ndarray:
    """Images without sharp edges, so that positions can be measured by their values: a bell off the centre."""
    y, x = np.mgrid[:height, :width]
    bell = np.exp(-((y - height * 0.4) ** 2 + (x - width * 0.55) ** 2) / (0.006 * height * width))
    return np.repeat(bell[None, ..., None], n, 0).astype(np.float32)


def centre(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centre of the light of each image: row and column from the middle."""
    _, height, width, _ = images.shape
    light = images.sum((1, 2, 3))
    rows = (images.sum((2, 3)) * (np.arange(height) - (height - 1) / 2)).sum(1) / light
    columns = (images.sum((1, 3)) * (np.arange(width) - (width - 1) / 2)).sum(1) / light
    return rows, columns


def test_shift_moves_a_pixel_by_what_was_drawn() -> None:
    n, height, width = 40, 21, 31
    x = np.zeros((n, height, width, 1), np.float32)
    x[:, 10, 15] = 1
    rows, columns = centre(changed(x, shift={"fraction": 0.3}))
    np.testing.assert_allclose(rows, swings("shift", n, 0) * 0.3 * height, atol=2e-4)
    np.testing.assert_allclose(columns, swings("shift", n, 1) * 0.3 * width, atol=2e-4)
    np.testing.assert_allclose(changed(x, shift={"fraction": 0.3}).sum((1, 2, 3)), 1, atol=1e-5)


def by_hand(image: np.ndarray, angle: float, factor: float = 1.0) -> np.ndarray:
    """A grey image turned counter-clockwise and made larger, pixel after pixel, black around it."""
    height, width = image.shape
    found = np.zeros((height, width))
    for row, column in itertools.product(range(height), range(width)):
        x, y = column - (width - 1) / 2, (height - 1) / 2 - row
        back = complex(x, y) * complex(math.cos(-angle), math.sin(-angle)) / factor
        at_row, at_column = (height - 1) / 2 - back.imag, back.real + (width - 1) / 2
        for i, j in itertools.product((0, 1), (0, 1)):
            near_row, near_column = math.floor(at_row) + i, math.floor(at_column) + j
            if 0 <= near_row < height and 0 <= near_column < width:
                weight = (1 - abs(at_row - near_row)) * (1 - abs(at_column - near_column))
                found[row, column] += weight * image[near_row, near_column]
    return found


def test_rotate_and_scale_are_the_formula() -> None:
    x = np.random.default_rng(0).random((5, 9, 12, 1), np.float32)
    turned = changed(x, rotate={"degrees": 70})
    sized = changed(x, scale={"fraction": 0.4})
    for k in range(5):
        angle = math.radians(70) * swings("rotate", 5)[k]
        np.testing.assert_allclose(turned[k, ..., 0], by_hand(x[k, ..., 0], angle), atol=2e-5)
        factor = 1 + 0.4 * swings("scale", 5)[k]
        np.testing.assert_allclose(sized[k, ..., 0], by_hand(x[k, ..., 0], 0, factor), atol=2e-5)


def test_warps_are_one_movement_in_their_order() -> None:
    """First turned, then moved: the light goes where a turned point, moved, goes; the other order differs."""
    n, size = 12, 41
    x = smooth(n, size, size)
    row, column = (float(one[0]) for one in centre(x))
    angle = np.radians(60) * swings("rotate", n)
    down, right = (swings("shift", n, k) * 0.12 * size for k in (0, 1))

    def turn(row: Any, column: Any) -> tuple[Any, Any]:
        return np.cos(angle) * row - np.sin(angle) * column, np.sin(angle) * row + np.cos(angle) * column

    ranges: dict[str, Any] = {"rotate": {"degrees": 60}, "shift": {"fraction": 0.12}}
    there = turn(row, column)
    np.testing.assert_allclose(centre(changed(x, **ranges)), (there[0] + down, there[1] + right), atol=0.02)
    backwards = dict(reversed(ranges.items()))
    np.testing.assert_allclose(centre(changed(x, **backwards)), turn(row + down, column + right), atol=0.02)


@pytest.mark.parametrize("size", [(6, 9), (7, 7), (1, 4)])
def test_flip_is_exact(size: tuple[int, int]) -> None:
    x = np.random.default_rng(0).random((9, *size, 3), np.float32)
    np.testing.assert_array_equal(changed(x, flip={"horizontal": 1, "vertical": 0}), x[:, :, ::-1])
    np.testing.assert_array_equal(changed(x, flip={"horizontal": 0, "vertical": 1}), x[:, ::-1])
    np.testing.assert_array_equal(changed(x, flip={"horizontal": 1, "vertical": 1}), x[:, ::-1, ::-1])


@pytest.mark.parametrize(("horizontal", "vertical"), [(0.5, 0.0), (0.25, 0.5), (0.9, 0.1)])
def test_flips_are_as_frequent_as_stated(horizontal: float, vertical: float) -> None:
    n = 4000
    x = np.broadcast_to(np.array([[0.1, 0.2], [0.3, 0.4]], np.float32)[None, ..., None], (n, 2, 2, 1))
    corner = changed(x, flip={"horizontal": horizontal, "vertical": vertical})[:, 0, 0, 0]
    for swapped, share in ((np.isin(corner, x[0, :, 1, 0]), horizontal), (np.isin(corner, x[0, 1, :, 0]), vertical)):
        assert abs(swapped.mean() - share) <= 5 * math.sqrt(share * (1 - share) / n)


def test_brightness_adds_one_number_to_an_image() -> None:
    x = np.random.default_rng(0).uniform(0.4, 0.6, (8, 5, 6, 3)).astype(np.float32)
    moved = changed(x, brightness={"fraction": 0.3}) - x
    np.testing.assert_allclose(moved, np.broadcast_to(moved[:, :1, :1, :1], moved.shape), atol=1e-6)
    np.testing.assert_allclose(moved[:, 0, 0, 0], swings("brightness", 8) * 0.3, atol=1e-6)


def test_contrast_spreads_about_the_mean_of_each_image() -> None:
    x = np.random.default_rng(0).uniform(0.4, 0.6, (8, 5, 6, 3)).astype(np.float32)
    found = changed(x, contrast={"fraction": 0.8})
    mean = x.astype(np.float64).mean((1, 2, 3), keepdims=True)
    factor = (1 + 0.8 * swings("contrast", 8))[:, None, None, None]
    np.testing.assert_allclose(found, mean + factor * (x - mean), atol=1e-6)


def test_noise_has_the_stated_deviation_and_differs_everywhere() -> None:
    x = np.full((50, 30, 30, 3), 0.5, np.float32)
    added = changed(x, noise={"deviation": 0.05}).astype(np.float64) - 0.5
    count = added.size
    assert abs(added.mean()) < 5 * 0.05 / math.sqrt(count)
    assert abs(added.std() / 0.05 - 1) < 5 / math.sqrt(2 * count)
    for one, other in ((added[1:], added[:-1]), (added[..., 1:], added[..., :-1]), (added[:, 1:], added[:, :-1])):
        assert abs((one * other).mean()) < 5 * 0.05**2 / math.sqrt(one.size)


@pytest.mark.parametrize(("fraction", "side"), [(0.0, 0), (0.3, 6), (0.5, 10), (1.0, 20)])
def test_cut_out_blackens_one_square_of_the_stated_size(fraction: float, side: int) -> None:
    n = 600
    found = changed(np.ones((n, 20, 30, 2), np.float32), cut_out={"fraction": fraction})
    assert set(np.unique(found)) <= {0.0, 1.0}
    black = found[..., 0] == 0
    np.testing.assert_array_equal(black, found[..., 1] == 0)
    assert (black.any(2).sum(1) == side).all()
    assert (black.any(1).sum(1) == side).all()
    assert (black.sum((1, 2)) == side**2).all()
    if side:
        tops, lefts = black.any(2).argmax(1), black.any(1).argmax(1)
        assert set(tops) == set(range(20 - side + 1)), "every place is drawn sooner or later"
        assert set(lefts) == set(range(30 - side + 1))


@pytest.mark.parametrize(("alpha", "sigma"), [(0.05, 0.15), (0.02, 0.05), (0.1, 0.4)])
def test_elastic_moves_by_the_stated_deviation(alpha: float, sigma: float) -> None:
    """On a ramp, values tell where they came from."""
    n, size = 60, 30
    ramp = np.broadcast_to((0.25 + 0.5 * np.arange(size) / (size - 1))[None, None, :, None], (n, size, size, 1))
    for x in (ramp, ramp.swapaxes(1, 2)):
        pushed = (changed(x, "edge", elastic={"alpha": alpha, "sigma": sigma}) - x)[..., 0] * 2 * (size - 1)
        inner = pushed[:, 8:-8, 8:-8].astype(np.float64)
        independent = n * max(1.0, 14 / (sigma * size * 3.5)) ** 2
        assert abs(inner.std() / (alpha * size) - 1) < 5 / math.sqrt(2 * independent)
        slope = np.diff(inner, axis=2).std() / (alpha * size)
        assert slope < 1.3 / math.sqrt(2) / (sigma * size), "a wider smoothing bends more gently"


def test_elastic_pushes_rows_and_columns_apart() -> None:
    n, size = 50, 24
    ramp = np.broadcast_to((0.25 + 0.5 * np.arange(size) / (size - 1))[None, None, :, None], (n, size, size, 1))
    across = (changed(ramp, "edge", elastic={}) - ramp)[:, 6:-6, 6:-6, 0]
    down = (changed(ramp.swapaxes(1, 2), "edge", elastic={}) - ramp.swapaxes(1, 2))[:, 6:-6, 6:-6, 0]
    assert abs(np.corrcoef(across.ravel(), down.ravel())[0, 1]) < 0.35


@pytest.mark.parametrize("fill", ["zero", "reflect", "edge"])
def test_what_comes_in_from_beyond_the_border(fill: str) -> None:
    x = np.random.default_rng(0).uniform(0.2, 1, (30, 12, 12, 1)).astype(np.float32)
    found = changed(x, fill, shift={"fraction": 0.5})
    right = swings("shift", 30, 1) * 0.5 * 12
    down = swings("shift", 30, 0) * 0.5 * 12
    far = np.flatnonzero((right > 2.1) & (abs(down) < 4))
    assert len(far) > 2
    for k in far:
        first, second = found[k, 6, 0, 0], found[k, 6, 1, 0]
        if fill == "zero":
            assert first == second == 0
        elif fill == "edge":
            assert first == second > 0
        else:
            assert first != second
            assert min(first, second) > 0


def test_order_of_values_is_that_of_the_list() -> None:
    x = np.full((4, 6, 6, 1), 0.5, np.float32)
    ranges: dict[str, Any] = {"cut_out": {"fraction": 0.5}, "brightness": {"fraction": 0.4}}
    first_cut, first_lit = changed(x, **ranges), changed(x, **dict(reversed(ranges.items())))
    lit = swings("brightness", 4) * 0.4
    np.testing.assert_allclose(first_cut.min((1, 2, 3)), np.minimum(np.clip(lit, 0, 1), 0.5 + lit), atol=1e-6)
    np.testing.assert_allclose(first_lit.min((1, 2, 3)), 0, atol=1e-6)
