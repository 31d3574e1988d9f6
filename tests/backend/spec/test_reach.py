"""Receptive fields against what really moves an output."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import jax
import numpy as np
import pytest
from pydantic import TypeAdapter

from glassnet import ops
from glassnet.catalog.layers import Context, Layer, LayerSpec
from glassnet.spec.reach import fields
from tests.backend.compiling import quick

LAYER = TypeAdapter[Any](LayerSpec)

STACKS: dict[str, tuple[list[dict[str, Any]], int]] = {
    "two convolutions": ([{"kind": "conv2d"}, {"kind": "conv2d"}], 5),
    "convolution, pooling, convolution": ([{"kind": "conv2d"}, {"kind": "avg_pool2d"}, {"kind": "conv2d"}], 8),
    "strides": ([{"kind": "conv2d", "stride": 2}, {"kind": "conv2d", "stride": 2}], 7),
    "dilation": ([{"kind": "conv2d", "dilation": 3}, {"kind": "conv2d"}], 9),
    "overlapping pools": ([{"kind": "avg_pool2d", "size": 3, "stride": 2}, {"kind": "avg_pool2d", "size": 3}], 7),
    "larger and smaller": ([{"kind": "upsample2d"}, {"kind": "conv2d"}], 2),
    "blended": ([{"kind": "upsample2d", "method": "bilinear"}, {"kind": "conv2d"}], 3),
    "transposed": ([{"kind": "conv_transpose2d"}, {"kind": "conv2d"}], 3),
    "one by one": ([{"kind": "conv2d", "kernel": 1}, {"kind": "dropout"}, {"kind": "activation"}], 1),
    "depthwise": ([{"kind": "depthwise_conv2d", "kernel": 5}], 5),
}


def made(stack: list[dict[str, Any]]) -> list[Layer]:
    bare = {"conv2d", "conv_transpose2d", "depthwise_conv2d", "activation"}
    return [
        LAYER.validate_python({"id": f"n{k}", **one, **({"activation": "linear"} if one["kind"] in bare else {})})
        for k, one in enumerate(stack)
    ]


@pytest.mark.parametrize("name", STACKS)
def test_is_what_moves_an_output(name: str) -> None:
    stack, expected = STACKS[name]
    layers = made(stack)
    shape = (24, 24, 2)
    rng = np.random.default_rng(0)

    def output(x: Any) -> Any:
        inside, size = ops.enter(x), shape
        for layer in layers:
            params = {key: np.abs(value) for key, value in layer.init(rng, [size]).items()}
            inside = layer.apply(params, [inside], Context(False, None, {}))
            size = layer.out_shape([size])
        return ops.leave(inside)

    x = np.ones((1, *shape), np.float32)
    answer = jax.eval_shape(output, x).shape
    moving = quick(lambda shares: jax.vjp(output, x)[1](shares)[0])
    widest = 0
    for row, column in [(answer[1] // 2 + k, answer[2] // 2 + k) for k in (0, 1)]:
        shares = np.zeros(answer, np.float32)
        shares[0, row, column] = 1.0
        moved = moving(shares)
        along = np.flatnonzero(np.abs(moved)[0].sum((1, 2)))
        widest = max(widest, int(along[-1] - along[0] + 1))
    order = [layer.id for layer in layers]
    inputs = {order[0]: [], **{end: [start] for start, end in pairwise(order)}}
    found = fields(order, dict(zip(order, layers, strict=True)), inputs, shape)[order[-1]]
    assert found == [expected, expected]
    assert widest == expected


def alone(*stack: dict[str, Any], shape: tuple[int, ...]) -> list[int] | None:
    layers = made(list(stack))
    order = [layer.id for layer in layers]
    inputs = {order[0]: [], **{end: [start] for start, end in pairwise(order)}}
    return fields(order, dict(zip(order, layers, strict=True)), inputs, shape)[order[-1]]


def test_is_no_larger_than_the_input() -> None:
    assert alone({"kind": "conv2d", "kernel": 9}, {"kind": "conv2d", "kernel": 9}, shape=(28, 12, 1)) == [17, 12]


def test_what_sees_everything_sees_the_input() -> None:
    assert alone({"kind": "conv2d"}, {"kind": "flatten"}, {"kind": "dense"}, shape=(28, 12, 1)) == [28, 12]
    assert alone({"kind": "global_max_pool"}, shape=(28, 12, 1)) == [28, 12]
    assert alone({"kind": "conv1d", "kernel": 5}, shape=(50, 1)) == [5]
    assert alone({"kind": "dense"}, shape=(50,)) is None


def test_of_two_branches_the_wider_counts() -> None:
    layers = {layer.id: layer for layer in made([{"kind": "conv2d"}, {"kind": "conv2d", "kernel": 7}, {"kind": "add"}])}
    found = fields(["n0", "n1", "n2"], layers, {"n0": [], "n1": [], "n2": ["n0", "n1"]}, (28, 28, 1))
    assert found["n2"] == [7, 7]
