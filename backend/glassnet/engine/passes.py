"""What a training pass over one batch looks like from inside, and one example on its own: for views only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from glassnet import ops
from glassnet.ops.random import fold

if TYPE_CHECKING:
    from glassnet.engine.forward import Graph

MOST = 65_536
"""Numbers of one node that are looked at in one batch; of more, every second, third … example or position."""

POINTS = 129
"""Points of a `curve`."""

Named = dict[str, Array]


class Insight(NamedTuple):
    """A training pass of one batch of one replica.

    Attributes:
        sums: what every node with an activation passes to it, ``(channels, numbers)``.
        values: what every node gives, ``(channels, numbers)``.
        own: what each gives for one example, ``(units,)``; only nodes that give vectors.
        own_sums: the same of ``sums``.
        dropped: of nodes that drop, whether they drop each unit or channel for that example, ``(channels,)``.
        said: what the network says of that example, ``(outputs,)``; empty where it says a class for each pixel.
        losses: of every example, ``(rows,)``.
        gradient: of their mean, ``(parameters,)``.
    """

    sums: Named
    values: Named
    own: Named
    own_sums: Named
    dropped: Named
    said: Array
    losses: Array
    gradient: Array


class Sample(NamedTuple):
    """One example in evaluation; see `Insight`."""

    own: Named
    own_sums: Named
    said: Array
    losses: Array


def batch(
    graph: Graph, flat: Array, live: Array, x: Array, target: Array, weight: Array, update: Array, place: Array
) -> Insight:
    """The pass that an update makes, nothing learned from it.

    Args:
        graph: the network.
        flat: parameters ``(parameters,)``.
        live: the live values.
        x: inputs of the batch, as they are stored.
        target: its targets, as they are stored.
        weight: of each example, ``(rows,)``: 0 for one that only fills the batch.
        update: seed, epoch and batch of the epoch, uint32 ``(3,)``.
        place: the row of the one example, int32.
    """
    key = fold(fold(update[0], update[1]), update[2])
    at, target = graph.enter_together(x, target, live, key)

    def objective(vector: Array) -> tuple[Array, Any]:
        passed = graph.run(vector, at, live, key)
        losses = graph.losses(passed, target, live)
        return (losses * weight).sum() / weight.sum(), (passed, losses)

    (_, (passed, losses)), gradient = jax.value_and_grad(objective, has_aux=True)(flat)
    sums = graph.sums(flat, passed.values, live, key)
    dropped = {name: _gone(_of(place, ones)) for name, ones in graph.dropping(passed.values, live, key)}
    return Insight(
        {name: _thinned(value) for name, value in sums.items()},
        {name: _thinned(value) for name, value in passed.values.items()},
        _own(place, passed.values),
        _own(place, sums),
        dropped,
        _said(graph, passed, place),
        losses,
        gradient,
    )


def sample(graph: Graph, flat: Array, live: Array, x: Array, target: Array) -> Sample:
    """One example ``(1, …)`` as it is evaluated."""
    passed = graph.run(flat, graph.enter(x, live), live)
    sums = graph.sums(flat, passed.values, live)
    first = jnp.int32(0)
    losses = graph.losses(passed, target, live)
    return Sample(_own(first, passed.values), _own(first, sums), _said(graph, passed, first), losses)


def curve(graph: Graph, node: str, flat: Array, live: Array, row: Array, unit: Array, axis: Array) -> tuple[Array, ...]:
    """What the activation of ``node`` makes of the sum of one unit, and its slope there: two of ``(points,)``.

    Args:
        graph: the network.
        node: its id.
        flat: parameters ``(parameters,)``.
        live: the live values.
        row: sums of all units ``(channels,)``; those of the others stay as they are.
        unit: which one changes, int32.
        axis: the sums to try, ``(points,)``.
    """
    del live
    arrays = graph.layout.unflatten(flat).get(node, {})
    squash = graph.network.by_id[node].squash()
    assert squash is not None

    def value(sum_of_one: Array) -> Array:
        return squash.apply_learned(row.at[unit].set(sum_of_one)[None], arrays)[0, unit]

    return jax.vmap(value)(axis), jax.vmap(jax.grad(value))(axis)


def _thinned(value: Array) -> Array:
    rows = jnp.moveaxis(value, ops.channel_axis(value), 0)
    rows = rows.reshape(rows.shape[0], -1)
    return rows[:, :: -(-rows.size // MOST)]


def _of(place: Array, value: Array) -> Array:
    """One example of a batch in the layout, channels last."""
    return jnp.take(ops.leave(value), place, axis=0, mode="clip")


def _gone(ones: Array) -> Array:
    """Whether each channel is dropped: ``(channels,)``, of what became of ones, channels last."""
    return (ones.reshape(-1, ones.shape[-1]) == 0.0).all(0)


def _own(place: Array, values: Named) -> Named:
    return {name: _of(place, value) for name, value in values.items() if value.ndim == 2}


def _said(graph: Graph, passed: Any, place: Array) -> Array:
    if graph.encoding.masks:
        return jnp.zeros(0, jnp.float32)
    return jnp.take(graph.predictions(passed), place, axis=0, mode="clip")
