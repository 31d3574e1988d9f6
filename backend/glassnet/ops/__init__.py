"""Batched tensor operations. The catalogue speaks to arrays only through this package.

JAX is imported when an operation is first used, not when the catalogue is read: the web process validates
specifications and never loads JAX.

No module here has the name of an operation: importing it would put the module where the operation belongs, and
another thread would find it there.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jax.nn as nn
    import jax.numpy as jnp

    from glassnet.ops.products import dense
    from glassnet.ops.random import keep_mask
    from glassnet.ops.squash import log_softmax, softmax

_HOMES = {
    "jnp": ("jax.numpy", None),
    "nn": ("jax.nn", None),
    "dense": ("glassnet.ops.products", "dense"),
    "keep_mask": ("glassnet.ops.random", "keep_mask"),
    "log_softmax": ("glassnet.ops.squash", "log_softmax"),
    "softmax": ("glassnet.ops.squash", "softmax"),
}

__all__ = ["dense", "jnp", "keep_mask", "log_softmax", "nn", "softmax"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    module, attribute = _HOMES[name]
    loaded = import_module(module)
    value = getattr(loaded, attribute) if attribute else loaded
    globals()[name] = value
    return value
