"""Runs that say a class for each pixel: alike however they are cut, as in PyTorch, and never compiled anew."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from glassnet.catalog.datasets.cells import Cells
from glassnet.catalog.datasets.images import Images
from glassnet.engine import Trainer
from glassnet.errors import SpecError
from glassnet.spec import RunSpec
from glassnet.spec.live import traced
from tests.backend.engine.conftest import Compilations
from tests.backend.engine.image_specs import layer
from tests.backend.engine.trainers import begun

AUGMENT = [{"kind": "rotate"}, {"kind": "shift"}, {"kind": "flip"}, {"kind": "contrast"}]
LOSS = {"kind": "dice_cross_entropy", "foreground_weight": 2.0, "background": 0.2}
TOTAL = 14


def spec(outputs: int = 2, data: dict[str, Any] | None = None, **training: Any) -> RunSpec:
    """Down, up and across on 60 images of 32 × 32, 36 of which train."""
    squash = "sigmoid" if outputs == 1 else "softmax"
    nodes = [
        layer("input", "in"),
        layer("conv2d", "enc", filters=4, activation="linear", bias=False, own_penalty=True),
        layer("instance_norm", "norm", activation="tanh"),
        layer("max_pool2d", "pool"),
        layer("conv2d", "mid", filters=5, activation="tanh"),
        layer("upsample2d", "up"),
        layer("gate", "skip"),
        layer("concat", "join"),
        layer("conv2d", "out", filters=outputs, activation=squash),
    ]
    path = ["in", "enc", "norm", "pool", "mid", "up", "join", "out"]
    return RunSpec.model_validate(
        {
            "network": {
                "nodes": nodes,
                "edges": [*pairwise(path), ("norm", "skip"), ("skip", "join")],
            },
            "data": {"kind": "cells", "samples": 60, "size": 32, "seed": 3, **(data or {})},
            "training": {
                "loss": LOSS,
                "optimiser": {"kind": "adam", "learning_rate": 0.01},
                "batch_size": 12,
                "seed": 5,
                **training,
            },
        }
    )


SPECS: dict[str, RunSpec] = {
    "all chance, partial batch": spec(
        data={"augment": AUGMENT, "fill": "edge"}, batch_size=16, schedule={"kind": "cosine"}
    ),
    "one channel": spec(1, loss={"kind": "tversky"}),
}
every_spec = pytest.mark.parametrize("name", SPECS)


def snapshot(trainer: Trainer) -> dict[str, np.ndarray]:
    return {name: np.array(array) for name, array in trainer.save()[0].items()}


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    assert one.keys() == other.keys()
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name], err_msg=name, strict=True)


@pytest.fixture(scope="module")
def trainers() -> dict[str, Trainer]:
    return {name: begun(one) for name, one in SPECS.items()}


@pytest.fixture(scope="module")
def expected(trainers: dict[str, Trainer]) -> dict[str, Any]:
    found = {}
    for name, trainer in trainers.items():
        trainer.reset(same_init=True)
        found[name] = trainer.advance(TOTAL).losses, snapshot(trainer)
    return found


@every_spec
def test_any_cut_and_any_look_between_give_the_same_bits(
    name: str, trainers: dict[str, Trainer], expected: dict[str, Any]
) -> None:
    trainer = trainers[name]
    trainer.reset(same_init=True)
    losses = [trainer.advance(5).losses, trainer.advance(1).losses]
    trainer.evaluate()
    while trainer.step < 7:
        looked = trainer.sample_step()
        mask = trainer.examples.labels[looked.index]
        np.testing.assert_allclose(looked.target, np.bincount(mask.ravel(), minlength=2) / mask.size)
        assert sum(looked.output) == pytest.approx(1)
        if looked.completed is not None:
            losses.append(looked.completed.losses)
    losses.append(trainer.advance(TOTAL - 7).losses)
    np.testing.assert_array_equal(np.concatenate(losses), expected[name][0])
    same(snapshot(trainer), expected[name][1])


@every_spec
def test_saved_and_restored_in_the_middle(name: str, trainers: dict[str, Trainer], expected: dict[str, Any]) -> None:
    first = trainers[name]
    first.reset(same_init=True)
    first.advance(6)
    arrays, facts = first.save()
    arrays, facts = {key: np.array(array) for key, array in arrays.items()}, json.loads(json.dumps(facts))
    first.advance(3)
    second = begun(RunSpec.model_validate(facts["spec"]))
    second.restore(arrays, facts)
    np.testing.assert_array_equal(second.advance(TOTAL - 6).losses, expected[name][0][6:])
    same(snapshot(second), expected[name][1])


def net(arrays: dict[str, torch.Tensor], images: np.ndarray) -> torch.Tensor:
    """The same network in PyTorch, up to the sums: ``(images, outputs, height, width)``."""

    def conv(x: torch.Tensor, name: str) -> torch.Tensor:
        return functional.conv2d(x, arrays[f"{name}.weight"].permute(3, 2, 0, 1), arrays.get(f"{name}.bias"), padding=1)

    x = torch.tensor(images.astype(np.float64) / 255).permute(0, 3, 1, 2)
    whole = torch.tanh(functional.instance_norm(conv(x, "enc"), weight=arrays["norm.gain"], bias=arrays["norm.bias"]))
    deep = torch.tanh(conv(functional.max_pool2d(whole, 2), "mid"))
    return conv(torch.cat([functional.interpolate(deep, scale_factor=2, mode="nearest"), whole], 1), "out")


def loss_of(sums: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
    """`LOSS` of a batch."""
    said = torch.softmax(sums, 1)
    hot = functional.one_hot(masks, 2).permute(0, 3, 1, 2).double()
    score = (2 * (said * hot).sum((2, 3)) + 1) / (said.sum((2, 3)) + hot.sum((2, 3)) + 1)
    dice = ((1 - score) * torch.tensor([0.2, 1.0])).sum(1) / 1.2
    surprise = functional.cross_entropy(sums, masks, reduction="none") * (1 + masks)
    return (0.5 * dice + 0.5 * surprise.mean((1, 2))).mean()


def tensors(trainer: Trainer) -> dict[str, torch.Tensor]:
    return {
        name: torch.tensor(array.astype(np.float64), requires_grad=True) for name, array in trainer.parameters().items()
    }


def test_six_updates_and_their_scores_are_torchs() -> None:
    trainer = begun(spec())
    arrays = tensors(trainer)
    optimiser = torch.optim.Adam(arrays.values(), 0.01)
    losses = []
    for update in range(6):
        epoch, batch = divmod(update, trainer.batches)
        order = np.asarray(trainer.program.order(np.asarray([5], np.uint32), np.uint32(epoch), 36))[0]
        own = order[12 * batch : 12 * batch + 12]
        masks = torch.tensor(trainer.examples.labels[own].astype(np.int64))
        optimiser.zero_grad()
        loss = loss_of(net(arrays, trainer.examples.inputs[own]), masks)
        losses.append(loss.item())
        loss.backward()
        optimiser.step()
    np.testing.assert_allclose(trainer.advance(6).losses, losses, rtol=1e-4)
    for name, array in trainer.parameters().items():
        np.testing.assert_allclose(array, arrays[name].detach().numpy(), rtol=1e-3, atol=1e-4, err_msg=name)

    arrays, found = tensors(trainer), trainer.evaluate()
    for part, bounds in trainer.examples.bounds.items():
        masks = trainer.examples.labels[bounds]
        with torch.no_grad():
            sums = net(arrays, trainer.examples.inputs[bounds])
        said = sums.argmax(1).numpy()
        assert found[f"{part}_loss"] == pytest.approx(
            float(loss_of(sums, torch.tensor(masks.astype(np.int64)))), rel=1e-4
        )
        assert found[f"{part}_accuracy"] == pytest.approx((said == masks).mean(), abs=1e-3)
        shared, either = ((said * masks).sum((1, 2)), ((said + masks) > 0).sum((1, 2)))
        iou = shared[either > 0] / either[either > 0]
        assert found[f"{part}_iou"] == pytest.approx(iou.mean(), abs=2e-3)
        assert found[f"{part}_dice"] == pytest.approx((2 * iou / (1 + iou)).mean(), abs=2e-3)


def test_no_live_value_compiles_and_every_one_acts(compilations: Compilations) -> None:
    one = spec(
        data={"augment": AUGMENT}, loss={"kind": "dice_cross_entropy"}, schedule={"kind": "cosine", "warm_up": 1.0}
    )
    trainer = begun(one)
    trainer.advance(5)
    trainer.evaluate()
    trainer.parameters()
    with compilations() as found:
        trainer.reset(same_init=True)
        trainer.advance(5)
        before = trainer.parameters()
        of_the_run = {f"network.nodes.{node}.{name}" for node in ("mid", "out") for name in ("l1", "l2")}
        for path, value in traced(one).items():
            if path in of_the_run:  # the run's own penalties act on these layers
                continue
            trainer.reset(same_init=True)
            trainer.set_live(path, 0.5 * value if value else 0.3)
            trainer.advance(5)
            after = trainer.parameters()
            assert any(not np.array_equal(before[name], after[name]) for name in before), path
            trainer.set_live(path, value)
        trainer.evaluate()
    assert found == []
    live = {path.rsplit(".", 1)[1] for path in traced(one)}
    assert live >= {"factor", "smooth", "dice_weight", "background", "foreground_weight", "floor", "epochs", "degrees"}


def test_more_masks_to_train_with_compile_nothing(compilations: Compilations) -> None:
    """Corrections join the training part: 48 of the 60 images instead of 36, one update more an epoch."""
    fewer = begun(spec(schedule={"kind": "cosine"}))
    fewer.advance(2)
    fewer.evaluate()
    with compilations() as found:
        trainer = begun(spec(data={"validation_fraction": 0.0}, schedule={"kind": "cosine"}))
        trainer.advance(8)
        trainer.evaluate()
    assert found == []
    assert (fewer.batches, trainer.batches, trainer.whole_epochs) == (3, 4, 2)
    order = np.asarray(trainer.program.order(np.asarray([5], np.uint32), np.uint32(3), 48))[0]
    assert sorted(order[:48].tolist()) == list(range(48))


def test_a_cut_skip_is_seen_in_the_scores() -> None:
    trainer = begun(spec())
    trainer.advance(60)
    open_ = trainer.evaluate()
    trainer.set_live("network.nodes.skip.factor", 0.0)
    cut = trainer.evaluate()
    assert open_["test_dice"] is not None
    assert cut["test_dice"] is not None
    assert cut["test_dice"] < open_["test_dice"] - 0.05
    trainer.set_live("network.nodes.skip.factor", 1.0)
    assert trainer.evaluate() == open_


@every_spec
def test_divergence_names_a_node(name: str) -> None:
    raw = SPECS[name].model_dump(mode="json")
    raw["training"] |= {
        "optimiser": {"kind": "sgd", "learning_rate": 1e12},
        "schedule": {"kind": "constant"},
        "l2": 100.0,
    }
    trainer = begun(RunSpec.model_validate(raw))
    ended = None
    while ended is None and trainer.step < 60:
        ended = trainer.advance(4).ended
    assert ended is not None
    assert ended.rule == "diverged"
    assert ended.node in trainer.program.layout.shapes
    assert all(np.isfinite(array).all() for array in snapshot(trainer).values())


def test_runs_on_equal_masks_share_them_whatever_their_loss() -> None:
    one, other = begun(spec()), begun(spec(1, loss={"kind": "focal"}))
    assert one.examples is other.examples
    assert one.examples.targets.dtype == np.uint8


def test_masks_of_other_classes_than_said_are_refused_when_the_run_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Cells.generate

    def more(self: Cells, library: Any = None) -> Images:
        found = drawn(self, library)
        return found._replace(labels=found.labels * 3)

    monkeypatch.setattr(Cells, "generate", more)
    with pytest.raises(SpecError, match="with classes up to 3; the run expects 32 × 32 and 2 classes"):
        begun(spec(data={"seed": 99}))
