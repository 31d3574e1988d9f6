"""The training loop of small networks: as many updates as asked for in one call of one compiled program.

The form is the fastest that was found for small dense networks on a CPU (decision record 3): one flat vector, dense
layers as multiply and sum, batches cut from epochs that are shuffled several at a time, losses written to a ring.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from glassnet.engine.forward import Graph
from glassnet.engine.update import Rule, Update, when
from glassnet.ops.random import fold, permutations

RING = 32768
"""Most updates of one call; the loss of each is returned."""

_SHUFFLED_AT_ONCE = 4096
"""About how many examples are shuffled and gathered at a time."""


class Loop:
    """The training loop of one network, loss, optimiser and batch size over a training part of ``count`` examples.

    For vectors only: what it runs on is gathered and laid out before the loop begins.
    """

    def __init__(self, graph: Graph, rule: Rule, count: int, batch_size: int) -> None:
        self.count = count
        self.batch_size = batch_size
        self.batches = -(-count // batch_size)
        self.update = Update(graph, rule, partial=bool(count % batch_size))
        self.epochs_at_once = max(1, _SHUFFLED_AT_ONCE // (self.batches * batch_size))

    def gathered(self, x: Array, target: Array, seed: Array, first_epoch: Array) -> tuple[Array, ...]:
        """The batches of ``epochs_at_once`` epochs: ``(updates, batch, …)`` of inputs, targets and weights."""
        epochs = first_epoch + jnp.arange(self.epochs_at_once, dtype=jnp.uint32)
        order = permutations(fold(seed, epochs), self.count)
        spare = self.batches * self.batch_size - self.count
        rows = jnp.pad(order, ((0, 0), (0, spare))).reshape(-1, self.batch_size)
        weight = np.tile(np.arange(self.batches * self.batch_size) < self.count, self.epochs_at_once)
        weights = jnp.asarray(weight.reshape(-1, self.batch_size), jnp.float32)
        return jnp.take(x, rows, axis=0, mode="clip"), jnp.take(target, rows, axis=0, mode="clip"), weights

    def chunk(
        self,
        flat: Array,
        slots: dict[str, Array],
        live: Array,
        seed: Array,
        x: Array,
        target: Array,
        epoch: Array,
        batch: Array,
        done: Array,
        updates: Array,
    ) -> tuple[Array, dict[str, Array], Array]:
        """``updates`` updates from batch ``batch`` of epoch ``epoch`` on.

        Args:
            flat: parameters ``(parameters,)``.
            slots: what the optimiser remembers, each ``(parameters,)``.
            live: the live values.
            seed: of shuffling and dropout, uint32.
            x: inputs of the training part ``(count, features)``.
            target: its targets ``(count, outputs)``.
            epoch: uint32, may wrap around.
            batch: int32, ``0 … batches - 1``.
            done: updates done before, int32, saturating.
            updates: how many, at most `RING`, int32.

        Returns:
            parameters, slots, and the losses ``(RING,)`` of which the first ``updates`` count.
        """
        in_block = self.epochs_at_once * self.batches
        stop = batch + updates

        def block(carry: Any) -> Any:
            flat, slots, ring, at = carry
            number = at // in_block
            first = epoch + (number * self.epochs_at_once).astype(jnp.uint32)
            batches = self.gathered(x, target, seed, first)

            def one(position: Array, carry: Any) -> Any:
                flat, slots, ring = carry
                cut = tuple(lax.dynamic_index_in_dim(part, position % in_block, 0, keepdims=False) for part in batches)
                now = epoch + (position // self.batches).astype(jnp.uint32)
                key = fold(fold(seed, now), position % self.batches)
                at_update = when(done + (position - batch) + 1, now, position % self.batches, self.batches)
                flat, slots, loss = self.update(flat, slots, live, key, at_update, cut)
                return flat, slots, ring.at[position - batch].set(loss)

            end = jnp.minimum((number + 1) * in_block, stop)
            return *lax.fori_loop(at, end, one, (flat, slots, ring)), end

        start = (flat, slots, jnp.zeros(RING, jnp.float32), batch)
        flat, slots, ring, _ = lax.while_loop(lambda carry: carry[3] < stop, block, start)
        return flat, slots, ring
