"""Layers compared with PyTorch in float64: values, and gradients by every array and every input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import torch
from torch.nn import functional

from glassnet import ops
from glassnet.catalog.base import marked
from glassnet.catalog.layers import Context, Layer
from tests.backend.compiling import quick

Tensors = dict[str, torch.Tensor]


def context(layer: Layer, training: bool) -> Context:
    knobs = {name: jnp.float32(getattr(layer, name)) for name in marked(type(layer), "live")}
    return Context(training, jnp.uint32(7) if training else None, knobs)


def parameters(layer: Layer, *shapes: tuple[int, ...], seed: int = 0) -> dict[str, np.ndarray]:
    """Random values for every array; variances are positive."""
    rng = np.random.default_rng(seed)
    found = {one.name: rng.normal(0, 1, one.shape).astype(np.float32) for one in layer.parameters(list(shapes))}
    return {name: np.abs(value) + 0.5 if name in ("gain", "variance") else value for name, value in found.items()}


def channels_first(x: Any) -> torch.Tensor:
    """A batch, channels last, as PyTorch has it."""
    return torch.tensor(np.moveaxis(np.asarray(x, np.float64), -1, 1))


def channels_last(x: torch.Tensor) -> np.ndarray:
    return np.moveaxis(x.detach().numpy(), 1, -1)


def kernel(weight: torch.Tensor) -> torch.Tensor:
    """A kernel ``(…window, inputs, outputs)`` as PyTorch has it: ``(outputs, inputs, …window)``."""
    return weight.movedim((-1, -2), (0, 1))


def same(x: torch.Tensor, extent: int, value: float = 0.0) -> torch.Tensor:
    """Padded by ``extent - 1`` along every side, the odd one behind."""
    low = (extent - 1) // 2
    return functional.pad(x, [low, extent - 1 - low] * (x.ndim - 2), value=value)


def agrees(
    layer: Layer,
    expected: Callable[..., torch.Tensor],
    *inputs: np.ndarray,
    params: dict[str, np.ndarray] | None = None,
    training: bool = False,
) -> None:
    """``expected(arrays, *inputs)`` gets float64 tensors: arrays by name, inputs channels first."""
    arrays = parameters(layer, *(x.shape[1:] for x in inputs)) if params is None else params
    rng = np.random.default_rng(5)

    held: Tensors = {name: torch.tensor(value.astype(np.float64), requires_grad=True) for name, value in arrays.items()}
    entering = [channels_first(x).requires_grad_() for x in inputs]
    y = expected(held, *entering)
    upstream = rng.normal(0, 1, channels_last(y).shape)
    y.backward(channels_first(upstream))

    def both(params: Any, inputs: Any, upstream: Any) -> Any:
        def output(params: Any, inputs: Any) -> Any:
            return ops.leave(layer.apply(params, [ops.enter(x) for x in inputs], context(layer, training)))

        value, back = jax.vjp(output, params, inputs)
        return value, *back(upstream)

    found, by_array, by_input = quick(both)(
        arrays, [jnp.asarray(x) for x in inputs], jnp.asarray(upstream, jnp.float32)
    )
    close(found, channels_last(y), "values")
    for name, tensor in held.items():
        if tensor.grad is not None:
            close(by_array[name], tensor.grad.numpy(), name)
    for k, tensor in enumerate(entering):
        assert tensor.grad is not None
        close(by_input[k], channels_last(tensor.grad), f"input {k}")


def close(found: Any, expected: np.ndarray, what: str) -> None:
    assert found.shape == expected.shape, what
    scale = float(np.abs(expected).max(initial=0.0)) + 1e-3
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=2e-5 * scale, err_msg=what)
