"""How labels become targets, and which outputs fit which data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from glassnet.catalog.activations import ACTIVATIONS
from glassnet.catalog.losses import LOSSES
from glassnet.errors import ShapeError, SpecError
from glassnet.spec import RunSpec
from tests.backend.specimens import chain, run_spec


def spec(loss: str, activation: str, units: int = 1, data: dict[str, Any] | None = None) -> RunSpec:
    return run_spec(chain(output=(units, activation)), data, loss={"kind": loss})


@pytest.mark.parametrize("activation", [kind for kind in ACTIVATIONS if kind != "step"])
@pytest.mark.parametrize("loss", ["mse", "l1", "huber", "delta_rule"])
def test_distances_aim_at_values_the_output_can_take(loss: str, activation: str) -> None:
    encoding = spec(loss, activation).encoding
    low, high = ACTIVATIONS[activation].range
    assert low <= encoding.low
    assert encoding.high <= high
    assert encoding.high == 1.0
    assert encoding.low == (-1.0 if low <= -1.0 else 0.0)
    assert encoding.reads == "outputs"


@pytest.mark.parametrize(
    ("loss", "activation", "units", "reads"),
    [
        ("binary_cross_entropy", "sigmoid", 1, "sums"),
        ("binary_cross_entropy", "linear", 1, "outputs"),
        ("binary_cross_entropy", "tanh", 1, "outputs"),
        ("binary_cross_entropy", "sigmoid", 2, "sums"),
        ("cross_entropy", "softmax", 2, "sums"),
        ("cross_entropy", "linear", 2, "outputs"),
        ("cross_entropy", "sigmoid", 2, "probabilities"),
        ("binary_cross_entropy", "softmax", 2, "probabilities"),
    ],
)
def test_cross_entropies_fuse_with_their_own_activation(loss: str, activation: str, units: int, reads: str) -> None:
    encoding = spec(loss, activation, units).encoding
    assert (encoding.low, encoding.high, encoding.reads) == (0.0, 1.0, reads)


@pytest.mark.parametrize(("loss", "low"), [("perceptron", 0.0), ("hinge", 0.0), ("delta_rule", -1.0)])
def test_some_losses_look_at_the_sum_before_a_step(loss: str, low: float) -> None:
    encoding = spec(loss, "step").encoding
    assert (encoding.low, encoding.high, encoding.reads) == (low, 1.0, "sums")


@pytest.mark.parametrize(("loss", "units", "smooth"), [("mse", 1, "linear"), ("cross_entropy", 2, "softmax")])
def test_others_cannot_learn_through_a_step_and_say_how_to_mend_it(loss: str, units: int, smooth: str) -> None:
    with pytest.raises(ShapeError, match="ends in a step, whose slope is 0") as caught:
        spec(loss, "step", units)
    assert caught.value.where == "network.nodes.out"
    assert caught.value.repair is not None
    assert caught.value.repair.fields == {"activation": smooth}
    assert spec(loss, smooth, units)


@pytest.mark.parametrize("weights", [[1.0], [1.0, 2.0, 3.0]])
def test_there_is_a_weight_for_each_class_or_none(weights: list[float]) -> None:
    loss = {"kind": "binary_cross_entropy", "class_weights": weights}
    with pytest.raises(SpecError, match=f"There are {len(weights)} class weights, but 2 classes") as caught:
        run_spec(loss=loss)
    assert caught.value.where == "training.loss.class_weights"


def test_an_activation_layer_at_the_end_fuses_too() -> None:
    network = {
        "nodes": [
            {"id": "in", "kind": "input"},
            {"id": "sum", "kind": "dense", "units": 1, "activation": "linear"},
            {"id": "out", "kind": "activation", "activation": "sigmoid"},
        ],
        "edges": [("in", "sum"), ("sum", "out")],
    }
    assert run_spec(network).encoding.reads == "sums"


def test_labels_become_targets() -> None:
    labels = np.array([0, 1, 1, 0], np.float32)
    np.testing.assert_array_equal(spec("mse", "tanh").encoding.encode(labels), [[-1], [1], [1], [-1]])
    np.testing.assert_array_equal(spec("mse", "relu").encoding.encode(labels), [[0], [1], [1], [0]])
    two = spec("mse", "linear", 2).encoding.encode(labels)
    np.testing.assert_array_equal(two, [[1, -1], [-1, 1], [-1, 1], [1, -1]])
    three = spec("cross_entropy", "softmax", 3, {"kind": "spiral", "classes": 3}).encoding
    found = three.encode(np.array([2, 0, 1], np.float32))
    np.testing.assert_array_equal(found, [[0, 0, 1], [1, 0, 0], [0, 1, 0]])
    assert found.dtype == np.float32
    values = np.array([0.25, -1.0], np.float32)
    np.testing.assert_array_equal(spec("mse", "linear", 1, {"kind": "plane"}).encoding.encode(values), [[0.25], [-1]])


@pytest.mark.parametrize(
    ("loss", "units", "data", "detail", "hint"),
    [
        ("mse", 3, {}, "The output 'out' gives 3 numbers; two classes need 1 number or 2 numbers.", "1"),
        ("cross_entropy", 1, {}, "The output 'out' gives 1 number; two classes need 2 numbers with this loss.", "2"),
        (
            "cross_entropy",
            2,
            {"kind": "blobs", "classes": 4},
            "The output 'out' gives 2 numbers; 4 classes need 4 numbers with this loss.",
            "4",
        ),
        ("mse", 2, {"kind": "plane"}, "The output 'out' gives 2 numbers; one value needs 1 number.", "1"),
        ("mse", 1, {"kind": "blobs", "classes": 3}, "The output 'out' gives 1 number; 3 classes need 3 numbers.", "3"),
    ],
)
def test_wrong_number_of_outputs(loss: str, units: int, data: dict[str, Any], detail: str, hint: str) -> None:
    with pytest.raises(ShapeError) as caught:
        spec(loss, "linear", units, data)
    assert caught.value.as_problem() == {
        "code": "output_shape",
        "detail": detail,
        "hint": f"Set the units of 'out' to {hint}.",
        "where": "network.nodes.out",
    }


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_takes_the_tasks_it_can(loss: str) -> None:
    if LOSSES[loss].fit == "distance":
        assert spec(loss, "linear", 1, {"kind": "plane"}).encoding.task == "regression"
    else:
        with pytest.raises(SpecError) as caught:
            spec(loss, "linear", 1, {"kind": "plane"})
        assert caught.value.where == "training.loss"
        assert "but this data set has values" in caught.value.detail
    if LOSSES[loss].masks_only:
        with pytest.raises(SpecError, match="but this data set has no masks") as caught:
            spec(loss, "linear", 2)
        assert caught.value.where == "training.loss"
        return
    assert spec(loss, "linear", 3, {"kind": "blobs", "classes": 3}).encoding.task == "multiclass"
    assert spec(loss, "linear", 2).encoding.task == "binary"
