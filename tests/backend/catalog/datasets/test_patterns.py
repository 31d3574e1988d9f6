"""Without noise every pattern follows its rule."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pydantic import ValidationError

from glassnet.catalog.datasets import DATASETS, EXTENT, PointSet

POINT_SETS = {kind: cls for kind, cls in DATASETS.items() if issubclass(cls, PointSet) and kind != "points"}
Rule = Callable[[np.ndarray, np.ndarray, int], np.ndarray]


def by_angle(x: np.ndarray, y: np.ndarray, classes: int) -> np.ndarray:
    """The sector, counted clockwise from the top."""
    turn = np.arctan2(x, y) / (2 * np.pi) * classes
    return np.rint(turn) % classes


def by_arm(x: np.ndarray, y: np.ndarray, classes: int) -> np.ndarray:
    """The arm of the spiral: the angle minus what the radius has turned it by."""
    turned = 3.5 * np.pi * np.hypot(x, y) / 5
    return np.rint((np.arctan2(x, y) - turned) / (2 * np.pi) * classes) % classes


def by_moon(x: np.ndarray, y: np.ndarray, classes: int) -> np.ndarray:
    """The nearer of the two half circles, on the scale they are drawn at."""
    u, v = x / 3 + 0.5, y / 3 + 0.25
    upper = np.where(v >= 0, np.abs(np.hypot(u, v) - 1), np.inf)
    lower = np.where(v <= 0.5, np.abs(np.hypot(u - 1, v - 0.5) - 1), np.inf)
    return (lower < upper).astype(float)


def hills(x: np.ndarray, y: np.ndarray, classes: int) -> np.ndarray:
    value = np.zeros_like(x)
    for column, centre in enumerate((-4, 0, 4)):
        for row, height in enumerate((2.5, -2.5)):
            sign = 1 - 2 * ((column + row) % 2)
            value += sign * np.maximum(0, 1 - np.hypot(x - centre, y - height) / 2)
    return value


def by_blade(x: np.ndarray, y: np.ndarray, classes: int) -> np.ndarray:
    """The blade: the angle minus what the radius has bent it by."""
    bent = np.exp(np.hypot(x, y) / 3.2) / 4
    return np.rint((np.arctan2(y, x) - bent) / (2 * np.pi) * classes) % classes


RULES: dict[str, Rule] = {
    "circles": lambda x, y, k: (np.hypot(x, y) < 2.75).astype(float),
    "xor": lambda x, y, k: (x * y >= 0).astype(float),
    "gaussians": lambda x, y, k: (x + y > 0).astype(float),
    "moons": by_moon,
    "spiral": by_arm,
    "blobs": by_angle,
    "plane": lambda x, y, k: (x + y) / (2 * EXTENT),
    "multi_gaussian": hills,
    "checkerboard": lambda x, y, k: (np.floor((x + 6) / 3) + np.floor((y + 6) / 3)) % 2,
    "rings": lambda x, y, k: np.floor(np.hypot(x, y) * k / 5.7),
    "pinwheel": by_blade,
    "curve": lambda x, y, k: np.sin(np.pi * x / 3),
}


def test_every_data_set_has_a_rule() -> None:
    assert set(RULES) == set(POINT_SETS)


@pytest.mark.parametrize("cls", POINT_SETS.values(), ids=POINT_SETS)
@pytest.mark.parametrize("seed", [0, 1])
def test_without_noise_the_rule_gives_every_label(cls: type[PointSet], seed: int) -> None:
    for extra in [{"classes": k} for k in (2, 3, 5)] if "classes" in cls.model_fields else [{}]:
        data = cls(samples=2000, noise=0.0, seed=seed, **extra)
        points, labels = data.generate()
        x, y = points.astype(np.float64).T
        expected = RULES[cls.kind_name()](x, y, data.class_count())
        if cls.regression:
            np.testing.assert_allclose(labels, expected, atol=1e-5)
            assert labels.std() > 0.1
        else:
            np.testing.assert_array_equal(labels, expected)


@pytest.mark.parametrize("cls", POINT_SETS.values(), ids=POINT_SETS)
def test_full_noise_blurs_the_rule(cls: type[PointSet]) -> None:
    data = cls(samples=2000, noise=1.0)
    points, labels = data.generate()
    x, y = points.astype(np.float64).T
    expected = RULES[cls.kind_name()](x, y, data.class_count())
    if cls.regression:
        assert np.abs(labels - expected).mean() > 0.1
    else:
        assert (labels != expected).mean() > 0.05


@pytest.mark.parametrize("squares", [2, 3, 8])
def test_a_board_has_so_many_squares_along_each_side(squares: int) -> None:
    points, labels = DATASETS["checkerboard"](noise=0.0, squares=squares, samples=4000).generate()
    places = np.floor((points + EXTENT) / (2 * EXTENT / squares))
    assert len(np.unique(places, axis=0)) == squares**2
    np.testing.assert_array_equal(labels, places.sum(1) % 2)


CURVES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "sine": lambda x: np.sin(np.pi * x / 3),
    "line": lambda x: x / 6,
    "parabola": lambda x: x**2 / 18 - 1,
    "bump": lambda x: 2 * np.exp(-(x**2) / 2) - 1,
    "stairs": lambda x: np.select([x < -3, x < 0, x < 3], [-1.0, -1 / 3, 1 / 3], 1.0),
}


@pytest.mark.parametrize("shape", CURVES)
def test_points_of_a_curve_lie_at_the_height_of_their_value(shape: str) -> None:
    points, labels = DATASETS["curve"](noise=0.0, shape=shape, samples=2000).generate()
    np.testing.assert_allclose(labels, CURVES[shape](points[:, 0].astype(np.float64)), atol=1e-5)
    np.testing.assert_allclose(points[:, 1], EXTENT * labels, atol=1e-5)
    assert labels.min() < -0.9
    assert labels.max() > 0.9


@pytest.mark.parametrize("feature", ["y", "y2", "xy", "sin_y"])
def test_a_curve_tells_nothing_of_the_height(feature: str) -> None:
    with pytest.raises(ValidationError, match="Input should be 'x', 'x2' or 'sin_x'"):
        DATASETS["curve"](features=["x", feature])
