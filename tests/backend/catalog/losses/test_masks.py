"""Every loss of masks against formulas written in PyTorch: values and gradients, one output and one for each class."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch
from torch.nn import functional

from glassnet.catalog.base import marked
from glassnet.catalog.losses import LOSSES, Loss
from tests.backend.compiling import quick

Knobs = dict[str, float]
SIZE = (5, 6, 7)
"""Images, rows, columns."""

UNUSUAL: Knobs = {
    "foreground_weight": 3.5,
    "smooth": 0.4,
    "background": 0.3,
    "dice_weight": 0.7,
    "gamma": 1.5,
    "alpha": 0.2,
    "beta": 0.9,
    "delta": 0.6,
    "margin": 0.8,
}
BY_CLASS = np.float32([0.5, 2.0, 1.25, 3.0])

# References take sums and one-hot truths (images, outputs, rows, columns) float64, and give a loss for each image.


def probabilities(x: torch.Tensor, t: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Probabilities and truths with a channel for each class."""
    if x.shape[1] > 1:
        return torch.softmax(x, 1), t
    return torch.cat([torch.sigmoid(-x), torch.sigmoid(x)], 1), torch.cat([1 - t, t], 1)


def weights(t: torch.Tensor, k: Knobs) -> torch.Tensor:
    first = t[:, 0] == 0 if t.shape[1] == 1 else t[:, 0] == 1
    found = torch.where(first, 1.0, k["foreground_weight"]).to(torch.float64)
    by_class = k.get("class_weights", [])
    if not len(by_class):
        return found
    classes = t[:, 0].long() if t.shape[1] == 1 else t.argmax(1)
    return found * torch.tensor(by_class)[classes]


def surprise(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    if x.shape[1] == 1:
        return functional.binary_cross_entropy_with_logits(x, t, reduction="none")[:, 0]
    return functional.cross_entropy(x, t, reduction="none")


def over_classes(scores: torch.Tensor, k: Knobs) -> torch.Tensor:
    weight = torch.tensor([k["background"]] + [1.0] * (scores.shape[1] - 1), dtype=torch.float64)
    return ((1 - scores) * weight).sum(1) / weight.sum()


def dice(x: torch.Tensor, t: torch.Tensor, k: Knobs) -> torch.Tensor:
    p, t = probabilities(x, t)
    scores = (2 * (p * t).sum((2, 3)) + k["smooth"]) / (p.sum((2, 3)) + t.sum((2, 3)) + k["smooth"])
    return over_classes(scores, k)


def tversky(x: torch.Tensor, t: torch.Tensor, k: Knobs) -> torch.Tensor:
    p, t = probabilities(x, t)
    hits, false, missed = ((part).sum((2, 3)) for part in (p * t, p * (1 - t), (1 - p) * t))
    scores = (hits + k["smooth"]) / (hits + k["alpha"] * false + k["beta"] * missed + k["smooth"])
    return over_classes(scores, k)


def focal(x: torch.Tensor, t: torch.Tensor, k: Knobs) -> torch.Tensor:
    p, hot = probabilities(x, t)
    truth = (p * hot).sum(1)
    return (weights(t, k) * (1 - truth) ** k["gamma"] * surprise(x, t)).mean((1, 2))


def weighted(x: torch.Tensor, t: torch.Tensor, k: Knobs) -> torch.Tensor:
    return (weights(t, k) * surprise(x, t)).mean((1, 2))


def binary(x: torch.Tensor, t: torch.Tensor, k: Knobs) -> torch.Tensor:
    each = functional.binary_cross_entropy_with_logits(x, t, reduction="none")
    return (weights(t, k) * each.mean(1)).mean((1, 2))


def hinge(x: torch.Tensor, t: torch.Tensor, k: Knobs) -> torch.Tensor:
    if x.shape[1] == 1:
        return torch.relu(k["margin"] - (2 * t - 1) * x).mean((1, 2, 3))
    margins = functional.multi_margin_loss(
        x.movedim(1, -1).flatten(0, 2), t.argmax(1).flatten(), margin=k["margin"], reduction="none"
    )
    return margins.reshape(len(x), -1).mean(1)


REFERENCE: dict[str, Callable[[torch.Tensor, torch.Tensor, Knobs], torch.Tensor]] = {
    "mse": lambda x, t, k: functional.mse_loss(x, t, reduction="none").mean((1, 2, 3)),
    "l1": lambda x, t, k: functional.l1_loss(x, t, reduction="none").mean((1, 2, 3)),
    "huber": lambda x, t, k: functional.huber_loss(x, t, reduction="none", delta=k["delta"]).mean((1, 2, 3)),
    "delta_rule": lambda x, t, k: 0.5 * ((x - t) ** 2).sum(1).mean((1, 2)),
    "perceptron": lambda x, t, k: torch.relu((1 - 2 * t) * x).sum(1).mean((1, 2)),
    "hinge": hinge,
    "binary_cross_entropy": binary,
    "cross_entropy": weighted,
    "dice": dice,
    "tversky": tversky,
    "focal": focal,
    "dice_cross_entropy": lambda x, t, k: k["dice_weight"] * dice(x, t, k) + (1 - k["dice_weight"]) * weighted(x, t, k),
}

every_loss = pytest.mark.parametrize("cls", LOSSES.values(), ids=LOSSES)
every_width = pytest.mark.parametrize("outputs", [1, 2, 4])


def knobs(cls: type[Loss], unusual: bool = True, outputs: int = 0) -> Knobs:
    usual = {name: getattr(cls(), name) for name in marked(cls, "live")}
    weights = BY_CLASS[: max(2, outputs) if unusual and outputs else 0]
    return {
        name: weights if isinstance(value, list) else UNUSUAL[name] if unusual else value
        for name, value in usual.items()
    }


def case(outputs: int, spread: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """Sums and truths ``(images, outputs, rows, columns)``; the last image shows nothing but the first class."""
    rng = np.random.default_rng(outputs)
    images, rows, columns = SIZE
    masks = rng.integers(0, max(2, outputs), SIZE)
    masks[-1] = 0
    hot = masks[:, None] == np.arange(1 if outputs == 1 else 0, max(outputs, 2))[:, None, None]
    return rng.normal(0, spread, (images, outputs, rows, columns)).astype(np.float32), hot.astype(np.float32)


def laid(x: np.ndarray) -> jax.Array:
    """In the layout of compiled functions: the batch last."""
    return jnp.asarray(np.moveaxis(x, 0, -1))


def test_every_loss_has_a_reference() -> None:
    assert set(REFERENCE) == set(LOSSES)


@pytest.mark.parametrize(
    ("cls", "outputs"),
    # A softmax over one output says nothing; such a network is refused.
    [(cls, n) for kind, cls in LOSSES.items() for n in (1, 2, 4) if (kind, n) != ("cross_entropy", 1)],
)
@pytest.mark.parametrize("unusual", [True, False])
def test_values_and_gradients_agree_with_torch(cls: type[Loss], outputs: int, unusual: bool) -> None:
    x, t = case(outputs)
    live = knobs(cls, unusual, outputs)
    upstream = np.random.default_rng(1).uniform(0.5, 2.0, SIZE[0])

    @quick
    def both(x: jax.Array, t: jax.Array, live: Knobs, upstream: jax.Array) -> tuple[jax.Array, jax.Array]:
        found, back = jax.vjp(lambda one: cls().per_sample(one, t, live), x)
        return found, *back(upstream)

    found, pulled = both(laid(x), laid(t), live, jnp.asarray(upstream, jnp.float32))
    assert found.shape == (SIZE[0],)

    given = torch.tensor(x.astype(np.float64), requires_grad=True)
    expected = REFERENCE[cls.kind_name()](given, torch.tensor(t.astype(np.float64)), live)
    (expected * torch.tensor(upstream)).sum().backward()
    np.testing.assert_allclose(found, expected.detach().numpy(), rtol=1e-5, atol=1e-6)
    gradient = np.moveaxis(np.asarray(pulled), -1, 0)
    np.testing.assert_allclose(gradient, given.grad.numpy(), rtol=1e-4, atol=1e-6)


@every_loss
@every_width
def test_the_surest_answers_leave_everything_finite(cls: type[Loss], outputs: int) -> None:
    if cls.kind_name() == "cross_entropy" and outputs == 1:
        return
    _, t = case(outputs)
    live = knobs(cls, outputs=outputs)
    lost = quick(jax.value_and_grad(lambda one: cls().per_sample(one, laid(t), live).sum()))
    for scale in (1e4, -1e4, 90.0, 0.0):
        loss, gradient = lost(laid((2 * t - 1) * np.float32(scale)))
        assert np.isfinite(loss)
        assert np.isfinite(np.asarray(gradient)).all()


@every_loss
@every_width
def test_every_pixel_has_a_loss(cls: type[Loss], outputs: int) -> None:
    if cls.kind_name() == "cross_entropy" and outputs == 1:
        return
    x, t = case(outputs)
    live = knobs(cls, outputs=outputs)
    found = np.asarray(quick(cls().per_position)(laid(x), laid(t), live))
    assert found.shape == (*SIZE[1:], SIZE[0])
    if not cls.masks_only:
        np.testing.assert_allclose(found.mean((0, 1)), quick(cls().per_sample)(laid(x), laid(t), live), rtol=1e-5)
        return
    p, hot = probabilities(torch.tensor(x.astype(np.float64)), torch.tensor(t.astype(np.float64)))
    doubt = 1 - np.moveaxis((p * hot).sum(1).numpy(), 0, -1)
    np.testing.assert_allclose(found, doubt, rtol=1e-4, atol=1e-6)


@every_loss
@every_width
def test_every_live_value_matters_and_none_is_traced_anew(cls: type[Loss], outputs: int) -> None:
    if cls.kind_name() == "cross_entropy" and outputs == 1:
        return
    x, t = case(outputs)
    traces = []

    @quick
    def applied(live: dict[str, jax.Array]) -> jax.Array:
        traces.append(1)
        return cls().per_sample(laid(x), laid(t), live)

    plain = {name: np.asarray(value, np.float32) for name, value in knobs(cls, outputs=outputs).items()}
    before = np.asarray(applied(plain))
    for name in plain:
        assert not np.allclose(before, applied({**plain, name: np.float32(0.5 * plain[name])})), name
    assert len(traces) == 1


def test_a_perfect_mask_costs_nothing_and_an_empty_one_everything() -> None:
    _, t = case(4)
    for kind in ("dice", "tversky"):
        live = {**knobs(LOSSES[kind], unusual=False), "smooth": 1e-6}
        perfect = LOSSES[kind]().per_sample(laid((2 * t - 1) * np.float32(50)), laid(t), live)
        np.testing.assert_allclose(perfect, 0, atol=1e-6)
        nothing = np.zeros_like(t)
        nothing[:, 0] = 50
        blank = np.asarray(LOSSES[kind]().per_sample(laid(nothing), laid(t), live))
        np.testing.assert_allclose(blank[:-1], 1, atol=1e-4)


def test_tversky_at_a_half_is_dice() -> None:
    x, t = case(3)
    live = {"smooth": 1.0, "background": 0.2}
    one = LOSSES["dice"]().per_sample(laid(x), laid(t), live)
    other = LOSSES["tversky"]().per_sample(laid(x), laid(t), {**live, "smooth": 0.5, "alpha": 0.5, "beta": 0.5})
    np.testing.assert_allclose(one, other, rtol=1e-5)


def test_focal_without_gamma_is_cross_entropy() -> None:
    x, t = case(3)
    live = {"foreground_weight": 2.0, "class_weights": np.zeros(0, np.float32)}
    one = LOSSES["cross_entropy"]().per_sample(laid(x), laid(t), live)
    np.testing.assert_allclose(LOSSES["focal"]().per_sample(laid(x), laid(t), {**live, "gamma": 0.0}), one, rtol=1e-5)
