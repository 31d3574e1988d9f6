"""Compile sooner rather than well: for tests that compare what is computed, and compute it once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax

QUICK: dict[str, Any] = {"xla_backend_optimization_level": 0, "xla_cpu_use_fusion_emitters": False}
"""Compiles in a sixth of the time. An operation outside `jax.jit` costs as much as a whole function so."""


def quick(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, compiled as a whole and soon."""
    return jax.jit(function, compiler_options=QUICK)
