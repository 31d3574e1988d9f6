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

    from glassnet.ops.convolution import convolve, convolve_transposed
    from glassnet.ops.layout import batch_axis, channel_axis, enter, leave, per_channel, space_axes
    from glassnet.ops.norms import batch_moments, group_norm, standardise
    from glassnet.ops.pooling import global_max, global_mean, max_pool, mean_pool
    from glassnet.ops.products import dense
    from glassnet.ops.random import fold, keep_mask, normal, uniform
    from glassnet.ops.resampling import upsample
    from glassnet.ops.reshaping import concat, flatten, reshape
    from glassnet.ops.squash import log_softmax, softmax
    from glassnet.ops.warp import moved, moved_together, resample

_HOMES = {
    "convolution": ("convolve", "convolve_transposed"),
    "layout": ("batch_axis", "channel_axis", "enter", "leave", "per_channel", "space_axes"),
    "norms": ("batch_moments", "group_norm", "standardise"),
    "pooling": ("global_max", "global_mean", "max_pool", "mean_pool"),
    "products": ("dense",),
    "random": ("fold", "keep_mask", "normal", "uniform"),
    "resampling": ("upsample",),
    "reshaping": ("concat", "flatten", "reshape"),
    "squash": ("log_softmax", "softmax"),
    "warp": ("moved", "moved_together", "resample"),
}
"""Module of this package → its operations."""

_FOUND = {
    "jnp": ("jax.numpy", None),
    "nn": ("jax.nn", None),
    **{name: (f"{__name__}.{module}", name) for module, names in _HOMES.items() for name in names},
}

__all__ = [
    "batch_axis",
    "batch_moments",
    "channel_axis",
    "concat",
    "convolve",
    "convolve_transposed",
    "dense",
    "enter",
    "flatten",
    "fold",
    "global_max",
    "global_mean",
    "group_norm",
    "jnp",
    "keep_mask",
    "leave",
    "log_softmax",
    "max_pool",
    "mean_pool",
    "moved",
    "moved_together",
    "nn",
    "normal",
    "per_channel",
    "resample",
    "reshape",
    "softmax",
    "space_axes",
    "standardise",
    "uniform",
    "upsample",
]


def __getattr__(name: str) -> Any:
    if name not in _FOUND:
        raise AttributeError(name)
    module, attribute = _FOUND[name]
    loaded = import_module(module)
    value = getattr(loaded, attribute) if attribute else loaded
    globals()[name] = value
    return value
