"""Pooling, upsampling and shapes against PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from glassnet.catalog.layers.avg_pool2d import AvgPool2D
from glassnet.catalog.layers.concat import Concat
from glassnet.catalog.layers.flatten import Flatten
from glassnet.catalog.layers.global_avg_pool import GlobalAvgPool
from glassnet.catalog.layers.global_max_pool import GlobalMaxPool
from glassnet.catalog.layers.max_pool1d import MaxPool1D
from glassnet.catalog.layers.max_pool2d import MaxPool2D
from glassnet.catalog.layers.reshape import Reshape
from glassnet.catalog.layers.softmax import SoftmaxLayer
from glassnet.catalog.layers.upsample2d import Upsample2D
from glassnet.errors import ShapeError
from tests.backend.catalog.layers.torch_oracle import Tensors, agrees, same

RNG = np.random.default_rng(0)
WINDOWS = [(2, None), (3, 2), (3, 1), (2, 3), (1, 2), (5, None), (9, 4)]


def batch(*shape: int) -> np.ndarray:
    return RNG.normal(0, 1, shape).astype(np.float32)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("size", "stride"), WINDOWS)
def test_max_pool2d(size: int, stride: int | None, padding: Any) -> None:
    layer = MaxPool2D(id="p", size=size, stride=stride, padding=padding)

    def expected(_: Tensors, x: torch.Tensor) -> torch.Tensor:
        x = same(x, size, -torch.inf) if padding == "same" else x
        return functional.max_pool2d(x, size, stride)

    agrees(layer, expected, batch(2, 9, 10, 3))


@pytest.mark.parametrize(("size", "stride"), WINDOWS)
def test_of_equal_numbers_the_first_gets_the_gradient(size: int, stride: int | None) -> None:
    x = RNG.integers(0, 2, (2, 9, 10, 3)).astype(np.float32)
    agrees(MaxPool2D(id="p", size=size, stride=stride), lambda _, x: functional.max_pool2d(x, size, stride), x)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("size", "stride"), WINDOWS)
def test_max_pool1d(size: int, stride: int | None, padding: Any) -> None:
    layer = MaxPool1D(id="p", size=size, stride=stride, padding=padding)

    def expected(_: Tensors, x: torch.Tensor) -> torch.Tensor:
        x = same(x, size, -torch.inf) if padding == "same" else x
        return functional.max_pool1d(x, size, stride)

    agrees(layer, expected, batch(2, 12, 3))


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("size", "stride"), WINDOWS)
def test_avg_pool2d(size: int, stride: int | None, padding: Any) -> None:
    layer = AvgPool2D(id="p", size=size, stride=stride, padding=padding)

    def expected(_: Tensors, x: torch.Tensor) -> torch.Tensor:
        if padding == "valid":
            return functional.avg_pool2d(x, size, stride)
        there = same(torch.ones_like(x), size)
        return functional.avg_pool2d(same(x, size), size, stride) / functional.avg_pool2d(there, size, stride)

    agrees(layer, expected, batch(2, 9, 10, 3))


def test_odd_average_pools_are_torchs_without_the_padding() -> None:
    def expected(_: Tensors, x: torch.Tensor) -> torch.Tensor:
        return functional.avg_pool2d(x, 3, 2, padding=1, count_include_pad=False)

    agrees(AvgPool2D(id="p", size=3, stride=2, padding="same"), expected, batch(2, 9, 10, 3))


@pytest.mark.parametrize("shape", [(3, 7, 4), (3, 6, 5, 4)])
def test_global_pools(shape: tuple[int, ...]) -> None:
    positions = tuple(range(2, len(shape)))
    agrees(GlobalAvgPool(id="p"), lambda _, x: x.mean(positions), batch(*shape))
    agrees(GlobalMaxPool(id="p"), lambda _, x: x.amax(positions), batch(*shape))


@pytest.mark.parametrize("factor", [1, 2, 3, 8])
@pytest.mark.parametrize("method", ["nearest", "bilinear"])
def test_upsample2d(factor: int, method: Any) -> None:
    layer = Upsample2D(id="u", factor=factor, method=method)
    how = {} if method == "nearest" else {"align_corners": False}
    for shape in ((2, 4, 5, 3), (1, 1, 6, 2), (2, 1, 1, 1)):
        agrees(layer, lambda _, x: functional.interpolate(x, scale_factor=factor, mode=method, **how), batch(*shape))


@pytest.mark.parametrize("shape", [(3, 7), (3, 7, 4), (3, 6, 5, 4)])
def test_flatten_keeps_the_order_of_an_image(shape: tuple[int, ...]) -> None:
    agrees(Flatten(id="f"), lambda _, x: x.movedim(1, -1).flatten(1), batch(*shape))


@pytest.mark.parametrize(
    ("shape", "into"), [((24,), [4, 3, 2]), ((4, 6), [2, 4, 3]), ((2, 4, 3), [24]), ((24,), [6, 4])]
)
def test_reshape_reads_in_the_order_of_an_image(shape: tuple[int, ...], into: list[int]) -> None:
    def expected(_: Tensors, x: torch.Tensor) -> torch.Tensor:
        return x.movedim(1, -1).reshape(-1, *into).movedim(-1, 1)

    agrees(Reshape(id="r", shape=into), expected, batch(3, *shape))


def test_reshape_needs_as_many_numbers() -> None:
    with pytest.raises(ShapeError) as caught:
        Reshape(id="r", shape=[7, 7, 2]).out_shape([(14, 7, 2)])
    assert caught.value.detail == "Reshape 'r' makes 7 × 7 × 2 = 98 numbers but gets 14 × 7 × 2 = 196 numbers."
    assert caught.value.hint == "Choose sizes whose product is 196."


@pytest.mark.parametrize("shape", [(3, 7), (3, 7, 4), (3, 6, 5, 4)])
def test_softmax_is_over_channels(shape: tuple[int, ...]) -> None:
    agrees(SoftmaxLayer(id="s"), lambda _, x: x.softmax(1), batch(*shape))


@pytest.mark.parametrize("shape", [(3, 7), (3, 7, 4), (3, 6, 5, 4)])
def test_concat_is_along_channels(shape: tuple[int, ...]) -> None:
    other = (*shape[:-1], 2)
    agrees(Concat(id="c"), lambda _, *x: torch.cat(x, 1), batch(*shape), batch(*other), batch(*shape))
