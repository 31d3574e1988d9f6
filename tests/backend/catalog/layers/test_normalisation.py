"""Normalisation against PyTorch, running statistics included; and spatial dropout."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
import torch
from torch.nn import functional

from glassnet import ops
from glassnet.catalog.layers.base import Context
from glassnet.catalog.layers.batch_norm import BatchNorm
from glassnet.catalog.layers.dropout import Dropout
from glassnet.catalog.layers.group_norm import GroupNorm
from glassnet.catalog.layers.instance_norm import InstanceNorm
from glassnet.catalog.layers.layer_norm import LayerNorm
from glassnet.catalog.layers.spatial_dropout import SpatialDropout
from glassnet.errors import ShapeError
from tests.backend.catalog.layers.torch_oracle import (
    Tensors,
    agrees,
    channels_first,
    channels_last,
    close,
    context,
    parameters,
)

RNG = np.random.default_rng(0)
SHAPES = [(5, 12), (5, 7, 12), (5, 4, 3, 12)]


def batch(*shape: int, mean: float = 3.0) -> np.ndarray:
    return RNG.normal(mean, 2, shape).astype(np.float32)


@pytest.mark.parametrize("shape", SHAPES)
def test_batch_norm_while_training(shape: tuple[int, ...]) -> None:
    def expected(arrays: Tensors, x: torch.Tensor) -> torch.Tensor:
        return functional.batch_norm(x, None, None, arrays["gain"], arrays["bias"], training=True, eps=1e-3)

    agrees(BatchNorm(id="n", epsilon=1e-3), expected, batch(*shape), training=True)


@pytest.mark.parametrize("shape", SHAPES)
def test_batch_norm_in_evaluation(shape: tuple[int, ...]) -> None:
    def expected(arrays: Tensors, x: torch.Tensor) -> torch.Tensor:
        mean, variance = arrays["mean"].detach(), arrays["variance"].detach()
        return functional.batch_norm(x, mean, variance, arrays["gain"], arrays["bias"])

    agrees(BatchNorm(id="n"), expected, batch(*shape))


@pytest.mark.parametrize("momentum", [0.1, 0.0, 1.0])
@pytest.mark.parametrize("shape", SHAPES)
def test_running_statistics_after_several_steps(shape: tuple[int, ...], momentum: float) -> None:
    layer = BatchNorm(id="n", momentum=momentum)
    kind: Any = {2: torch.nn.BatchNorm1d, 3: torch.nn.BatchNorm1d, 4: torch.nn.BatchNorm2d}[len(shape)]
    reference = kind(shape[-1], momentum=momentum, dtype=torch.float64)
    params = {name: jnp.asarray(value) for name, value in layer.init(RNG, [shape[1:]]).items()}
    for step in range(4):
        x = batch(*shape, mean=float(step))
        reference(channels_first(x))
        params |= layer.track(params, [ops.enter(x)], context(layer, training=True))
    close(params["mean"], reference.running_mean.numpy(), "mean")
    close(params["variance"], reference.running_var.numpy(), "variance")
    x = batch(*shape)
    reference.eval()
    found = ops.leave(layer.apply(params, [ops.enter(jnp.asarray(x))], context(layer, training=False)))
    close(found, channels_last(reference(channels_first(x))), "evaluation")


def test_statistics_are_no_learned_arrays() -> None:
    found = {one.name: (one.learned, one.regularised) for one in BatchNorm(id="n").parameters([(3, 3, 8)])}
    assert found == {
        "gain": (True, False),
        "bias": (True, False),
        "mean": (False, False),
        "variance": (False, False),
    }


def test_a_batch_of_one_list_is_finite() -> None:
    layer = BatchNorm(id="n")
    params = layer.init(RNG, [(4,)])
    x = jnp.ones((1, 4))
    assert np.isfinite(np.asarray(layer.apply(params, [x], context(layer, True)))).all()
    assert all(np.isfinite(value).all() for value in layer.track(params, [x], context(layer, True)).values())


@pytest.mark.parametrize("shape", SHAPES)
def test_layer_norm(shape: tuple[int, ...]) -> None:
    agrees(
        LayerNorm(id="n"),
        lambda arrays, x: functional.group_norm(x, 1, arrays["gain"], arrays["bias"]),
        batch(*shape),
    )


def test_layer_norm_of_lists_is_torchs() -> None:
    agrees(
        LayerNorm(id="n"),
        lambda arrays, x: functional.layer_norm(x, [12], arrays["gain"], arrays["bias"]),
        batch(5, 12),
    )


@pytest.mark.parametrize("shape", SHAPES[1:])
def test_instance_norm(shape: tuple[int, ...]) -> None:
    def expected(arrays: Tensors, x: torch.Tensor) -> torch.Tensor:
        return functional.instance_norm(x, weight=arrays["gain"], bias=arrays["bias"])

    agrees(InstanceNorm(id="n"), expected, batch(*shape))


@pytest.mark.parametrize("groups", [1, 2, 3])
@pytest.mark.parametrize("shape", SHAPES)
def test_group_norm(shape: tuple[int, ...], groups: int) -> None:
    agrees(
        GroupNorm(id="n", groups=groups),
        lambda arrays, x: functional.group_norm(x, groups, arrays["gain"], arrays["bias"]),
        batch(*shape),
    )


@pytest.mark.parametrize("kind", [BatchNorm, GroupNorm, InstanceNorm, LayerNorm])
def test_an_activation_may_follow(kind: Any) -> None:
    bent, plain = kind(id="n", activation="tanh"), kind(id="n")
    params = {name: jnp.asarray(value) for name, value in parameters(plain, (4, 3, 12)).items()}
    x = ops.enter(jnp.asarray(batch(5, 4, 3, 12)))
    straight = plain.apply(params, [x], context(plain, training=True))
    np.testing.assert_array_equal(bent.apply(params, [x], context(bent, training=True)), jnp.tanh(straight))
    assert bent.without_squash() == plain
    assert (bent.squash().kind, plain.squash().kind) == ("tanh", "linear")


def test_far_from_zero_the_variance_keeps_its_digits() -> None:
    """Sums of squares would lose them."""
    x = (1000 + RNG.normal(0, 1, (4, 6, 6, 3))).astype(np.float32)
    found = ops.leave(
        InstanceNorm(id="n").apply(
            {"gain": jnp.ones(3), "bias": jnp.zeros(3)},
            [ops.enter(jnp.asarray(x))],
            context(InstanceNorm(id="n"), True),
        )
    )
    expected = channels_last(functional.instance_norm(channels_first(x)))
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_numbers_alone_cannot_be_normalised() -> None:
    with pytest.raises(ShapeError, match="single one for each"):
        InstanceNorm(id="n").out_shape([(1, 1, 8)])
    with pytest.raises(ShapeError, match="positions of a feature map"):
        InstanceNorm(id="n").out_shape([(8,)])
    with pytest.raises(ShapeError, match="single one for each"):
        LayerNorm(id="n").out_shape([(1,)])
    with pytest.raises(ShapeError) as caught:
        GroupNorm(id="n", groups=6).out_shape([(5, 5, 8)])
    assert caught.value.repair == ("n", "", {"groups": 2}, None, "")


def dropped(layer: Any, shape: tuple[int, ...], key: int = 1) -> np.ndarray:
    drawn = Context(True, jnp.uint32(key), {"rate": jnp.float32(layer.rate)})
    return np.asarray(ops.leave(layer.apply({}, [ops.enter(jnp.full(shape, 3.0))], drawn)))


@pytest.mark.parametrize("rate", [0.0, 0.3, 0.9])
def test_spatial_dropout_drops_whole_maps(rate: float) -> None:
    found = dropped(SpatialDropout(id="n", rate=rate), (100, 5, 4, 30))
    maps = found.reshape(100, -1, 30)
    assert (maps == maps[:, :1]).all(), "a map is there or not"
    kept = maps[:, 0] != 0
    np.testing.assert_allclose(maps[:, 0][kept], 3.0 / (1 - rate), rtol=1e-5)
    assert abs((~kept).mean() - rate) <= 5 * np.sqrt(rate * (1 - rate) / kept.size) + 1e-12
    if rate > 0:
        assert len({tuple(row) for row in kept}) > 20, "each image has maps of its own"


def test_dropout_drops_single_numbers_of_images() -> None:
    found = dropped(Dropout(id="n", rate=0.5), (20, 8, 8, 6))
    assert abs((found == 0).mean() - 0.5) < 5 * 0.5 / np.sqrt(found.size)
    assert (found.reshape(20, 64, 6).min(1) == 0).all()
    assert (found.reshape(20, 64, 6).max(1) > 0).all()
