"""Dense layers on batches."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

SMALL = 1024
"""Up to this many weights a dense layer is written as multiply and sum.

XLA's CPU runtime pays about a microsecond for a matrix product as a kernel of its own; a multiply-and-sum is fused
with what surrounds it. `tests/benchmarks/dense_forms.py` measures where the two cross.
"""


def dense(x: Float[Array, "batch inputs"], w: Float[Array, "inputs outputs"]) -> Float[Array, "batch outputs"]:
    """Weighted sums of every example: ``y[n, j] = sum_i x[n, i] * w[i, j]``."""
    if w.size <= SMALL:
        return (x[:, :, None] * w[None]).sum(1)
    return jnp.matmul(x, w)
