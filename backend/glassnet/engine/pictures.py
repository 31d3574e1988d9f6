"""Maps over the plane, computed and quantised on the device."""

from __future__ import annotations

from functools import lru_cache

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from glassnet import ops
from glassnet.catalog.datasets import EXTENT
from glassnet.catalog.features import columns
from glassnet.engine.forward import Graph

_LARGEST = 1e37
"""Larger values are drawn as this one: XLA divides by multiplying with the inverse, and smaller inverses are zero."""


@lru_cache(maxsize=64)
def grid(size: int, features: tuple[str, ...]) -> Array:
    """Inputs at ``size × size`` points of the plane, row 0 at the top: ``(size * size, features)``."""
    ticks = (np.arange(size, dtype=np.float32) + 0.5) / size * (2 * EXTENT) - EXTENT
    x, y = np.meshgrid(ticks, -ticks)
    return jnp.asarray(columns(np.stack([x.ravel(), y.ravel()], 1).astype(np.float32), features))


def signed(values: Array) -> tuple[Array, Array]:
    """Codes 0 to 254 with zero at 127, uint8 ``(rows, points)``, and the scale of each row, of values so shaped."""
    safe = jnp.clip(jnp.nan_to_num(values, nan=0.0), -_LARGEST, _LARGEST)
    scale = jnp.abs(safe).max(1)
    unit = safe / jnp.where(scale > 0, scale, 1.0)[:, None]
    return (jnp.rint(unit * 127.0) + 127.0).astype(jnp.uint8), scale


def surface(graph: Graph, flat: Array, live: Array, at: Array) -> tuple[Array, Array]:
    """Predictions at ``at``: codes uint8 ``(outputs, points)`` and their scale ``(outputs,)`` (1 for probabilities)."""
    said = graph.predictions(graph.run(flat, at, live)).T
    if graph.encoding.task == "regression":
        return signed(said)
    safe = jnp.nan_to_num(said, nan=0.0)
    return jnp.rint(safe * 255.0).astype(jnp.uint8), jnp.ones(said.shape[0])


def units(graph: Graph, flat: Array, live: Array, at: Array) -> tuple[Array, Array]:
    """Every unit of every node at ``at``, in topological order: codes uint8 ``(units, points)`` and ``(units,)``.

    All are quantised as one array: a quantisation for each node took four times as long to compile.
    """
    values = graph.run(flat, at, live).values
    return signed(jnp.concatenate([_rows(value) for value in values.values()], 1).T)


def unit(graph: Graph, flat: Array, live: Array, at: Array, node: Array, index: Array) -> tuple[Array, Array]:
    """One unit at ``at``; ``node`` counts in topological order: codes ``(1, points)`` and scale ``(1,)``."""
    values = graph.run(flat, at, live).values

    def pick(value: Array) -> Array:
        return lax.dynamic_index_in_dim(_rows(value), index, 1, keepdims=False)

    branches = [lambda value=value: pick(value) for value in values.values()]
    return signed(lax.switch(node, branches)[None])


def _rows(value: Array) -> Array:
    """A node's output as a row for each point: ``(points, units)``."""
    return ops.leave(value).reshape(ops.leave(value).shape[0], -1)
