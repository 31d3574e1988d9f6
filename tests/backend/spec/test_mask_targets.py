"""Which outputs fit masks, what is said and proposed when one does not, and corrections that do not fit."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from glassnet.catalog.losses import LOSSES
from glassnet.errors import GlassnetError, Repair, ShapeError, SpecError
from glassnet.spec import RunSpec
from glassnet.spec.outline import Outline, outline
from tests.backend.engine.image_specs import layer

Json = dict[str, Any]

CELLS = {"kind": "cells", "samples": 40, "size": 32}
MASK = "0*1000 1*24"


def raw(*nodes: Json, loss: str = "cross_entropy", **data: Any) -> Json:
    every = [layer("input", "in"), *nodes]
    network = {"nodes": every, "edges": list(pairwise(node["id"] for node in every))}
    return {"network": network, "data": CELLS | data, "training": {"loss": {"kind": loss}}}


def out(filters: int = 2, activation: str = "softmax", **fields: Any) -> Json:
    return layer("conv2d", "out", filters=filters, activation=activation, **fields)


def refused(*nodes: Json, loss: str = "cross_entropy", **data: Any) -> GlassnetError:
    with pytest.raises(SpecError) as caught:
        RunSpec.model_validate(raw(*nodes, loss=loss, **data))
    return caught.value


def outlined(*nodes: Json, loss: str = "cross_entropy") -> Outline:
    # Nodes, data and training that are each sound, and do not fit each other.
    whole = RunSpec.model_validate(raw(out()))
    network = type(whole.network).model_validate(raw(*nodes)["network"])
    training = type(whole.training).model_validate({"loss": {"kind": loss}})
    return outline(network.nodes, network.edges, whole.data, training)


@pytest.mark.parametrize(
    ("loss", "filters", "activation", "reads"),
    [
        ("cross_entropy", 2, "softmax", "sums"),
        ("cross_entropy", 2, "linear", "outputs"),
        ("cross_entropy", 2, "sigmoid", "probabilities"),
        ("binary_cross_entropy", 1, "sigmoid", "sums"),
        ("binary_cross_entropy", 2, "softmax", "probabilities"),
        *((loss, 2, "softmax", "sums") for loss in ("dice", "tversky", "focal", "dice_cross_entropy")),
        *((loss, 1, "sigmoid", "sums") for loss in ("dice", "tversky", "focal", "dice_cross_entropy")),
        *((loss, 1, "linear", "outputs") for loss in ("dice", "tversky", "focal", "dice_cross_entropy")),
        ("dice", 2, "sigmoid", "probabilities"),
    ],
)
def test_losses_read_sums_before_their_own_activation(loss: str, filters: int, activation: str, reads: str) -> None:
    encoding = RunSpec.model_validate(raw(out(filters, activation), loss=loss)).encoding
    assert encoding == ("segmentation", filters, 0.0, 1.0, reads)
    assert encoding.masks
    masks = np.zeros((3, 32, 32), np.uint8)
    assert encoding.encode(masks) is masks


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_takes_masks(loss: str) -> None:
    assert RunSpec.model_validate(raw(out(2, "linear"), loss=loss)).encoding.outputs == 2
    if loss == "cross_entropy":
        assert "32 × 32 × 2 with this loss" in refused(out(1, "sigmoid"), loss=loss).detail
    else:
        assert RunSpec.model_validate(raw(out(1, "sigmoid"), loss=loss)).encoding.outputs == 1


def test_distances_aim_at_values_the_output_can_take() -> None:
    assert RunSpec.model_validate(raw(out(2, "tanh"), loss="mse")).encoding.low == -1.0
    assert RunSpec.model_validate(raw(out(2, "sigmoid"), loss="mse")).encoding.low == 0.0


@pytest.mark.parametrize(
    ("nodes", "detail", "hint", "repair"),
    [
        (
            [out(5)],
            "The output 'out' gives 32 × 32 × 5; masks of two classes need 32 × 32 × 2 with this loss.",
            "Set the filters of 'out' to 2.",
            ("out", "", {"filters": 2}, None),
        ),
        (
            [layer("conv2d", "last", filters=7), layer("softmax", "out")],
            "The output 'out' gives 32 × 32 × 7; masks of two classes need 32 × 32 × 2 with this loss.",
            "Let the last Conv 2-D have 2 filters.",
            ("last", "", {"filters": 2}, None),
        ),
        (
            [layer("max_pool2d", "pool"), out()],
            "The output 'out' gives 16 × 16 × 2; masks of two classes need 32 × 32 × 2 with this loss.",
            "Enlarge it to 32 × 32: by Upsample 2-D, or by Transposed conv 2-D, which learns how.",
            ("out", "upsample2d", {"factor": 2}, None),
        ),
        (
            [layer("upsample2d", "up"), out()],
            "The output 'out' gives 64 × 64 × 2; masks of two classes need 32 × 32 × 2 with this loss.",
            "Let pooling, strides and upsampling lead back to 32 × 32, with padding same.",
            None,
        ),
        (
            [layer("flatten", "flat"), layer("dense", "out", units=2, activation="softmax")],
            "The output 'out' gives 2 numbers; masks of two classes need 32 × 32 × 2 with this loss.",
            "A mask has an answer for every pixel: leave out Flatten, Dense and global pooling, and end in a Conv 2-D "
            "with 2 filters at 32 × 32, as the template U-Net does.",
            None,
        ),
    ],
)
def test_an_output_that_is_no_mask_is_refused_with_the_way_out(
    nodes: list[Json], detail: str, hint: str, repair: Any
) -> None:
    error = refused(*nodes)
    assert error.as_problem() == {"code": "output_shape", "detail": detail, "hint": hint, "where": "network.nodes.out"}
    (problem,) = outlined(*nodes).problems
    assert problem.as_problem() == error.as_problem()
    assert problem.repair == (Repair(*repair) if repair else None)


def test_a_repair_is_for_the_activation_that_is_there() -> None:
    (softmax,) = outlined(out(5), loss="dice").problems
    (sigmoid,) = outlined(out(5, "sigmoid"), loss="dice").problems
    assert softmax.repair is not None
    assert sigmoid.repair is not None
    assert (softmax.repair.fields, sigmoid.repair.fields) == ({"filters": 2}, {"filters": 1})


def test_a_softmax_over_one_channel_says_nothing() -> None:
    error = refused(out(1), loss="dice")
    assert isinstance(error, ShapeError)
    assert "a softmax over one channel, which is always 1" in error.detail
    (problem,) = outlined(out(1), loss="dice").problems
    assert problem.repair == Repair("out", "", {"activation": "sigmoid"})


def test_a_repaired_network_runs() -> None:
    nodes = [layer("max_pool2d", "pool"), layer("upsample2d", "new", factor=2), out()]
    assert RunSpec.model_validate(raw(*nodes)).encoding.masks


def test_regions_are_of_masks() -> None:
    digits = {"kind": "digits8", "samples": 100}
    nodes = [layer("flatten", "flat"), layer("dense", "out", units=10, activation="softmax")]
    for loss in ("dice", "tversky", "dice_cross_entropy"):
        with pytest.raises(SpecError, match="but this data set has no masks") as caught:
            RunSpec.model_validate(raw(*nodes, loss=loss) | {"data": digits})
        assert caught.value.where == "training.loss"
    for loss in ("focal", "mse", "binary_cross_entropy"):
        assert RunSpec.model_validate(raw(*nodes, loss=loss) | {"data": digits}).encoding.task == "multiclass"


@pytest.mark.parametrize(
    ("correction", "detail"),
    [
        ({"source": 3, "mask": "0*1000"}, "the mask has 1000 pixels; expected 1024, 32 × 32"),
        ({"source": 3, "mask": "0*1000 2*24"}, "the mask has the class 2; the classes here are 0 to 1"),
        ({"source": 3, "mask": "0*1000 999*24"}, "the mask has the class 999; the classes here are 0 to 1"),
        ({"source": 40, "mask": MASK}, "there is no image 40: the set has 40"),
    ],
)
def test_corrections_that_do_not_fit_are_refused(correction: Json, detail: str) -> None:
    error = refused(out(), corrections=[{"source": 1, "mask": MASK}, correction])
    assert error.code == "correction"
    assert error.where == "data.corrections.1"
    assert error.detail == f"Correction 1 does not fit: {detail}."


def test_a_correction_that_fits_trains() -> None:
    spec = RunSpec.model_validate(raw(out(), corrections=[{"source": 1, "mask": MASK}]))
    masks = spec.data.generate().labels  # type: ignore[union-attr]
    train = spec.data.arrangement()[0]  # type: ignore[union-attr]
    assert train[-1] == 1
    assert masks[len(train) - 1].sum() == 24
