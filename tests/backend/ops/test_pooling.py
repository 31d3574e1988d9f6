"""Both forms of pooling give the same; what they mean is compared with PyTorch where the layers are."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from glassnet.ops.geometry import slide
from glassnet.ops.pooling import TAPS, general_max, max_pool
from tests.backend.compiling import quick

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("kernel", "stride"), [(2, 2), (3, 2), (3, 1), (2, 3), (5, 5), (3, 3)])
@pytest.mark.parametrize("size", [(9, 8), (6, 12)])
def test_slices_and_sliding_windows_agree(size: tuple[int, int], kernel: int, stride: int, padding: Any) -> None:
    """Of equal numbers, of which there are many, the first gets the gradient, also where windows tile the image."""
    window = slide(kernel, stride, 1, padding)
    x = jnp.asarray(RNG.integers(0, 4, (2, *size, 3)), jnp.float32)

    @quick
    def both(x: Any) -> Any:
        one, back = jax.vjp(lambda x: max_pool(x, window), x)
        other, other_back = jax.vjp(lambda x: general_max(x, (window, window)), x)
        upstream = jnp.cos(jnp.arange(one.size, dtype=jnp.float32)).reshape(one.shape)
        return (one, *back(upstream)), (other, *other_back(upstream))

    for found, expected in zip(*both(x), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_the_form_follows_the_size_of_the_window() -> None:
    def operations(kernel: int) -> str:
        return str(jax.make_jaxpr(lambda x: max_pool(x, slide(kernel)))(np.zeros((1, 20, 20, 2), np.float32)))

    side = int(TAPS**0.5)
    assert "reduce_window" not in operations(side)
    assert "reduce_window" in operations(side + 1)
