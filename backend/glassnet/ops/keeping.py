"""Where a value is worth keeping."""

from __future__ import annotations

from jax import Array, lax


def kept(x: Array) -> Array:
    """``x``, computed once and stored.

    XLA for a CPU likes to compute a sum of shifted images again inside everything that reads it, which costs a small
    network of convolutions a third of its speed. The barrier only lasts when a program is compiled with
    ``xla_disable_hlo_passes=cse_barrier_expander``; without it results are the same and slower.
    """
    return lax.optimization_barrier(x)
