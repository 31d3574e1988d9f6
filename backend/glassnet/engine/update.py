"""One update of a network: forward, backward, penalties, optimiser, running statistics."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from glassnet.catalog.base import marked
from glassnet.catalog.clipping import CLIPPINGS
from glassnet.catalog.optimisers import OPTIMISERS
from glassnet.catalog.schedules import SCHEDULES
from glassnet.engine.forward import Graph
from glassnet.engine.penalties import Penalties

Slots = dict[str, Array]


class Rule(NamedTuple):
    """The kinds of the optimiser, of the schedule of its learning rate, and of what clips its gradients."""

    optimiser: str
    schedule: str = "constant"
    clipping: str = "none"


class When(NamedTuple):
    """How far training is.

    Attributes:
        updates: done, this one included, float32.
        epoch: passes over the training data before this update, with the fraction of the current one, float32.
    """

    updates: Array
    epoch: Array


def when(count: Array, epoch: Array, batch: Array, batches: int | Array) -> When:
    """Update ``count``, of batch ``batch`` of ``batches`` in a whole ``epoch``: whole numbers."""
    return When(count.astype(jnp.float32), epoch.astype(jnp.float32) + batch / jnp.asarray(batches, jnp.float32))


class Update:
    """The update of one network, loss, optimiser and schedule.

    Args:
        graph: the network and its loss.
        rule: how weights move.
        partial: whether some batches hold examples that do not count.
    """

    def __init__(self, graph: Graph, rule: Rule, *, partial: bool) -> None:
        self.graph = graph
        self.optimiser = OPTIMISERS[rule.optimiser]()
        self.schedule = SCHEDULES[rule.schedule]()
        self.partial = partial
        self.clipping = CLIPPINGS[rule.clipping]()
        self.penalties = Penalties(graph.layout)
        self.learned = graph.layout.learned()

    def __call__(
        self, flat: Array, slots: Slots, live: Array, key: Array, when: When, batch: tuple[Array, ...]
    ) -> tuple[Array, Slots, Array]:
        """One update.

        Args:
            flat: parameters ``(parameters,)``.
            slots: what the optimiser remembers, each ``(parameters,)``.
            live: the live values.
            key: chance of this update, uint32.
            when: how far training is.
            batch: input node's value, targets as they are stored, and the weight of each example ``(batch,)``.

        Returns:
            parameters, slots, and the loss before the update.
        """
        x, target, weight = batch

        def objective(vector: Array) -> tuple[Array, dict[str, dict[str, Array]]]:
            passed = self.graph.run(vector, x, live, key)
            losses = self.graph.losses(passed, target, live)
            loss = (losses * weight).sum() / weight.sum() if self.partial else losses.mean()
            return loss, passed.tracked

        (loss, tracked), gradient = jax.value_and_grad(objective, has_aux=True)(flat)
        gradient += self.penalties.gradient(flat, lambda path: self.graph.knobs(path, ["l1", "l2"], live))
        if tracked:
            gradient = gradient * self.learned
        holding = self.graph.holding
        kept = None if holding is None else holding.of_weights(live)
        if kept is not None:
            gradient = gradient * kept
        if not self.clipping.idle:
            own = self.graph.knobs("training.clipping", marked(type(self.clipping), "live"), live)
            gradient = self.clipping.clip(gradient, own)
        knobs = self._knobs(live, when.epoch)
        change, slots = self.optimiser.update(gradient, slots, knobs, when.updates, flat * self.penalties.regularised)
        if kept is not None:
            change = change * kept
        return self.graph.layout.overwritten(flat - change, tracked), slots, loss

    def _knobs(self, live: Array, epoch: Array) -> dict[str, Array]:
        """The optimiser's live values, its learning rate as the schedule has it."""
        knobs = self.graph.knobs("training.optimiser", marked(type(self.optimiser), "live"), live)
        if self.schedule.steady:
            return knobs
        own = self.graph.knobs("training.schedule", marked(type(self.schedule), "live"), live)
        scale = self.schedule.scale(epoch, own)
        return {**knobs, "learning_rate": knobs["learning_rate"] * scale}
