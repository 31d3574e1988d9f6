from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from glassnet.catalog.features import FEATURES, FeatureName, columns

POINTS = np.array([[0.0, 0.0], [1.5, -2.0], [-6.0, 6.0], [0.25, 3.0]], np.float32)
FORMULAS = {
    "x": lambda x, y: x,
    "y": lambda x, y: y,
    "x2": lambda x, y: x**2,
    "y2": lambda x, y: y**2,
    "xy": lambda x, y: x * y,
    "sin_x": lambda x, y: math.sin(x),
    "sin_y": lambda x, y: math.sin(y),
}


def test_every_feature_has_a_formula_here() -> None:
    assert set(FORMULAS) == set(FEATURES)


@pytest.mark.parametrize("name", FEATURES)
def test_feature_follows_its_formula(name: str) -> None:
    found = columns(POINTS, [name])
    assert found.shape == (4, 1)
    assert found.dtype == np.float32
    expected = [FORMULAS[name](float(x), float(y)) for x, y in POINTS]
    np.testing.assert_allclose(found[:, 0], expected, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", FEATURES)
def test_feature_is_documented(name: str) -> None:
    feature = FEATURES[name]
    assert feature.title
    assert feature.equation
    assert feature.summary.endswith(".")


def test_columns_keep_the_order_asked_for() -> None:
    found = columns(POINTS, ["xy", "x"])
    np.testing.assert_array_equal(found[1], np.array([-3.0, 1.5], np.float32))


def test_unknown_feature_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="there is no feature 'z'; choose one of x, y, x2"):
        TypeAdapter(FeatureName).validate_python("z")
