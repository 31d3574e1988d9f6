"""Every initialiser: moments and bounds against PyTorch and the formulas."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch.nn import init

from glassnet.catalog.initialisers import INITIALISERS

FAN_IN, FAN_OUT = 300, 500
Fill = Callable[[torch.Tensor], torch.Tensor]

# torch keeps weights as (outputs, inputs).
TORCH: dict[str, Fill] = {
    "zeros": init.zeros_,
    "uniform": lambda w: init.uniform_(w, -0.5, 0.5),
    "normal": lambda w: init.normal_(w, 0.0, 0.5),
    "lecun": lambda w: init.kaiming_normal_(w, nonlinearity="linear"),
    "xavier": init.xavier_uniform_,
    "he": lambda w: init.kaiming_normal_(w, nonlinearity="relu"),
}
DEVIATIONS = {
    "zeros": 0.0,
    "uniform": 1 / math.sqrt(12),
    "normal": 0.5,
    "lecun": math.sqrt(1 / FAN_IN),
    "xavier": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "he": math.sqrt(2 / FAN_IN),
}

every_initialiser = pytest.mark.parametrize("kind", INITIALISERS)


def drawn(kind: str, seed: int = 0, shape: tuple[int, int] = (FAN_IN, FAN_OUT)) -> np.ndarray:
    return INITIALISERS[kind].draw(np.random.default_rng(seed), shape, *shape)


def test_every_initialiser_has_a_reference() -> None:
    assert set(TORCH) == set(DEVIATIONS) == set(INITIALISERS)


@every_initialiser
def test_shape_type_and_seed(kind: str) -> None:
    weights = drawn(kind)
    assert weights.shape == (FAN_IN, FAN_OUT)
    assert weights.dtype == np.float32
    np.testing.assert_array_equal(weights, drawn(kind))
    assert kind == "zeros" or not np.array_equal(weights, drawn(kind, seed=1))


@every_initialiser
def test_moments_follow_the_formula(kind: str) -> None:
    weights = drawn(kind).astype(np.float64)
    sigma, n = DEVIATIONS[kind], weights.size
    assert abs(weights.mean()) <= 5 * sigma / math.sqrt(n)
    assert weights.std() == pytest.approx(sigma, rel=0.01)
    # Every row and every column is alike: no axis is mistaken for another.
    assert weights.mean(0).std() == pytest.approx(sigma / math.sqrt(FAN_IN), rel=0.15)
    assert weights.mean(1).std() == pytest.approx(sigma / math.sqrt(FAN_OUT), rel=0.15)


@every_initialiser
def test_distribution_agrees_with_torch(kind: str) -> None:
    torch.manual_seed(0)
    expected = TORCH[kind](torch.empty(FAN_OUT, FAN_IN)).numpy()
    found = drawn(kind)
    places = np.linspace(0.01, 0.99, 25)
    tolerance = 0.04 * max(DEVIATIONS[kind], 1e-9)
    np.testing.assert_allclose(np.quantile(found, places), np.quantile(expected, places), atol=tolerance)
    bounded = kind in ("uniform", "xavier")
    if bounded:
        assert np.abs(found).max() == pytest.approx(np.abs(expected).max(), rel=1e-3)


@every_initialiser
@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1)])
def test_small_layers_start_finite(kind: str, shape: tuple[int, int]) -> None:
    assert np.isfinite(drawn(kind, shape=shape)).all()
