"""What losses that compare with classes have in common: sums in stable forms, of one output or of one for each class.

One output is the logit of the second of two classes; its target is 1 for that class and 0 for the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from glassnet import ops

if TYPE_CHECKING:
    from jax import Array


def weighted(losses: Array, target: Array, live: Mapping[str, Any]) -> Array:
    """Losses of positions, times ``foreground_weight`` where the truth is another class than the first."""
    return losses * (1.0 + (live["foreground_weight"] - 1.0) * elsewhere(target))


def class_weighted(losses: Array, target: Array, live: Mapping[str, Any]) -> Array:
    """Losses of positions, times ``foreground_weight`` and the weight of the true class, where classes have weights.

    ``class_weights`` is ``(classes,)`` or ``(0,)``; without weights nothing is computed.
    """
    losses, weights = weighted(losses, target, live), live["class_weights"]
    if not len(weights):
        return losses
    axis = ops.channel_axis(target)
    if target.shape[axis] == 1:
        return losses * (weights[0] + (weights[1] - weights[0]) * target.take(0, axis))
    return losses * (target * ops.per_channel(weights, target)).sum(axis)


def elsewhere(target: Array) -> Array:
    """1 where the truth is another class than the first, 0 elsewhere; of the shape of a loss of positions."""
    axis = ops.channel_axis(target)
    first = target.take(0, axis)
    return first if target.shape[axis] == 1 else 1.0 - first


def log_truth(output: Array, target: Array) -> Array:
    """The logarithm of the probability of the true class, at every position."""
    axis = ops.channel_axis(output)
    if output.shape[axis] == 1:
        return -(ops.nn.softplus(output) - output * target).sum(axis)
    return (ops.log_softmax(output) * target).sum(axis)


def log_untruth(output: Array, target: Array) -> Array:
    """The logarithm of the probability of all other classes together: finite however sure the network is."""
    axis, jnp = ops.channel_axis(output), ops.jnp
    if output.shape[axis] == 1:
        return -(ops.nn.softplus(-output) + output * target).sum(axis)
    # Logarithms of probabilities instead of sums: those of large sums would have lost their digits.
    return ops.nn.logsumexp(jnp.where(target > 0.5, -jnp.inf, ops.log_softmax(output)), axis=axis)


class Overlap(NamedTuple):
    """For each class and image, ``(classes, batch)``: how much of truth and prediction fall together and apart."""

    hits: Array
    false_alarms: Array
    misses: Array


def overlap(output: Array, target: Array) -> Overlap:
    r"""Soft regions of every class, the first included, of outputs ``(outputs, rows, columns, batch)``.

    Equation: \text{hits}_c = \sum_u \hat y_{c,u}\,y_{c,u}
    """
    if output.shape[0] > 1:
        said = ops.softmax(output)
        hits, found, there = ((part).sum((1, 2)) for part in (said * target, said, target))
        return Overlap(hits, found - hits, there - hits)
    said = ops.nn.sigmoid(output)
    hits, found, there = ((part).sum((1, 2)) for part in (said * target, said, target))
    nothing = output.shape[1] * output.shape[2] - found - there + hits
    both = ops.jnp.concatenate
    return Overlap(both([nothing, hits]), both([there - hits, found - hits]), both([found - hits, there - hits]))


def mean_over_classes(values: Array, background: Any) -> Array:
    """The mean ``(batch,)`` of ``values (classes, batch)``, where the first class weighs ``background``."""
    others = values.shape[0] - 1
    return (background * values[0] + values[1:].sum(0)) / (background + others)
