"""What a network makes of images, computed and quantised on the device."""

from __future__ import annotations

from math import prod

import jax.numpy as jnp
from jax import Array

from glassnet import ops
from glassnet.engine.forward import Graph

_LARGEST = 1e37
"""Larger values are drawn as this one, see `glassnet.engine.pictures`."""

EXAMINED = 128
"""Most training images over which the activity of filters is measured: the first ones. See `examined`."""

Tensors = dict[str, Array]


def ranged(values: Array) -> tuple[Array, Array, Array]:
    """Codes 0 to 255 between the least and the largest of each row: uint8 ``(rows, n)``, and those two, ``(rows,)``."""
    safe = jnp.clip(jnp.nan_to_num(values, nan=0.0), -_LARGEST, _LARGEST)
    low, high = safe.min(1), safe.max(1)
    extent = jnp.where(high > low, high - low, 1.0)
    return jnp.rint((safe - low[:, None]) / extent[:, None] * 255.0).astype(jnp.uint8), low, high


def maps(graph: Graph, flat: Array, live: Array, image: Array) -> Tensors:
    """Every node's output for one image ``(1, height, width, channels)`` uint8: the tensors of the view ``maps``.

    Nodes of one size are quantised as one array: a quantisation for each node takes longer to compile.
    """
    passed = graph.run(flat, graph.enter(image, live), live)
    rows = {name: _channels_first(value) for name, value in passed.values.items()}
    sizes: dict[int, list[str]] = {}
    for name, row in rows.items():
        sizes.setdefault(row.shape[1], []).append(name)
    found: Tensors = {}
    for names in sizes.values():
        parts = ranged(jnp.concatenate([rows[name] for name in names]))
        first = 0
        for name in names:
            last, shape = first + rows[name].shape[0], graph.layout.shapes[name]
            found[name] = parts[0][first:last].reshape((shape[-1], *shape[:-1]))
            found[f"{name}:lo"], found[f"{name}:hi"] = parts[1][first:last], parts[2][first:last]
            first = last
    if not graph.encoding.masks:
        found["logits"], found["probabilities"] = passed.for_loss[0], graph.predictions(passed)[0]
    return found


def examined(block: int, examples: int) -> int:
    """Images over which activity is measured: no more than a call may hold (``block``), nor than there are."""
    return min(EXAMINED, block, examples)


def activity(graph: Graph, flat: Array, live: Array, inputs: Array, *, count: int) -> Tensors:
    """For every node the largest absolute output of each channel, ``(channels,)``, over the first ``count`` images."""
    x = graph.enter(inputs[:count], live)
    found = {}
    for name, value in graph.run(flat, x, live).values.items():
        kept = ops.channel_axis(value)
        found[name] = jnp.abs(value).max([axis for axis in range(value.ndim) if axis != kept])
    return found


def augmented(graph: Graph, live: Array, images: Array, targets: Array, key: Array) -> tuple[Array, Array]:
    """Images ``(n, height, width, channels)`` uint8 as the augmentation of this moment changes them, and their targets.

    Targets as they are stored; of masks those that moved with the images.
    """
    x, followed = graph.enter_together(images, targets, live, key)
    return jnp.rint(ops.leave(x) * 255.0).astype(jnp.uint8), followed


def _channels_first(value: Array) -> Array:
    """The output of one image as rows that are quantised alike: ``(channels, positions)``, or ``(1, units)``."""
    if value.ndim == 2:
        return value
    return value.reshape(value.shape[0], prod(value.shape[1:]))
