"""Convolutions against PyTorch: forward and every gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from glassnet.catalog.initialisers import INITIALISERS
from glassnet.catalog.layers.conv1d import Conv1D
from glassnet.catalog.layers.conv2d import Conv2D
from glassnet.catalog.layers.conv_transpose2d import ConvTranspose2D
from glassnet.catalog.layers.depthwise_conv2d import DepthwiseConv2D
from glassnet.errors import ShapeError
from tests.backend.catalog.layers.torch_oracle import Tensors, agrees, kernel, same

RNG = np.random.default_rng(0)


def batch(*shape: int) -> np.ndarray:
    return RNG.normal(0, 1, shape).astype(np.float32)


def convolved(layer: Any, groups: int) -> Any:
    extent = layer.dilation * (layer.kernel - 1) + 1
    convolve = functional.conv1d if layer.kind == "conv1d" else functional.conv2d

    def expected(arrays: Tensors, x: torch.Tensor) -> torch.Tensor:
        x = same(x, extent) if layer.padding == "same" else x
        y = convolve(x, kernel(arrays["weight"]), arrays.get("bias"), layer.stride, 0, layer.dilation, groups)
        return torch.tanh(y)

    return expected


@pytest.mark.parametrize("channels", [1, 12])
@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(
    ("size", "stride", "dilation"),
    [(3, 1, 1), (3, 2, 1), (5, 1, 1), (4, 2, 1), (2, 3, 1), (3, 1, 2), (3, 2, 2), (1, 1, 1)],
)
def test_conv2d(channels: int, padding: Any, size: int, stride: int, dilation: int) -> None:
    layer = Conv2D(id="c", filters=6, kernel=size, stride=stride, padding=padding, dilation=dilation, activation="tanh")
    agrees(layer, convolved(layer, 1), batch(3, 9, 10, channels))


@pytest.mark.parametrize(("groups", "filters"), [(2, 6), (3, 3), (6, 6), (6, 12)])
@pytest.mark.parametrize("stride", [1, 2])
def test_conv2d_in_groups(groups: int, filters: int, stride: int) -> None:
    layer = Conv2D(id="c", filters=filters, groups=groups, stride=stride, activation="tanh", bias=False)
    agrees(layer, convolved(layer, groups), batch(2, 7, 8, 6))


@pytest.mark.parametrize("size", [1, 3, 5, 7])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_same_padding_is_torchs_half_the_kernel(size: int, stride: int) -> None:
    """The convention that everyone writes: ``padding = kernel // 2``, at any stride."""
    layer = Conv2D(id="c", filters=4, kernel=size, stride=stride, activation="linear")

    def expected(arrays: Tensors, x: torch.Tensor) -> torch.Tensor:
        return functional.conv2d(x, kernel(arrays["weight"]), arrays["bias"], stride, size // 2)

    for side in (8, 9):
        agrees(layer, expected, batch(2, side, side, 3))


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@pytest.mark.parametrize("size", [2, 3, 4, 6])
def test_same_padding_at_stride_one_is_torchs_same(size: int) -> None:
    layer = Conv2D(id="c", filters=4, kernel=size, activation="linear")

    def expected(arrays: Tensors, x: torch.Tensor) -> torch.Tensor:
        return functional.conv2d(x, kernel(arrays["weight"]), arrays["bias"], padding="same")

    agrees(layer, expected, batch(2, 8, 9, 3))


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("size", "stride", "dilation"), [(3, 1, 1), (5, 2, 1), (4, 3, 1), (3, 1, 4), (1, 2, 1)])
@pytest.mark.parametrize(("channels", "groups"), [(2, 1), (30, 1), (6, 3)])
def test_conv1d(padding: Any, size: int, stride: int, dilation: int, channels: int, groups: int) -> None:
    layer = Conv1D(
        id="c",
        filters=6,
        kernel=size,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        activation="tanh",
    )
    agrees(layer, convolved(layer, groups), batch(3, 20, channels))


@pytest.mark.parametrize("multiplier", [1, 3])
@pytest.mark.parametrize(("size", "stride", "dilation"), [(3, 1, 1), (3, 2, 1), (5, 1, 1), (3, 1, 2), (2, 2, 1)])
@pytest.mark.parametrize("padding", ["same", "valid"])
def test_depthwise(multiplier: int, size: int, stride: int, dilation: int, padding: Any) -> None:
    layer = DepthwiseConv2D(
        id="c",
        multiplier=multiplier,
        kernel=size,
        stride=stride,
        dilation=dilation,
        padding=padding,
        activation="tanh",
    )
    agrees(layer, convolved(layer, 5), batch(2, 9, 8, 5))


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2), (4, 2), (3, 1), (5, 3), (1, 2), (2, 3), (6, 2)])
def test_conv_transpose2d(padding: Any, size: int, stride: int) -> None:
    layer = ConvTranspose2D(id="c", filters=4, kernel=size, stride=stride, padding=padding, activation="tanh")
    low = (size - 1) // 2 if padding == "same" else 0

    def expected(arrays: Tensors, x: torch.Tensor) -> torch.Tensor:
        whole = functional.conv_transpose2d(x, arrays["weight"].permute(3, 2, 0, 1), stride=stride)
        if padding == "same":
            tall, wide = x.shape[2] * stride, x.shape[3] * stride
            whole = functional.pad(whole, [0, stride, 0, stride])[:, :, low : low + tall, low : low + wide]
        return torch.tanh(whole + arrays["bias"][:, None, None])

    agrees(layer, expected, batch(2, 4, 5, 3))


def test_transposed_same_is_torchs_mirror_of_a_strided_convolution() -> None:
    layer = ConvTranspose2D(id="c", filters=4, kernel=3, stride=2, activation="linear")

    def expected(arrays: Tensors, x: torch.Tensor) -> torch.Tensor:
        weight = arrays["weight"].permute(3, 2, 0, 1)
        return functional.conv_transpose2d(x, weight, arrays["bias"], stride=2, padding=1, output_padding=1)

    agrees(layer, expected, batch(2, 4, 5, 3))


FANS = [
    (Conv2D(id="c", filters=6, kernel=5), (8, 8, 4), 100, 150),
    (Conv2D(id="c", filters=6, kernel=3, groups=2), (8, 8, 4), 18, 27),
    (Conv1D(id="c", filters=6, kernel=5), (8, 4), 20, 30),
    (DepthwiseConv2D(id="c", multiplier=2), (8, 8, 4), 9, 18),
    (ConvTranspose2D(id="c", filters=6, kernel=4), (8, 8, 3), 12, 96),
]


@pytest.mark.parametrize(("layer", "shape", "fan_in", "fan_out"), FANS)
@pytest.mark.parametrize("kind", INITIALISERS)
def test_kernels_start_as_their_initialiser_says(
    layer: Any, shape: tuple[int, ...], fan_in: int, fan_out: int, kind: str
) -> None:
    layer = layer.model_copy(update={"initialiser": kind})
    found = layer.init(np.random.default_rng(3), [shape])
    drawn = INITIALISERS[kind].draw(np.random.default_rng(3), found["weight"].shape, fan_in, fan_out)
    np.testing.assert_array_equal(found["weight"], drawn)
    assert not found["bias"].any()


def test_operations_are_counted_as_products_and_sums() -> None:
    assert Conv2D(id="c", filters=16).flops([(28, 28, 1)]) == 28 * 28 * 16 * (2 * 9 + 2)
    assert DepthwiseConv2D(id="c").flops([(8, 8, 4)]) == 8 * 8 * 4 * (2 * 9 + 2)
    assert ConvTranspose2D(id="c", filters=3, kernel=2).flops([(4, 4, 5)]) == 2 * 16 * 5 * 3 * 4 + 2 * 8 * 8 * 3


def test_a_kernel_larger_than_the_image_is_refused_in_these_words() -> None:
    with pytest.raises(ShapeError) as caught:
        Conv2D(id="c1", kernel=5, padding="valid").out_shape([(4, 9, 16)])
    assert caught.value.detail == "Conv 2-D 'c1' looks at 5 × 5 positions at once but gets 4 × 9 × 16."
    assert caught.value.hint == "Set its padding to same, or make its window smaller."
    assert caught.value.repair == ("c1", "", {"padding": "same"}, None, "")


def test_groups_that_do_not_divide_are_refused_in_these_words() -> None:
    with pytest.raises(ShapeError) as caught:
        Conv2D(id="c1", filters=6, groups=4).out_shape([(9, 9, 8)])
    assert caught.value.detail == "Conv 2-D 'c1' divides channels and its 6 filters into 4 groups but gets 9 × 9 × 8."
    assert caught.value.repair == ("c1", "", {"groups": 2}, None, "")


def test_a_list_is_refused_with_an_image_to_make_of_it() -> None:
    with pytest.raises(ShapeError) as caught:
        Conv2D(id="c1").out_shape([(784,)])
    assert caught.value.detail == "Conv 2-D 'c1' takes an image (height × width × channels) but gets 784 numbers."
    assert caught.value.repair == ("c1", "reshape", {"shape": [28, 28, 1]}, None, "")
    with pytest.raises(ShapeError) as caught:
        Conv2D(id="c1").out_shape([(785,)])
    assert caught.value.repair is None
    with pytest.raises(ShapeError) as caught:
        Conv2D(id="c1").out_shape([(30, 4)])
    assert caught.value.hint == "Use a layer for 1-D instead."
