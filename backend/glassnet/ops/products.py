"""Matrix products on batches."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

PRODUCTS = 3000
"""Up to this many products a dense layer is written as multiply and sum.

XLA's CPU runtime pays about a microsecond for a matrix product as a kernel of its own; a multiply-and-sum is fused
with what surrounds it and twice as fast at 8 × 8 weights and a batch of 10. Beyond about 4000 products it no longer
fuses and is ten times slower. `make bench` prints both sides.
"""


def dense(x: Float[Array, "batch inputs"], w: Float[Array, "inputs outputs"]) -> Float[Array, "batch outputs"]:
    """Weighted sums of every example: ``y[n, j] = sum_i x[n, i] * w[i, j]``."""
    if x.shape[0] * w.size <= PRODUCTS:
        return (x[:, :, None] * w[None]).sum(1)
    return jnp.matmul(x, w)
