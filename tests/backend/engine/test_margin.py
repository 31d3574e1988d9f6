"""The widest margin against cases that can be worked out by hand, and against a search over all lines."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from glassnet.engine.margin import margin, nearest

CORNERS = np.float32([[0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "xor": [0, 1, 1, 0], "nand": [1, 1, 1, 0]}


def by_search(points: np.ndarray, second: np.ndarray, turns: int = 200_000) -> float:
    """The best of many lines through the origin of the plane."""
    angle = np.linspace(0, 2 * np.pi, turns, endpoint=False)
    normals = np.stack([np.cos(angle), np.sin(angle)])
    return float((np.where(second, 1, -1)[:, None] * (points @ normals)).min(0).max())


@pytest.mark.parametrize("seed", range(6))
def test_without_a_bias_it_is_the_best_of_all_lines_through_the_origin(seed: int) -> None:
    rng = np.random.default_rng(seed)
    normal = rng.normal(size=2)
    points = rng.uniform(-6, 6, (80, 2)).astype(np.float32)
    points = points[np.abs(points @ normal) > 0.4]
    second = points @ normal > 0
    found = margin(points, second, bias=False)
    assert found.margin == pytest.approx(by_search(points, second), abs=5e-4)
    assert np.linalg.norm(found.plane) == pytest.approx(1.0)
    sides = np.where(second, 1, -1) * (points @ found.plane)
    assert sides.min() == pytest.approx(found.margin, rel=1e-6), "the plane has that margin"
    assert found.radius == pytest.approx(np.sqrt((points**2).sum(1).max()))


@pytest.mark.parametrize(("gate", "separable"), [("and", True), ("or", True), ("nand", True), ("xor", False)])
def test_gates(gate: str, separable: bool) -> None:
    found = margin(CORNERS, np.array(GATES[gate]) == 1, bias=True)
    assert (found.margin > 0) == separable
    assert (found.bound is not None) == separable
    assert found.radius == pytest.approx(sqrt(3))
    if not separable:
        assert not found.plane.any()


def test_and_by_hand() -> None:
    """By symmetry the plane is a (x + y) - c; both (1, 1) and (1, 0) lie at the margin: a = 2, c = 3 over sqrt(17)."""
    found = margin(CORNERS, np.array(GATES["and"]) == 1, bias=True)
    assert found.margin == pytest.approx(1 / sqrt(17))
    np.testing.assert_allclose(found.plane, np.array([2, 2, -3]) / sqrt(17), atol=1e-9)
    assert found.bound == pytest.approx(3 * 17)


@pytest.mark.parametrize("features", [2, 7, 60])
def test_the_nearest_point_meets_the_conditions_of_the_optimum(features: int) -> None:
    """Every point of the hull lies behind the plane through the nearest one: that proves it is the nearest."""
    rng = np.random.default_rng(features)
    points = rng.normal(size=(300, features)) + 4.0
    points /= np.sqrt((points**2).sum(1).max())
    found = nearest(points)
    assert (points @ found).min() >= found @ found - 1e-9
    assert np.linalg.norm(found) > 0.01


def test_classes_that_overlap_have_no_margin() -> None:
    rng = np.random.default_rng(0)
    points, second = rng.normal(size=(500, 5)), rng.integers(0, 2, 500) == 1
    assert margin(points, second, bias=True).margin == 0.0


def test_one_class_alone_has_one() -> None:
    assert margin(CORNERS, np.ones(4, bool), bias=True).margin == pytest.approx(1.0)


def test_nothing_but_zeros_has_none() -> None:
    assert margin(np.zeros((3, 2)), np.array([True, False, True]), bias=False).margin == 0.0
