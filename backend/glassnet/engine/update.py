"""One update of a network: forward, backward, penalties, optimiser, running statistics."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from glassnet.catalog.base import marked
from glassnet.catalog.optimisers import OPTIMISERS
from glassnet.engine.forward import Graph

Slots = dict[str, Array]


class Update:
    """The update of one network, loss and optimiser.

    Args:
        graph: the network and its loss.
        optimiser: its kind.
        partial: whether some batches hold examples that do not count.
    """

    def __init__(self, graph: Graph, optimiser: str, *, partial: bool) -> None:
        self.graph = graph
        self.optimiser = OPTIMISERS[optimiser]()
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
            batch: input node's value, targets ``(batch, outputs)``, and the weight of each example ``(batch,)``.

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
        knobs = self.graph.knobs("training.optimiser", marked(type(self.optimiser), "live"), live)
        change, slots = self.optimiser.update(gradient, slots, knobs, count)
        return self.graph.layout.overwritten(flat - change, tracked), slots, loss
