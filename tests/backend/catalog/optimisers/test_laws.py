"""Every optimiser against torch.optim, on a curved valley, with other knobs than the default ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from glassnet.catalog.base import marked
from glassnet.catalog.optimisers import OPTIMISERS, Optimiser

Knobs = dict[str, float]
TORCH: dict[str, Callable[[Any, Knobs], torch.optim.Optimizer]] = {
    "sgd": lambda p, k: torch.optim.SGD(p, lr=k["learning_rate"]),
    "momentum": lambda p, k: torch.optim.SGD(p, lr=k["learning_rate"], momentum=k["momentum"]),
    "nesterov": lambda p, k: torch.optim.SGD(p, lr=k["learning_rate"], momentum=k["momentum"], nesterov=True),
    "adagrad": lambda p, k: torch.optim.Adagrad(p, lr=k["learning_rate"], eps=k["epsilon"]),
    "rmsprop": lambda p, k: torch.optim.RMSprop(p, lr=k["learning_rate"], alpha=k["decay"], eps=k["epsilon"]),
    "adam": lambda p, k: torch.optim.Adam(p, lr=k["learning_rate"], betas=(k["beta1"], k["beta2"]), eps=k["epsilon"]),
    "adamw": lambda p, k: torch.optim.AdamW(
        p, k["learning_rate"], (k["beta1"], k["beta2"]), k["epsilon"], weight_decay=k["weight_decay"]
    ),
}


class Lion(torch.optim.Optimizer):
    """The program of the paper (Chen et al. 2023, algorithm 2), which PyTorch does not have."""

    def __init__(self, parameters: Any, **defaults: float) -> None:
        super().__init__(parameters, defaults)

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for w in group["params"]:
                m = self.state[w].setdefault("m", torch.zeros_like(w))
                c = m.mul(group["beta1"]).add(w.grad, alpha=1 - group["beta1"])
                w -= group["learning_rate"] * (torch.sign(c) + group["weight_decay"] * w)
                m.mul_(group["beta2"]).add_(w.grad, alpha=1 - group["beta2"])


TORCH["lion"] = lambda p, k: Lion(p, **k)

UNUSUAL = {
    "learning_rate": 0.02,
    "momentum": 0.7,
    "beta1": 0.8,
    "beta2": 0.95,
    "decay": 0.9,
    "epsilon": 1e-3,
    "weight_decay": 0.3,
}

SLOPES = np.linspace(0.2, 2.0, 12).astype(np.float32)

every_optimiser = pytest.mark.parametrize("cls", OPTIMISERS.values(), ids=OPTIMISERS)


def knobs(cls: type[Optimiser], unusual: bool) -> Knobs:
    return {name: UNUSUAL[name] if unusual else getattr(cls(), name) for name in marked(cls, "live")}


def valley(w: Any, slopes: Any = SLOPES) -> Any:
    """Steep in some directions, flat in others; its bottom lies far off, so that no optimiser dances around it."""
    return ((w - 6.0) ** 2 * slopes).sum() / 40 + (w - 5.0).sum() ** 2 / 500 - (w[1:] * w[:-1]).sum() / 100


def start() -> np.ndarray:
    return np.random.default_rng(0).uniform(-1.0, 1.0, 12).astype(np.float32)


def trained(cls: type[Optimiser], live: Knobs, updates: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    one = cls()

    @jax.jit
    def update(w: jax.Array, slots: Any, count: jax.Array) -> Any:
        change, slots = one.update(jax.grad(valley)(w), slots, {k: jnp.float32(v) for k, v in live.items()}, count, w)
        return w - change, slots

    w, slots = jnp.asarray(start()), {slot: jnp.zeros(12) for slot in cls.slots}
    for count in range(1, updates + 1):
        w, slots = update(w, slots, jnp.float32(count))
    return np.asarray(w), slots


def test_every_optimiser_has_a_reference() -> None:
    assert set(TORCH) == set(OPTIMISERS)


@every_optimiser
@pytest.mark.parametrize("unusual", [True, False], ids=["unusual", "default"])
def test_a_hundred_updates_agree_with_torch(cls: type[Optimiser], unusual: bool) -> None:
    live = knobs(cls, unusual)
    w = torch.tensor(start().astype(np.float64), requires_grad=True)
    optimiser = TORCH[cls.kind_name()]([w], live)
    for _ in range(100):
        optimiser.zero_grad()
        valley(w, torch.tensor(SLOPES)).backward()
        optimiser.step()
    found, _ = trained(cls, live, 100)
    assert np.abs(found - start()).max() > 0.05, "something moved"
    np.testing.assert_allclose(found, w.detach().numpy(), rtol=5e-5, atol=5e-5)


@every_optimiser
def test_it_descends(cls: type[Optimiser]) -> None:
    found, _ = trained(cls, knobs(cls, unusual=True), 100)
    assert valley(found) < 0.95 * valley(start())


@every_optimiser
def test_every_knob_is_live_and_acts(cls: type[Optimiser]) -> None:
    assert set(marked(cls, "live")) == set(cls.model_fields) - {"kind"}
    live = knobs(cls, unusual=True)
    if cls.kind_name() == "lion":  # how it remembers shows only where directions change
        live |= {"learning_rate": 0.5, "weight_decay": 0.01}
    before, _ = trained(cls, live, 40)
    for name in marked(cls, "live"):
        after, _ = trained(cls, {**live, name: 0.5 * live[name]}, 40)
        assert not np.array_equal(before, after), name


@every_optimiser
def test_slots_are_those_declared(cls: type[Optimiser]) -> None:
    _, slots = trained(cls, knobs(cls, unusual=False), 2)
    assert set(slots) == set(cls.slots)
    for vector in slots.values():
        assert vector.shape == (12,)
        assert np.isfinite(np.asarray(vector)).all()
        assert np.asarray(vector).any()


@every_optimiser
def test_no_gradient_moves_nothing(cls: type[Optimiser]) -> None:
    slots = {slot: jnp.zeros(3) for slot in cls.slots}
    live = {name: jnp.float32(value) for name, value in knobs(cls, unusual=False).items()}
    change, _ = cls().update(jnp.zeros(3), slots, live, jnp.float32(1), jnp.zeros(3))
    np.testing.assert_array_equal(change, np.zeros(3))


@every_optimiser
def test_memory_can_be_switched_off(cls: type[Optimiser]) -> None:
    """At their lowest bound the knobs still give finite steps."""
    low = dict.fromkeys(marked(cls, "live"), 0.0) | {"learning_rate": 0.1}
    live = {name: jnp.float32(1e-8 if name == "epsilon" else value) for name, value in low.items()}
    slots = {slot: jnp.zeros(3) for slot in cls.slots}
    for count in (1, 2, 1 << 30):
        change, slots = cls().update(jnp.asarray([1.0, -2.0, 0.0]), slots, live, jnp.float32(count), jnp.ones(3))
        assert np.isfinite(np.asarray(change)).all()
        assert change[0] > 0 > change[1]


@pytest.mark.parametrize("kind", ["adamw", "lion"])
def test_decay_takes_the_same_share_of_every_weight_whatever_the_gradients(kind: str) -> None:
    cls = OPTIMISERS[kind]
    live = {name: jnp.float32(value) for name, value in knobs(cls, unusual=True).items()}
    weights, gradient = jnp.asarray([4.0, -2.0, 0.0]), jnp.asarray([0.5, 7.0, -0.01])
    slots = {slot: jnp.zeros(3) for slot in cls.slots}
    change, remembered = cls().update(gradient, slots, live, jnp.float32(1), weights)
    plain, without = cls().update(gradient, slots, {**live, "weight_decay": 0.0}, jnp.float32(1), weights)
    np.testing.assert_allclose(change - plain, 0.02 * 0.3 * weights, rtol=1e-5)
    jax.tree.map(np.testing.assert_array_equal, remembered, without)
