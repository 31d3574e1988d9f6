"""Options of XLA's compiler that pay on a CPU, each tried once before it is used."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

Options = dict[str, Any]

QUICK: Options = {"xla_backend_optimization_level": 1}
"""For programs that run at most a few dozen times a second: faster to compile."""

_BARRIERS: Options = {"xla_disable_hlo_passes": "cse_barrier_expander"}
"""Barriers (`glassnet.ops.keeping`) last: without this XLA computes a convolution again in each of its readers, and a
network of three residual blocks trains at a fortieth of its speed."""


_WIDE: Options = {"xla_cpu_prefer_vector_width": 512, **QUICK}
"""Vectors as wide as the processor has them (half as wide is XLA's custom): sums of shifted images run up to twice as
fast. The lower level of optimisation compiles them in two thirds of the time and runs them as fast."""


_PLAIN: Options = {"xla_cpu_use_fusion_emitters": False}
"""XLA's older way to write loops: 4 to 12 % slower for U-Nets, and compiled in half of the time."""

DEEP = 24
"""Nodes from which on a network is compiled in XLA's older way: nobody wants to wait ten seconds for a first look."""


@lru_cache(maxsize=2)
def stepped(plain: bool = False) -> Options:
    """Options of the programs of a network that trains with one call for each update.

    Args:
        plain: compile sooner rather than run faster: for views, and for deep networks.
    """
    wanted = (_WIDE, _PLAIN) if plain else (_WIDE,)
    return {**barriers(), **{name: value for one in wanted if _accepted(one) for name, value in one.items()}}


def _accepted(options: Options) -> bool:
    try:
        jax.jit(jnp.sin).lower(np.float32(0)).compile(compiler_options=options)
    except Exception:  # an unknown option
        return False
    return True


@lru_cache(maxsize=1)
def barriers() -> Options:
    """Options with which barriers last; none where this version of XLA does not take them or computes otherwise."""

    def sums(x: Array) -> Array:
        kept = lax.optimization_barrier(jnp.sin(x) * x)
        return jnp.concatenate([kept[1:] + kept[:-1], kept.sum()[None]])

    function = jax.grad(lambda x: sums(x).max() + (sums(x) ** 2).sum())
    x = np.linspace(-2.0, 3.0, 33, dtype=np.float32)
    lowered = jax.jit(function).lower(x)
    try:
        found = lowered.compile(compiler_options=_BARRIERS)(x)
    except Exception:  # an unknown option, or a backend that cannot do without the pass
        return {}
    return _BARRIERS if np.allclose(found, lowered.compile()(x), rtol=1e-5, atol=1e-5) else {}
