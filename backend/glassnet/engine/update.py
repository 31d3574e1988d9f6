"""One update of a network: forward, backward, penalties, optimiser, running statistics."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from glassnet.catalog.base import marked
from glassnet.catalog.optimisers import OPTIMISERS
from glassnet.catalog.schedules import SCHEDULES
from glassnet.engine.forward import Graph

Slots = dict[str, Array]


class Rule(NamedTuple):
    """The kinds of the optimiser and of the schedule of its learning rate."""

    optimiser: str
    schedule: str = "constant"


class Update:
    """The update of one network, loss, optimiser and schedule.

    Args:
        graph: the network and its loss.
        rule: how weights move.
        batches: updates of an epoch.
        partial: whether some batches hold examples that do not count.
    """

    def __init__(self, graph: Graph, rule: Rule, batches: int, *, partial: bool) -> None:
        self.graph = graph
        self.optimiser = OPTIMISERS[rule.optimiser]()
        self.schedule = SCHEDULES[rule.schedule]()
        self.batches = batches
        self.partial = partial
        self.regularised = graph.layout.regularised()
        self.learned = graph.layout.learned()

    def __call__(
        self, flat: Array, slots: Slots, live: Array, key: Array, count: Array, batch: tuple[Array, ...]
    ) -> tuple[Array, Slots, Array]:
        """One update.

        Args:
            flat: parameters ``(parameters,)``.
            slots: what the optimiser remembers, each ``(parameters,)``.
            live: the live values.
            key: chance of this update, uint32.
            count: updates done, this one included, float32.
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
        penalties = self.graph.knobs("training", ["l1", "l2"], live)
        gradient += self.regularised * (penalties["l1"] * jnp.sign(flat) + penalties["l2"] * flat)
        if tracked:
            gradient = gradient * self.learned
        knobs = self._knobs(live, count)
        change, slots = self.optimiser.update(gradient, slots, knobs, count)
        return self.graph.layout.overwritten(flat - change, tracked), slots, loss

    def _knobs(self, live: Array, count: Array) -> dict[str, Array]:
        """The optimiser's live values, its learning rate as the schedule has it at update ``count``."""
        knobs = self.graph.knobs("training.optimiser", marked(type(self.optimiser), "live"), live)
        if self.schedule.steady:
            return knobs
        own = self.graph.knobs("training.schedule", marked(type(self.schedule), "live"), live)
        # In whole numbers first: XLA divides by a constant as it multiplies by its inverse, short of the next epoch.
        done = count.astype(jnp.int32) - 1
        epoch = done // self.batches + (done % self.batches) / jnp.float32(self.batches)
        scale = self.schedule.scale(epoch, own)
        return {**knobs, "learning_rate": knobs["learning_rate"] * scale}
