"""The training loop of large networks: one update in each call of a compiled program.

XLA's CPU runtime runs convolutions inside a loop several times slower than the same update called once for each turn
of a loop in Python, whose call costs a tenth of a millisecond (decision record 10).
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax

from glassnet.engine.forward import Graph
from glassnet.engine.layout import Layout
from glassnet.engine.update import Rule, Slots, Update, when
from glassnet.ops.random import fold, permutations

RING = 256
"""Most updates of one turn; the loss of each is returned."""


def stepped(layout: Layout) -> bool:
    """Whether a network trains with one call for each update: when anything in it has positions beside channels."""
    return any(len(shape) > 1 for shape in [layout.input_shape, *layout.shapes.values()])


class Single:
    """One update of one network, loss, optimiser and batch size over a training part of ``count`` examples.

    Where masks are corrected examples join the training part; then ``count`` is None and told with each update, so that
    nothing is compiled anew: there are at most ``most``.

    Attributes:
        length: of an `order`.
    """

    def __init__(self, graph: Graph, rule: Rule, count: int | None, most: int, batch_size: int) -> None:
        self.graph = graph
        self.batch_size = batch_size
        self.length = -(-most // batch_size) * batch_size
        self.update = Update(graph, rule, partial=count is None or bool(count % batch_size))
        self._count = count

    def order(self, seed: Array, epoch: Array, count: Array) -> Array:
        """Numbers of the training examples in the order of an epoch: ``(length,)``.

        A last batch that is not full is filled with examples from the beginning: they weigh nothing in the loss, but
        batch norm needs a whole batch of real ones.
        """
        if self._count is not None:
            return jnp.resize(permutations(fold(seed, epoch)[None], self._count)[0], (self.length,))
        order = permutations(fold(seed, epoch)[None], count, self.length)[0]
        return order[jnp.arange(self.length) % count]

    def chance(self, seed: Array, epoch: Array, batch: Array) -> Array:
        """The key of one update."""
        return fold(fold(seed, epoch), batch)

    def step(
        self,
        flat: Array,
        slots: Slots,
        ring: Array,
        live: Array,
        seed: Array,
        inputs: Array,
        targets: Array,
        order: Array,
        at: Array,
    ) -> tuple[Array, Slots, Array]:
        """One update.

        Args:
            flat: parameters ``(parameters,)``.
            slots: what the optimiser remembers, each ``(parameters,)``.
            ring: losses of this turn so far ``(RING,)``.
            live: the live values.
            seed: of shuffling, dropout and augmentation, uint32.
            inputs: all examples as they are stored, the training part first; see `Graph.enter`.
            targets: what the network should say of them ``(n, outputs)``, or masks ``(n, height, width)`` uint8.
            order: of this epoch, see `order`.
            at: int32: epoch (wraps around), batch of the epoch, updates done before, place in the ring, examples that
                train.

        Returns:
            parameters, slots and ring.
        """
        epoch, batch, done, place, told = (at[k] for k in range(5))
        count = told if self._count is None else self._count
        key = self.chance(seed, epoch.astype(jnp.uint32), batch)
        first = batch * self.batch_size
        rows = lax.dynamic_slice_in_dim(order, first, self.batch_size)
        weight = (first + jnp.arange(self.batch_size) < count).astype(jnp.float32)
        images, target = (jnp.take(part, rows, axis=0, mode="clip") for part in (inputs, targets))
        x, target = self.graph.enter_together(images, target, live, key)
        at_update = when(done + 1, epoch.astype(jnp.uint32), batch, -(-count // self.batch_size))
        flat, slots, loss = self.update(flat, slots, live, key, at_update, (x, target, weight))
        return flat, slots, lax.dynamic_update_index_in_dim(ring, loss, place, 0)
