"""Every schedule against its formula and PyTorch's; what they do in a run is in `tests/backend/engine`."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, floor, pi
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from glassnet.catalog.base import marked
from glassnet.catalog.schedules import SCHEDULES, Schedule

Knobs = dict[str, float]


def warmed(t: float, k: Knobs) -> float:
    return min(1.0, t / k["warm_up"]) if k["warm_up"] else 1.0


def one_cycle(t: float, k: Knobs) -> float:
    """From point to point along half a cosine."""
    top, end = k["rise"] * k["epochs"], k["epochs"]
    low, high, share = (k["start"], 1.0, t / top) if t < top else (1.0, k["floor"], min(1.0, (t - top) / (end - top)))
    return high + (low - high) * (1 + cos(pi * share)) / 2


FORMULAS: dict[str, Callable[[float, Knobs], float]] = {
    "constant": lambda t, k: 1.0,
    "warm_up": lambda t, k: warmed(t, k),
    "cosine": lambda t, k: (
        warmed(t, k) * (k["floor"] + (1 - k["floor"]) * (1 + cos(pi * min(t, k["epochs"]) / k["epochs"])) / 2)
    ),
    "step": lambda t, k: warmed(t, k) * k["factor"] ** floor(t / k["every"]),
    "exponential": lambda t, k: warmed(t, k) * k["factor"] ** t,
    "one_cycle": lambda t, k: one_cycle(t, k),
}
UNUSUAL: dict[str, Knobs] = {
    "constant": {},
    "cosine": {"epochs": 40.0, "floor": 0.1, "warm_up": 5.0},
    "warm_up": {"warm_up": 9.0},
    "step": {"every": 7.0, "factor": 0.3, "warm_up": 3.0},
    "exponential": {"factor": 0.8, "warm_up": 2.0},
    "one_cycle": {"epochs": 30.0, "rise": 0.4, "start": 0.1, "floor": 0.05},
}
EPOCHS = (0.0, 0.25, 1.0, 4.5, 6.96875, 7.0, 13.5, 14.0, 20.0, 30.0, 39.5, 40.0, 41.0, 100.0, 1000.0)

every_schedule = pytest.mark.parametrize("kind", SCHEDULES)


def usual(cls: type[Schedule]) -> Knobs:
    return {name: getattr(cls(), name) for name in marked(cls, "live")}


def test_every_schedule_has_a_formula() -> None:
    assert set(FORMULAS) == set(SCHEDULES) == set(UNUSUAL)


@every_schedule
@pytest.mark.parametrize("unusual", [False, True])
def test_the_factor_is_that_of_the_formula(kind: str, unusual: bool) -> None:
    cls = SCHEDULES[kind]
    knobs = UNUSUAL[kind] if unusual else usual(cls)
    assert knobs.keys() == usual(cls).keys(), "every field is live"
    traced = jax.jit(lambda t, k: cls().scale(t, k))
    given = {name: jnp.float32(value) for name, value in knobs.items()}
    found = [float(traced(jnp.float32(t), given)) for t in EPOCHS]
    np.testing.assert_allclose(found, [FORMULAS[kind](t, knobs) for t in EPOCHS], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("kind", "knobs", "torchs"),
    [
        (
            "cosine",
            {"epochs": 20.0, "floor": 0.2, "warm_up": 0.0},
            ("CosineAnnealingLR", {"T_max": 20, "eta_min": 0.2}),
        ),
        ("step", {"every": 6.0, "factor": 0.5, "warm_up": 0.0}, ("StepLR", {"step_size": 6, "gamma": 0.5})),
        ("exponential", {"factor": 0.9, "warm_up": 0.0}, ("ExponentialLR", {"gamma": 0.9})),
    ],
)
def test_at_whole_epochs_it_is_torchs(kind: str, knobs: Knobs, torchs: tuple[str, dict[str, Any]]) -> None:
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    reference = getattr(torch.optim.lr_scheduler, torchs[0])(optimiser, **torchs[1])
    for epoch in range(20):
        found = SCHEDULES[kind]().scale(jnp.float32(epoch), knobs)
        np.testing.assert_allclose(found, reference.get_last_lr()[0], rtol=1e-5)
        optimiser.step()
        reference.step()


def test_one_cycle_is_torchs_in_every_update() -> None:
    batches, epochs, rise = 4, 10, 0.3
    updates = batches * epochs
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    reference = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        max_lr=1.0,
        total_steps=updates + 1,
        pct_start=(rise * updates + 1) / (updates + 1),
        div_factor=25.0,
        final_div_factor=1e4,
        cycle_momentum=False,
    )
    knobs = {**usual(SCHEDULES["one_cycle"]), "epochs": float(epochs)}
    for update in range(updates + 1):
        found = SCHEDULES["one_cycle"]().scale(jnp.float32(update / batches), knobs)
        np.testing.assert_allclose(found, reference.get_last_lr()[0], rtol=2e-5, atol=1e-7)
        if update < updates:
            optimiser.step()
            reference.step()


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if "warm_up" in UNUSUAL[kind]])
def test_a_warm_up_rises_as_torchs_and_then_is_gone(kind: str) -> None:
    """LinearLR from next to nothing; behind it the factor is the one without a warm-up."""
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    reference = torch.optim.lr_scheduler.LinearLR(optimiser, start_factor=1e-12, total_iters=8)
    for epoch in range(12):
        cold = SCHEDULES[kind]().scale(jnp.float32(epoch), {**UNUSUAL[kind], "warm_up": 0.0})
        found = SCHEDULES[kind]().scale(jnp.float32(epoch), {**UNUSUAL[kind], "warm_up": 8.0})
        np.testing.assert_allclose(found, reference.get_last_lr()[0] * cold, rtol=1e-5, atol=1e-9)
        optimiser.step()
        reference.step()
