"""The training loop of small networks: as many updates as asked for in one call of one compiled program.

The form is the fastest that was found for small dense networks on a CPU (decision record 3): one flat vector, dense
layers as multiply and sum, batches cut from epochs that are shuffled several at a time, losses written to a ring.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
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


_KEPT = 1 << 18
"""About how many numbers are kept of the ends of epochs in one call."""

_MOST_EPOCHS = 512


class Seen(NamedTuple):
    """At the ends of some epochs, in order: the validation loss ``(epochs,)``, parameters and slots, one row each."""

    losses: Array
    flat: Array
    slots: dict[str, Array]


class Loop:
    """The training loop of one network, loss, optimiser and batch size over a training part of ``count`` examples.

    For vectors only: what it runs on is gathered and laid out before the loop begins.

    Attributes:
        watchable: most epochs whose ends are looked at in one call of `watched`.
    """

    def __init__(self, graph: Graph, rule: Rule, count: int, batch_size: int) -> None:
        self.count = count
        self.batch_size = batch_size
        self.batches = -(-count // batch_size)
        self.update = Update(graph, rule, partial=bool(count % batch_size))
        self.epochs_at_once = max(1, _SHUFFLED_AT_ONCE // (self.batches * batch_size))
        numbers = graph.layout.size * (1 + len(self.update.optimiser.slots))
        self.watchable = max(1, min(_MOST_EPOCHS, _KEPT // max(1, numbers)))

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
        gather, one = self._parts(live, seed, x, target, epoch, batch, done)
        in_block, stop = self.epochs_at_once * self.batches, batch + updates

        def block(carry: Any) -> Any:
            flat, slots, ring, at = carry
            batches, end = gather(at // in_block), jnp.minimum((at // in_block + 1) * in_block, stop)
            return *lax.fori_loop(at, end, partial(one, batches), (flat, slots, ring)), end

        start = (flat, slots, jnp.zeros(RING, jnp.float32), batch)
        flat, slots, ring, _ = lax.while_loop(lambda carry: carry[3] < stop, block, start)
        return flat, slots, ring

    def watched(
        self,
        look: Callable[[Array], Array],
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
    ) -> tuple[Array, dict[str, Array], Array, Seen]:
        """`chunk` that looks at every epoch's end, of at most `watchable` epochs, the one that has begun included.

        ``look`` gives the validation loss ``()`` of parameters ``(parameters,)``; the rest is as in `chunk`. What was
        seen comes last: its first row is of the end of the epoch that had begun.
        """
        gather, one = self._parts(live, seed, x, target, epoch, batch, done)
        in_block, stop = self.epochs_at_once * self.batches, batch + updates

        def block(carry: Any) -> Any:
            batches, end = gather(carry[-1] // in_block), jnp.minimum((carry[-1] // in_block + 1) * in_block, stop)

            def of_epoch(carry: Any) -> Any:
                flat, slots, ring, seen, at = carry
                row = at // self.batches
                until = jnp.minimum((row + 1) * self.batches, end)
                flat, slots, ring = lax.fori_loop(at, until, partial(one, batches), (flat, slots, ring))
                now = Seen(look(flat), flat, slots)
                return flat, slots, ring, jax.tree.map(lambda room, value: room.at[row].set(value), seen, now), until

            return lax.while_loop(lambda carry: carry[-1] < end, of_epoch, carry)

        room = jax.tree.map(lambda one: jnp.zeros((self.watchable, *one.shape), one.dtype), (flat, slots))
        seen = Seen(jnp.zeros(self.watchable, jnp.float32), *room)
        start = (flat, slots, jnp.zeros(RING, jnp.float32), seen, batch)
        flat, slots, ring, seen, _ = lax.while_loop(lambda carry: carry[-1] < stop, block, start)
        return flat, slots, ring, seen

    def _parts(
        self, live: Array, seed: Array, x: Array, target: Array, epoch: Array, batch: Array, done: Array
    ) -> tuple[Callable[[Array], Any], Callable[..., Any]]:
        """What gathers a block of epochs by its number, and what does the update at a position in it."""
        in_block = self.epochs_at_once * self.batches

        def gather(number: Array) -> Any:
            return self.gathered(x, target, seed, epoch + (number * self.epochs_at_once).astype(jnp.uint32))

        def one(batches: Any, position: Array, carry: Any) -> Any:
            flat, slots, ring = carry
            cut = tuple(lax.dynamic_index_in_dim(part, position % in_block, 0, keepdims=False) for part in batches)
            now = epoch + (position // self.batches).astype(jnp.uint32)
            key = fold(fold(seed, now), position % self.batches)
            at_update = when(done + (position - batch) + 1, now, position % self.batches, self.batches)
            flat, slots, loss = self.update(flat, slots, live, key, at_update, cut)
            return flat, slots, ring.at[position - batch].set(loss)

        return gather, one
