"""Whole training runs of convolutional networks against PyTorch, told only the start and the order of examples."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
import torch
from torch import nn

from glassnet.engine import Trainer
from glassnet.ops.random import fold, permutations
from tests.backend.engine.image_specs import NORMED, OUT, PLAIN, image_spec, layer
from tests.backend.engine.trainers import begun

torch.set_num_threads(1)

RESIDUAL = {
    "nodes": [
        layer("input", "in"),
        layer("conv2d", "c1", filters=4, activation="linear", bias=False),
        layer("batch_norm", "n1"),
        layer("conv2d", "c2", filters=4, activation="tanh"),
        layer("add", "sum"),
        layer("global_avg_pool", "pool"),
        OUT,
    ],
    "edges": [("in", "c1"), ("c1", "n1"), ("n1", "c2"), ("c2", "sum"), ("n1", "sum"), ("sum", "pool"), ("pool", "out")],
}


class Net(nn.Module):
    """The same graph in PyTorch, in double precision, up to the last sums."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self.network = trainer.spec.network
        self.parts = nn.ModuleDict()
        arrays = {name: torch.tensor(array.astype(np.float64)) for name, array in trainer.parameters().items()}
        for node in self.network.nodes:
            made = self._part(node, arrays)
            if made is not None:
                self.parts[node.id] = made

    def _part(self, node: Any, arrays: dict[str, torch.Tensor]) -> nn.Module | None:
        if node.kind == "conv2d":
            weight = arrays[f"{node.id}.weight"].permute(3, 2, 0, 1)
            made = nn.Conv2d(*weight.shape[1::-1], node.kernel, node.stride, node.kernel // 2, bias=node.bias).double()
        elif node.kind == "dense":
            weight = arrays[f"{node.id}.weight"].T
            made = nn.Linear(*weight.shape[::-1]).double()
        elif node.kind == "batch_norm":
            weight = arrays[f"{node.id}.gain"]
            made = nn.BatchNorm2d(len(weight), eps=node.epsilon, momentum=node.momentum).double()
        else:
            return None
        made.weight.data = weight.clone().contiguous()
        if made.bias is not None:
            made.bias.data = arrays[f"{node.id}.bias"].clone()
        return made

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        values = {"in": x}
        for name in self.network.order[1:]:
            node: Any = self.network.by_id[name]
            inputs = [values[start] for start, end in self.network.edges if end == name]
            kind = {"activation": getattr(node, "activation", "")}.get(node.kind, node.kind)
            bend = getattr(node, "activation", "linear") if name != "out" else "linear"
            match kind:
                case "conv2d" | "dense" | "batch_norm":
                    found = self.parts[name](inputs[0])
                case "max_pool2d":
                    found = nn.functional.max_pool2d(inputs[0], 2)
                case "avg_pool2d":
                    found = nn.functional.avg_pool2d(inputs[0], 2)
                case "global_avg_pool":
                    found = inputs[0].mean((2, 3))
                case "flatten":
                    found = inputs[0].permute(0, 2, 3, 1).flatten(1)
                case "add":
                    found = sum(inputs[1:], inputs[0])
                case _:
                    found = inputs[0]
            values[name] = {"relu": torch.relu, "tanh": torch.tanh}.get(bend, lambda y: y)(found)
        return values["out"]

    def named(self) -> dict[str, np.ndarray]:
        """All arrays by our names, channels last."""
        found = {}
        for name, part in self.parts.items():
            weight = part.weight.detach().numpy()
            if isinstance(part, nn.BatchNorm2d):
                found[f"{name}.gain"] = weight
                found[f"{name}.mean"] = part.running_mean.numpy()
                found[f"{name}.variance"] = part.running_var.numpy()
            else:
                found[f"{name}.weight"] = weight.transpose(2, 3, 1, 0) if weight.ndim == 4 else weight.T
            if part.bias is not None:
                found[f"{name}.bias"] = part.bias.detach().numpy()
        return found


def trained_in_torch(trainer: Trainer, updates: int) -> tuple[Net, list[float]]:
    training = trainer.spec.training
    net = Net(trainer)
    knobs = training.optimiser.model_dump()
    optimiser = torch.optim.Adam(
        net.parameters(), knobs["learning_rate"], (knobs["beta1"], knobs["beta2"]), knobs["epsilon"]
    )
    count = trainer.spec.data.parts()[0]
    pixels, labels = pixels_of(trainer, slice(0, count)), torch.tensor(trainer.examples.labels[:count].astype(np.int64))
    losses: list[float] = []
    epochs = fold(jnp.uint32(training.seed), jnp.arange(updates, dtype=jnp.uint32))
    for order in np.asarray(permutations(epochs, count)).astype(np.int64):
        for first in range(0, count, training.batch_size):
            rows = torch.tensor(order[first : first + training.batch_size])
            optimiser.zero_grad()
            loss = nn.functional.cross_entropy(net(pixels[rows]), labels[rows])
            losses.append(loss.item())
            for name, part in net.parts.items():
                if not isinstance(part, nn.BatchNorm2d):
                    assert name
                    loss = loss + 0.5 * training.l2 * (part.weight**2).sum()
            loss.backward()
            optimiser.step()
            if len(losses) == updates:
                return net, losses
    raise AssertionError("an update for every epoch at least")


def pixels_of(trainer: Trainer, rows: slice) -> torch.Tensor:
    return torch.tensor(trainer.examples.inputs[rows].astype(np.float64) / 255).permute(0, 3, 1, 2)


CASES: dict[str, Any] = {
    "convolutions, stride, pooling": image_spec(PLAIN),
    "the last batch is partial": image_spec(PLAIN, batch_size=16),
    "batch norm": image_spec(NORMED),
    "regularised": image_spec(NORMED, l2=0.02),
    "a shortcut": image_spec().model_validate({**image_spec().model_dump(mode="json"), "network": RESIDUAL}),
}


@pytest.mark.parametrize("name", CASES)
def test_twenty_steps_of_adam_are_those_of_torch(name: str) -> None:
    trainer = begun(CASES[name])
    start = trainer.parameters()
    net, losses = trained_in_torch(trainer, 20)
    advance = trainer.advance(20)
    np.testing.assert_allclose(advance.losses, losses, rtol=2e-4, atol=2e-4)
    expected, found = net.named(), trainer.parameters()
    assert expected.keys() == found.keys()
    for key, array in found.items():
        assert np.abs(array - start[key]).max() > 1e-3, f"{key} was trained"
        np.testing.assert_allclose(array, expected[key], rtol=2e-3, atol=2e-3, err_msg=key)

    net.eval()
    for part, bounds in trainer.examples.bounds.items():
        with torch.no_grad():
            said = torch.softmax(net(pixels_of(trainer, bounds)), 1).numpy()
        np.testing.assert_allclose(
            trainer.predict(trainer.examples.inputs[bounds].tolist()), said, rtol=0.01, atol=2e-3, err_msg=part
        )
        right = (said.argmax(1) == trainer.examples.labels[bounds]).mean()
        assert trainer.evaluate()[f"{part}_accuracy"] == pytest.approx(right, abs=0.05)
