"""Every layer's numbers against PyTorch or NumPy."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from glassnet.catalog.initialisers import INITIALISERS
from glassnet.catalog.layers import LAYERS, Context, Layer
from glassnet.catalog.layers.activation import ActivationLayer
from glassnet.catalog.layers.add import Add
from glassnet.catalog.layers.concat import Concat
from glassnet.catalog.layers.dense import Dense
from glassnet.catalog.layers.dropout import Dropout
from glassnet.catalog.layers.gate import Gate
from glassnet.catalog.layers.input import Input
from glassnet.errors import ShapeError
from tests.backend.catalog.layers import test_convolutions, test_normalisation, test_pooling

RNG = np.random.default_rng(0)
X = RNG.normal(0, 1, (40, 5)).astype(np.float32)
EVALUATION = Context(False, None, {})

CHECKED = {Input, Dense, ActivationLayer, Dropout, Add, Gate}


def test_every_layer_is_compared_in_one_of_these_files() -> None:
    modules = (test_convolutions, test_normalisation, test_pooling)
    elsewhere = {value for module in modules for value in vars(module).values() if value in LAYERS.values()}
    assert set(LAYERS.values()) == CHECKED | elsewhere


def applied(layer: Layer, params: Any, *inputs: Any) -> Any:
    return layer.apply(params, [jnp.asarray(one) for one in inputs], EVALUATION)


@pytest.mark.parametrize("units", [1, 3, 400], ids=["one", "small", "large enough for a matrix product"])
@pytest.mark.parametrize("bias", [True, False])
def test_dense_agrees_with_torch_in_values_and_gradients(units: int, bias: bool) -> None:
    layer = Dense(id="d", units=units, activation="tanh", bias=bias)
    params = layer.init(np.random.default_rng(1), [(5,)])
    if bias:
        params["bias"] = RNG.normal(0, 1, units).astype(np.float32)
    weights = RNG.normal(0, 1, (40, units)).astype(np.float32)
    value, back = jax.vjp(lambda p, x: applied(layer, p, x), params, jnp.asarray(X))
    gradients, into_x = back(jnp.asarray(weights))

    linear = torch.nn.Linear(5, units, bias=bias, dtype=torch.float64)
    linear.weight.data = torch.tensor(params["weight"].T.astype(np.float64))
    if bias:
        linear.bias.data = torch.tensor(params["bias"].astype(np.float64))
    x = torch.tensor(X.astype(np.float64), requires_grad=True)
    y = torch.tanh(linear(x))
    y.backward(torch.tensor(weights.astype(np.float64)))
    np.testing.assert_allclose(value, y.detach().numpy(), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(gradients["weight"], linear.weight.grad.numpy().T, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(into_x, x.grad.numpy(), rtol=1e-4, atol=1e-5)
    if bias:
        np.testing.assert_allclose(gradients["bias"], linear.bias.grad.numpy(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", INITIALISERS)
def test_dense_starts_as_its_initialiser_says(kind: str) -> None:
    layer = Dense(id="d", units=7, initialiser=kind)
    found = layer.init(np.random.default_rng(3), [(5,)])
    np.testing.assert_array_equal(found["weight"], INITIALISERS[kind].draw(np.random.default_rng(3), (5, 7), 5, 7))
    np.testing.assert_array_equal(found["bias"], np.zeros(7, np.float32))


def test_dense_regularises_weights_and_not_biases() -> None:
    assert [(one.name, one.regularised) for one in Dense(id="d").parameters([(5,)])] == [
        ("weight", True),
        ("bias", False),
    ]


def test_dense_refuses_an_image_in_these_words() -> None:
    with pytest.raises(ShapeError) as caught:
        Dense(id="d1").out_shape([(28, 28, 1)])
    assert caught.value.as_problem() == {
        "code": "shape",
        "detail": "Dense 'd1' takes a list of numbers but gets 28 × 28 × 1.",
        "hint": "Insert a Flatten layer before it.",
        "where": "network.nodes.d1",
    }


def test_add_refuses_other_shapes_in_these_words() -> None:
    with pytest.raises(ShapeError) as caught:
        Add(id="sum").out_shape([(4,), (4,), (1,)])
    assert caught.value.detail == "Add 'sum' adds inputs of one shape but gets 4 numbers and 1 number."
    assert caught.value.hint == "Give both branches the same size, or use Concat."


def test_add_sums_all_its_inputs() -> None:
    np.testing.assert_allclose(applied(Add(id="n"), {}, X, 2 * X, -0.5 * X), 2.5 * X, rtol=1e-6)


def test_concat_refuses_other_heights_and_widths() -> None:
    with pytest.raises(ShapeError, match="3 × 3 × 1 and 3 × 2 × 1"):
        Concat(id="n").out_shape([(3, 3, 1), (3, 2, 1)])


def test_input_and_activation() -> None:
    np.testing.assert_array_equal(applied(Input(id="n"), {}, X), X)
    np.testing.assert_array_equal(applied(ActivationLayer(id="n", activation="relu"), {}, X), np.maximum(X, 0))


def dropped(rate: float, key: int = 1, shape: tuple[int, ...] = (200, 500)) -> np.ndarray:
    context = Context(True, jnp.uint32(key), {"rate": jnp.float32(rate)})
    return np.asarray(Dropout(id="n").apply({}, [jnp.full(shape, 3.0)], context))


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 0.95])
def test_dropout_drops_that_share_and_scales_what_is_kept(rate: float) -> None:
    found = dropped(rate)
    kept = found != 0
    np.testing.assert_allclose(found[kept], 3.0 / (1.0 - rate), rtol=1e-5)
    spread = 5 * np.sqrt(rate * (1 - rate) / found.size) + 1e-12
    assert abs((~kept).mean() - rate) <= spread
    # As often in every row and in every column.
    assert (np.abs((~kept).mean(0) - rate) <= 5 * np.sqrt(rate * (1 - rate) / 200) + 1e-12).all()
    assert (np.abs((~kept).mean(1) - rate) <= 5 * np.sqrt(rate * (1 - rate) / 500) + 1e-12).all()


def test_dropout_follows_its_key() -> None:
    np.testing.assert_array_equal(dropped(0.5, key=1), dropped(0.5, key=1))
    agreement = (dropped(0.5, key=1) == dropped(0.5, key=2)).mean()
    assert abs(agreement - 0.5) < 5 * 0.5 / np.sqrt(100_000)


def test_dropout_is_off_in_evaluation_and_differs_only_by_its_mask() -> None:
    np.testing.assert_array_equal(applied(Dropout(id="n", rate=0.9), {}, X), X)


@pytest.mark.parametrize("factor", [0.0, 0.5, 2.0])
def test_a_gate_weakens_what_passes_and_its_gradient_alike(factor: float) -> None:
    context = Context(False, None, {"factor": jnp.float32(factor)})
    value, back = jax.vjp(lambda x: Gate(id="g").apply({}, [x], context), jnp.asarray(X))
    x = torch.tensor(X, requires_grad=True)
    y = torch.mul(x, factor)
    y.backward(torch.tensor(X))
    np.testing.assert_array_equal(value, y.detach().numpy())
    np.testing.assert_array_equal(back(jnp.asarray(X))[0], x.grad.numpy())


def test_slopes_of_a_prelu_are_learned_for_each_unit_as_in_torch() -> None:
    layer = Dense(id="d", units=3, activation="prelu")
    params = layer.init(np.random.default_rng(1), [(5,)])
    np.testing.assert_array_equal(params["slope"], np.float32([0.25, 0.25, 0.25]))
    assert [one.name for one in layer.parameters([(5,)]) if one.regularised] == ["weight"]
    params["slope"] = np.float32([0.1, -0.4, 1.5])
    weights = RNG.normal(0, 1, (40, 3)).astype(np.float32)
    value, back = jax.vjp(lambda p, x: applied(layer, p, x), params, jnp.asarray(X))
    gradients, into_x = back(jnp.asarray(weights))

    slope = torch.tensor(params["slope"].astype(np.float64), requires_grad=True)
    x = torch.tensor(X.astype(np.float64), requires_grad=True)
    y = torch.nn.functional.prelu(x @ torch.tensor(params["weight"].astype(np.float64)), slope)
    y.backward(torch.tensor(weights.astype(np.float64)))
    np.testing.assert_allclose(value, y.detach().numpy(), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(gradients["slope"], slope.grad.numpy(), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(into_x, x.grad.numpy(), rtol=1e-5, atol=1e-5)


def test_slopes_of_a_prelu_on_images_belong_to_channels() -> None:
    """Rows of an image share them; the layout has the channels in front."""
    layer = ActivationLayer(id="a", activation="prelu")
    slopes = np.float32([0.5, -1.0])
    image = np.full((2, 3, 4, 7), -2.0, np.float32)
    found = np.asarray(applied(layer, {"slope": slopes}, image))
    np.testing.assert_array_equal(found, np.broadcast_to((-2.0 * slopes)[:, None, None, None], image.shape))
