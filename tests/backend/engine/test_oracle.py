"""Whole training runs against PyTorch in double precision, which is told only the start and the order of examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
import torch
from torch import nn

from glassnet.catalog.base import marked
from glassnet.catalog.losses import LOSSES
from glassnet.catalog.optimisers import OPTIMISERS
from glassnet.engine import Trainer
from glassnet.ops.random import fold, permutations
from tests.backend.catalog.optimisers.test_laws import Lion
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec

torch.set_num_threads(1)

KNOBS: dict[str, Any] = {
    "learning_rate": 0.02,
    "momentum": 0.7,
    "beta1": 0.8,
    "beta2": 0.95,
    "decay": 0.9,
    "epsilon": 1e-3,
    "delta": 0.3,
    "gamma": 1.5,
    "foreground_weight": 2.5,
    "class_weights": [],
    "margin": 0.6,
    "weight_decay": 0.4,
}
OF_EXAMPLES = [kind for kind, cls in LOSSES.items() if not cls.masks_only]
ACTIVATIONS = {"tanh": nn.Tanh, "softplus": nn.Softplus, "sigmoid": nn.Sigmoid, "linear": nn.Identity}


def knobs(cls: Any) -> dict[str, Any]:
    return {name: KNOBS[name] for name in marked(cls, "live")}


def torch_optimiser(spec: Any, named: list[tuple[str, nn.Parameter]]) -> torch.optim.Optimizer:
    """Weights decay, biases do not."""
    k = spec.model_dump()
    parameters: Any = [parameter for _, parameter in named]
    if "weight_decay" in k:
        parameters = [
            {"params": [one for name, one in named if name.endswith(kind)], "weight_decay": k["weight_decay"] * decays}
            for kind, decays in ((".weight", 1.0), (".bias", 0.0))
        ]
    rate = k["learning_rate"]
    return {
        "sgd": lambda: torch.optim.SGD(parameters, rate),
        "momentum": lambda: torch.optim.SGD(parameters, rate, k["momentum"]),
        "nesterov": lambda: torch.optim.SGD(parameters, rate, k["momentum"], nesterov=True),
        "adagrad": lambda: torch.optim.Adagrad(parameters, rate, eps=k["epsilon"]),
        "rmsprop": lambda: torch.optim.RMSprop(parameters, rate, k["decay"], eps=k["epsilon"]),
        "adam": lambda: torch.optim.Adam(parameters, rate, (k["beta1"], k["beta2"]), k["epsilon"]),
        "adamw": lambda: torch.optim.AdamW(parameters, rate, (k["beta1"], k["beta2"]), k["epsilon"]),
        "lion": lambda: Lion(parameters, learning_rate=rate, beta1=k["beta1"], beta2=k["beta2"]),
    }[spec.kind]()


def torch_loss(spec: Any) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    def weighted(each: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        first = t[:, 0] == (0 if t.shape[1] == 1 else 1)
        by_class = torch.tensor(spec.class_weights) if getattr(spec, "class_weights", []) else torch.ones(3)
        classes = t[:, 0].long() if t.shape[1] == 1 else t.argmax(1)
        return (each * torch.where(first, 1.0, spec.foreground_weight) * by_class[classes]).mean()

    def surprise(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        return nn.functional.cross_entropy(x, t, reduction="none")

    return {
        "mse": nn.MSELoss(),
        "l1": nn.L1Loss(),
        "huber": nn.HuberLoss(delta=KNOBS["delta"]),
        "delta_rule": lambda x, t: 0.5 * ((x - t) ** 2).sum(1).mean(),
        "perceptron": lambda x, t: torch.relu((1 - 2 * t) * x).mean(),
        "hinge": lambda x, t: nn.functional.multi_margin_loss(x, t.argmax(1), margin=spec.margin),
        "binary_cross_entropy": lambda x, t: weighted(nn.BCEWithLogitsLoss(reduction="none")(x, t).mean(1), t),
        "cross_entropy": lambda x, t: weighted(surprise(x, t), t),
        "focal": lambda x, t: weighted((1 - torch.exp(-surprise(x, t))) ** spec.gamma * surprise(x, t), t),
    }[spec.kind]


def as_torch(trainer: Trainer) -> tuple[nn.Sequential, list[tuple[str, nn.Parameter]]]:
    """The same chain of dense layers with the same numbers, without a last sigmoid or softmax if the loss fuses."""
    network = trainer.spec.network
    modules, named = [], []
    for name in network.order[1:]:
        layer: Any = network.by_id[name]
        weight = trainer.parameters()[f"{name}.weight"]
        linear = nn.Linear(*weight.shape, dtype=torch.float64)
        linear.weight.data = torch.tensor(weight.T.astype(np.float64))
        linear.bias.data = torch.tensor(trainer.parameters()[f"{name}.bias"].astype(np.float64))
        named += [(f"{name}.weight", linear.weight), (f"{name}.bias", linear.bias)]
        fused = trainer.program.key.encoding.reads == "sums" and name == network.output_id
        modules += [linear] if fused else [linear, ACTIVATIONS[layer.activation]()]
    return nn.Sequential(*modules), named


def trained_in_torch(trainer: Trainer, updates: int) -> tuple[dict[str, np.ndarray], list[float]]:
    """Parameters and losses after ``updates`` updates from the trainer's start; the trainer is not touched."""
    training = trainer.spec.training
    net, named = as_torch(trainer)
    optimiser, criterion = torch_optimiser(training.optimiser, named), torch_loss(training.loss)
    count = trainer.spec.data.parts()[0]
    x = torch.tensor(trainer.examples.inputs[:count].astype(np.float64))
    t = torch.tensor(trainer.examples.targets[:count].astype(np.float64))
    losses: list[float] = []
    epochs = fold(jnp.uint32(training.seed), jnp.arange(updates, dtype=jnp.uint32))
    for order in np.asarray(permutations(epochs, count)).astype(np.int64):
        for first in range(0, count, training.batch_size):
            rows = torch.tensor(order[first : first + training.batch_size])
            optimiser.zero_grad()
            loss = criterion(net(x[rows]), t[rows])
            losses.append(loss.item())
            for name, weight in named:
                if name.endswith(".weight"):
                    loss = loss + training.l1 * weight.abs().sum() + 0.5 * training.l2 * (weight**2).sum()
            loss.backward()
            optimiser.step()
            if len(losses) == updates:
                return {name: parameter.detach().numpy().T for name, parameter in named}, losses
    raise AssertionError("an update for every epoch at least")


def agree(trainer: Trainer, updates: int = 100, tolerance: float = 2e-5) -> None:
    start = trainer.parameters()
    expected, losses = trained_in_torch(trainer, updates)
    advance = trainer.advance(updates)
    np.testing.assert_allclose(advance.losses, losses, rtol=tolerance, atol=tolerance)
    for name, found in trainer.parameters().items():
        assert np.abs(found - start[name]).max() > 1e-3, f"{name} was trained"
        np.testing.assert_allclose(found, expected[name], rtol=tolerance, atol=tolerance, err_msg=name)


@pytest.mark.parametrize("batch_size", [36, 10], ids=["full batch", "mini-batches, the last one partial"])
@pytest.mark.parametrize("kind", OPTIMISERS)
def test_every_optimiser_trains_as_in_torch(kind: str, batch_size: int) -> None:
    optimiser = {"kind": kind, **knobs(OPTIMISERS[kind])}
    network = chain((4, "tanh"), (3, "softplus"))
    if kind == "rmsprop":  # its steps do not shrink: larger ones dance around the bottom, where rounding decides
        optimiser["learning_rate"] = 0.004
    if kind == "lion":  # all its steps are of one size: where a direction changes its sign, rounding decides
        optimiser["learning_rate"] = 0.002
    agree(begun(run_spec(network, optimiser=optimiser, batch_size=batch_size)))


@pytest.mark.parametrize("kind", OF_EXAMPLES)
def test_every_loss_trains_as_in_torch(kind: str) -> None:
    blobs = {"kind": "blobs", "classes": 3, "noise": 0.8}
    softmax, sigmoid = ((3, "softmax"), blobs), ((1, "sigmoid"), {})
    values = (1, "linear"), {"kind": "multi_gaussian"}
    cases = {"binary_cross_entropy": sigmoid, "cross_entropy": softmax, "focal": softmax}
    cases |= {"hinge": softmax, "perceptron": sigmoid}
    output, data = cases.get(kind, values)
    network = chain((4, "tanh"), output=output)
    optimiser = {"kind": "momentum", **knobs(OPTIMISERS["momentum"])}
    spec = run_spec(network, data, loss={"kind": kind, **knobs(LOSSES[kind])}, optimiser=optimiser)
    # The slope of L1 jumps where an output crosses its target, and rounding decides in which update that is.
    agree(begun(spec), tolerance=1e-3 if kind == "l1" else 2e-5)


@pytest.mark.parametrize(
    ("loss", "output", "data"),
    [
        ({"kind": "binary_cross_entropy", "class_weights": [0.5, 3.0]}, (1, "sigmoid"), {}),
        ({"kind": "cross_entropy", "class_weights": [2.0, 0.25, 1.5]}, (3, "softmax"), {"kind": "blobs"}),
    ],
)
def test_class_weights_act_as_in_torch(loss: Any, output: Any, data: Any) -> None:
    agree(begun(run_spec(chain((4, "tanh"), output=output), data, loss=loss)))


@pytest.mark.parametrize(("l1", "l2"), [(0.01, 0.0), (0.0, 0.05), (0.003, 0.02)])
def test_penalties_pull_as_in_torch(l1: float, l2: float) -> None:
    trainer = begun(run_spec(chain((4, "tanh")), l1=l1, l2=l2))
    agree(trainer)
    weights = np.concatenate([trainer.parameters()[f"{name}.weight"].ravel() for name in ("h1", "out")])
    expected = l1 * np.abs(weights).sum() + 0.5 * l2 * (weights**2).sum()
    assert trainer.evaluate()["penalty"] == pytest.approx(expected, rel=1e-6)


def test_without_penalties_there_is_no_column() -> None:
    assert "penalty" not in begun(run_spec()).evaluate()


def test_weights_that_start_at_zero_learn_as_in_torch() -> None:
    network = chain(output=(1, "sigmoid"), initialiser="zeros")
    agree(begun(run_spec(network, {"kind": "gaussians"})))


def test_features_enter_as_computed() -> None:
    agree(begun(run_spec(data={"features": ["x2", "sin_y", "xy"]}, optimiser={"kind": "sgd", "learning_rate": 0.003})))
