"""Surfaces, unit maps and predictions against a forward pass in NumPy."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.catalog.activations import ACTIVATIONS
from glassnet.catalog.layers import LAYERS
from glassnet.engine import Trainer
from glassnet.engine.pictures import grid, signed
from glassnet.errors import SpecError
from glassnet.protocol.views import Data, Surface, Unit, Units, Weights
from glassnet.spec import RunSpec
from tests.backend.engine import reference
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec, with_dropout

SIZE = 16
STEP = 12 / SIZE

SPECS: dict[str, RunSpec] = {
    "one of everything": run_spec(with_dropout(), {"features": ["x", "y", "sin_x"]}),
    "no bias, linear": run_spec(chain((3, "relu"), output=(1, "linear"), bias=False), loss={"kind": "mse"}),
    "distance to tanh": run_spec(chain(output=(1, "tanh")), loss={"kind": "l1"}),
    "distance to relu": run_spec(chain((3, "elu"), output=(2, "relu")), loss={"kind": "huber"}),
    "logits": run_spec(chain((3, "gelu"), output=(1, "linear"))),
    "classes": run_spec(
        chain((4, "silu"), output=(3, "softmax")),
        {"kind": "blobs", "classes": 3, "features": ["x2", "y2", "xy", "sin_y", "x"]},
        loss={"kind": "cross_entropy"},
    ),
    "class logits": run_spec(
        chain((4, "softplus"), output=(4, "linear")), {"kind": "blobs", "classes": 4}, loss={"kind": "cross_entropy"}
    ),
    "sigmoid each": run_spec(
        chain((4, "leaky_relu"), (3, "softmax"), output=(3, "sigmoid")), {"kind": "spiral", "classes": 3}
    ),
    "value": run_spec(chain((4, "tanh")), {"kind": "plane"}, loss={"kind": "mse"}),
}

every_spec = pytest.mark.parametrize("name", SPECS)


@pytest.fixture(scope="module")
def trainers() -> dict[str, Trainer]:
    found = {}
    for name, spec in SPECS.items():
        found[name] = begun(spec)
        found[name].advance(30)
    return found


def plane() -> np.ndarray:
    """The middles of the cells: row 0 at the top (largest y), column 0 at the left."""
    points = []
    for row in range(SIZE):
        for column in range(SIZE):
            points.append((-6 + (column + 0.5) * STEP, 6 - (row + 0.5) * STEP))
    return np.asarray(points)


def predictions(trainer: Trainer, points: np.ndarray) -> np.ndarray:
    """What the network says, for people, from the specification alone."""
    spec = trainer.spec
    said = reference.forward(spec, trainer.parameters(), points)[spec.network.output_id]
    last: Any = spec.network.by_id[spec.network.output_id]
    loss = spec.training.loss.kind
    if spec.data.kind == "plane":
        return said
    if loss == "cross_entropy":
        return said if last.activation == "softmax" else reference.ACTIVATIONS["softmax"](said)
    if loss == "binary_cross_entropy":
        return said if last.activation == "sigmoid" else reference.ACTIVATIONS["sigmoid"](said)
    return np.clip((said + 1) / 2 if last.activation in ("tanh", "linear") else said, 0, 1)


def test_every_activation_and_layer_is_drawn_by_the_reference() -> None:
    assert set(reference.ACTIVATIONS) == set(ACTIVATIONS)
    used = {node.kind for spec in SPECS.values() for node in spec.network.nodes}
    flat = {kind for kind in LAYERS if kind in ("input", "dense", "activation", "dropout", "add", "concat")}
    assert used == flat, "the others are of images, or tested as layers"


@every_spec
def test_predictions_agree(name: str, trainers: dict[str, Trainer]) -> None:
    points = np.random.default_rng(0).uniform(-6, 6, (37, 2)).astype(np.float32)
    found = trainers[name].predict(points.tolist())
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, predictions(trainers[name], points), rtol=1e-4, atol=1e-5)


@every_spec
def test_the_surface_shows_the_predictions(name: str, trainers: dict[str, Trainer]) -> None:
    trainer = trainers[name]
    (tensor,), meta = trainer.probe(Surface(size=SIZE))
    assert (tensor.key, tensor.array.dtype) == ("output", np.uint8)
    expected = predictions(trainer, plane()).T.reshape(-1, SIZE, SIZE)
    assert tensor.array.shape == expected.shape
    regression = SPECS[name].data.kind == "plane"
    assert meta == {"task": SPECS[name].data.task(), "signed": regression}
    if regression:
        assert tensor.hi == -tensor.lo == pytest.approx(np.abs(expected).max(), rel=1e-5)
        shown = (tensor.array.astype(np.float64) - 127) / 127 * tensor.hi
        np.testing.assert_allclose(shown, expected, atol=0.51 * tensor.hi / 127)
    else:
        assert (tensor.lo, tensor.hi) == (0.0, 1.0)
        np.testing.assert_allclose(tensor.array / 255.0, expected, atol=0.51 / 255)


@every_spec
def test_unit_maps_show_every_node(name: str, trainers: dict[str, Trainer]) -> None:
    trainer = trainers[name]
    tensors, meta = trainer.probe(Units(size=SIZE))
    arrays = {tensor.key: tensor.array for tensor in tensors}
    expected = reference.forward(trainer.spec, trainer.parameters(), plane())
    assert set(arrays) == {*expected, *(f"{node}:scale" for node in expected)}
    assert meta == {"signed": True}
    for node, values in expected.items():
        values = values.T.reshape(-1, SIZE, SIZE)
        scale = arrays[f"{node}:scale"]
        assert arrays[node].dtype == np.uint8
        np.testing.assert_allclose(scale, np.abs(values).max((1, 2)), rtol=1e-4, atol=1e-6)
        shown = (arrays[node].astype(np.float64) - 127) / 127 * scale[:, None, None]
        assert (np.abs(shown - values) <= 0.51 * scale[:, None, None] / 127 + 1e-6).all(), node


def test_one_unit_is_the_same_as_among_all(trainers: dict[str, Trainer]) -> None:
    trainer = trainers["one of everything"]
    every = {tensor.key: tensor.array for tensor in trainer.probe(Units(size=SIZE)).tensors}
    for node, shape in trainer.spec.shapes.items():
        for unit in range(shape[0]):
            (tensor,), meta = trainer.probe(Unit(node=node, unit=unit, size=SIZE))
            assert tensor.array.shape == (1, SIZE, SIZE)
            assert np.abs(tensor.array[0].astype(int) - every[node][unit].astype(int)).max() <= 1
            assert tensor.hi == -tensor.lo == pytest.approx(every[f"{node}:scale"][unit], rel=1e-5)
            assert meta == {"node": node, "unit": unit, "signed": True}


@pytest.mark.parametrize(("node", "unit"), [("ghost", 0), ("left", 4), ("out", 1), ("in", 3), ("__proto__", 0)])
def test_a_unit_that_is_not_there_is_refused(node: str, unit: int, trainers: dict[str, Trainer]) -> None:
    with pytest.raises(SpecError, match=f"There is no unit {unit} in '{node}'"):
        trainers["one of everything"].probe(Unit(node=node, unit=unit, size=SIZE))


def test_top_left_is_small_x_and_large_y() -> None:
    found = np.asarray(grid(4, ("x", "y"))).reshape(4, 4, 2)
    np.testing.assert_allclose(found[0, 0], [-4.5, 4.5])
    np.testing.assert_allclose(found[0, 3], [4.5, 4.5])
    np.testing.assert_allclose(found[3, 0], [-4.5, -4.5])


def test_weights_and_data_are_sent_as_they_are(trainers: dict[str, Trainer]) -> None:
    trainer = trainers["one of everything"]
    weights = {tensor.key: tensor for tensor in trainer.probe(Weights()).tensors}
    assert weights.keys() == trainer.parameters().keys()
    for key, tensor in weights.items():
        assert (tensor.lo, tensor.hi, tensor.array.dtype) == (None, None, np.float32)
        np.testing.assert_array_equal(tensor.array, trainer.parameters()[key])
    tensors, meta = trainer.probe(Data())
    arrays = {tensor.key: tensor.array for tensor in tensors}
    drawn = trainer.spec.data.generate()
    for part, first, last in (("train", 0, 36), ("validation", 36, 48), ("test", 48, 60)):
        np.testing.assert_array_equal(arrays[f"{part}.xy"], drawn.points[first:last])
        np.testing.assert_array_equal(arrays[f"{part}.label"], drawn.labels[first:last])
    train = trainer.examples.labels[trainer.examples.bounds["train"]]
    assert meta == {"task": "binary", "classes": 2, "balance": [int((train == k).sum()) for k in (0, 1)]}


def test_looking_changes_nothing(trainers: dict[str, Trainer]) -> None:
    trainer = trainers["one of everything"]
    before = {key: np.array(array) for key, array in trainer.save()[0].items()}
    for view in (Surface(size=SIZE), Units(size=SIZE), Unit(node="left", unit=0, size=SIZE), Weights(), Data()):
        trainer.probe(view)
    trainer.evaluate()
    trainer.predict([[0.0, 0.0]])
    for key, array in trainer.save()[0].items():
        np.testing.assert_array_equal(array, before[key])


@settings(max_examples=30)
@given(values=st.lists(st.lists(st.floats(width=32), min_size=4, max_size=4), min_size=1, max_size=3))
def test_codes_keep_zero_sign_and_order_whatever_the_values(values: list[list[float]]) -> None:
    given_values = np.asarray(values, np.float32)
    codes, scale = (np.asarray(one) for one in signed(jnp.asarray(given_values)))
    assert codes.max() <= 254
    assert np.isfinite(scale).all()
    zero = np.isnan(given_values) | (given_values == 0)
    assert (codes[zero] == 127).all()
    finite = np.isfinite(given_values).all(1)
    for row in np.flatnonzero(finite):
        order = np.argsort(given_values[row])
        assert (np.diff(codes[row][order].astype(int)) >= 0).all()
        if 1e-30 < np.abs(given_values[row]).max() <= 1e37:
            np.testing.assert_allclose(
                (codes[row] - 127.0) / 127 * scale[row], given_values[row], atol=0.51 * scale[row] / 127
            )
