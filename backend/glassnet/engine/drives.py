"""What moves a trainer's state: many updates in one call of a program, or a call for each update.

Both are pure: a state, the live values and a number of updates in, the state after them and their losses out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.engine import chunk, single
from glassnet.engine.data import Examples
from glassnet.engine.program import Program
from glassnet.engine.sweep import MOST

Floats = NDArray[np.float32]

_SATURATED = 1 << 30
"""From here on the update count that optimisers see stands still; bias corrections are 1 long before."""


class State(NamedTuple):
    """All numbers of a network, learned and tracked, and of its optimiser: each ``(1, parameters)``."""

    flat: Any
    slots: dict[str, Any]

    @property
    def finite(self) -> bool:
        """Whether every number is finite."""
        return all(bool(np.isfinite(np.asarray(vector)).all()) for vector in (self.flat, *self.slots.values()))


class Knobs(NamedTuple):
    """What else decides an update: live values ``(1, values)`` and the seed ``(1,)``."""

    live: Any
    seed: NDArray[np.uint32]


Trained = Callable[[int], tuple[State, Floats]]
"""What gives the state after so many updates, and the loss of each."""


class End(NamedTuple):
    """The end of an epoch: how many updates of a turn were done then, the mean validation loss, and the state."""

    updates: int
    loss: float
    state: Callable[[], State]


class Watched(NamedTuple):
    """A turn that was watched: the state after it, the loss of each update, and the ends of epochs in it."""

    state: State
    losses: Floats
    ends: list[End]


class Fused:
    """As many updates as asked for in one call.

    Attributes:
        ring: most updates of one call.
        first: updates of a first turn, before the speed is known.
        batches: updates of an epoch.
    """

    ring = chunk.RING

    def __init__(self, program: Program, examples: Examples) -> None:
        train = examples.bounds["train"]
        self.data = jax.device_put(examples.inputs[train]), jax.device_put(examples.targets[train])
        part = examples.bounds["validation"]
        self.validation = jax.device_put(examples.inputs[part]), jax.device_put(examples.targets[part])
        self.batches = self.first = batches(program, examples)
        self._program = program

    def train(self, state: State, knobs: Knobs, step: int, updates: int) -> tuple[State, Floats]:
        """The state ``updates`` (1 to `ring`) updates after ``step``, and the loss of each."""
        epoch, batch = divmod(step, self.batches)
        flat, slots, losses = self._program.train(
            *state,
            knobs.live,
            knobs.seed,
            *self.data,
            np.uint32(epoch & 0xFFFFFFFF),
            np.int32(batch),
            np.int32(min(step, _SATURATED)),
            np.int32(updates),
        )
        return State(flat, slots), np.asarray(losses)[0, :updates]

    def watchable(self, step: int) -> int:
        """Most updates of a `watched` turn after ``step``."""
        loop = self._program.loop
        assert isinstance(loop, chunk.Loop)
        return min(self.ring, loop.watchable * self.batches - step % self.batches)

    @property
    def watches(self) -> str:
        """The program that `watched` needs."""
        return "watched"

    def watched(self, state: State, knobs: Knobs, step: int, updates: int) -> Watched:
        """`train` with a look at the validation part at the end of every epoch; at most `watchable` updates."""
        batch = step % self.batches
        at = (np.uint32(step // self.batches & 0xFFFFFFFF), np.int32(batch), np.int32(min(step, _SATURATED)))
        data = (*self.data, *self.validation)
        flat, slots, losses, seen = self._program.train_watched(*state, *knobs, *data, *at, np.int32(updates))
        found = np.asarray(seen.losses)[0]

        def kept(row: int) -> State:
            own = {slot: np.array(np.asarray(rows)[:, row]) for slot, rows in seen.slots.items()}
            return State(np.array(np.asarray(seen.flat)[:, row]), own)

        rows = range((batch + updates) // self.batches)
        ends = [End((row + 1) * self.batches - batch, float(found[row]), partial(kept, row)) for row in rows]
        return Watched(State(flat, slots), np.asarray(losses)[0, :updates], ends)

    def sound(self, state: State, knobs: Knobs, step: int, updates: int) -> int:
        """How many of ``updates`` updates leave the state finite when not all do.

        Found by halving: once a number is not finite it stays so.
        """
        least, most = 0, updates
        while most - least > 1:
            middle = (least + most) // 2
            if self.train(state, knobs, step, middle)[0].finite:
                least = middle
            else:
                most = middle
        return least


class Stepped:
    """A call for each update. See `Fused` for what is alike."""

    ring = single.RING
    first = 1

    def __init__(self, program: Program, examples: Examples) -> None:
        self.data = examples.on_device
        self.batches = batches(program, examples)
        self._count = examples.bounds["train"].stop
        self._validating = examples.bounds["validation"]
        self._program = program
        self._ring = jnp.zeros((program.key.replicas, single.RING), jnp.float32)
        self._ordered: tuple[int, int] | None = None
        self._order: Any = None

    def train(self, state: State, knobs: Knobs, step: int, updates: int) -> tuple[State, Floats]:
        """The state ``updates`` (1 to `ring`) updates after ``step``, and the loss of each."""
        flat, slots, ring = *state, self._ring
        live, seed = jax.device_put(knobs.live), jax.device_put(knobs.seed)  # `asarray` would compile, behind others
        for place in range(updates):
            epoch, batch = divmod(step + place, self.batches)
            word = np.uint32(epoch & 0xFFFFFFFF)
            if self._ordered != (int(knobs.seed[0]), epoch):
                self._order = self._program.order(knobs.seed, word, self._count)
                self._ordered = int(knobs.seed[0]), epoch
            done = min(step + place, _SATURATED)
            at = np.asarray([word.view(np.int32), batch, done, place, self._count], np.int32)
            flat, slots, ring = self._program.train(flat, slots, ring, live, seed, *self.data, self._order, at)
        return State(flat, slots), np.asarray(ring)[0, :updates]

    def watchable(self, step: int) -> int:
        """Most updates of a `watched` turn after ``step``: to the end of the epoch."""
        return self.batches - step % self.batches

    @property
    def watches(self) -> str:
        """The program that `watched` needs."""
        return "train"

    def watched(self, state: State, knobs: Knobs, step: int, updates: int) -> Watched:
        """`train` with a look at the validation part at the end of the epoch; at most `watchable` updates."""
        after, losses = self.train(state, knobs, step, updates)
        if (step + updates) % self.batches:
            return Watched(after, losses, [])
        return Watched(after, losses, [End(updates, self._validation_loss(after.flat, knobs.live), lambda: after)])

    def _validation_loss(self, flat: Any, live: Any) -> float:
        """Mean loss of the examples that validate, of images of the first `MOST`."""
        program, part = self._program, self._validating
        if not program.images:
            losses = np.asarray(program.judge(flat, live, *self.data).losses)[0, part]
        else:
            last, size = min(part.stop, part.start + MOST["validation"]), program.block
            blocks = [program.judge(flat, live, *self.data, at).losses for at in range(part.start, last, size)]
            losses = np.concatenate([np.asarray(one)[0] for one in blocks])[: last - part.start]
        return float(np.mean(losses, dtype=np.float64))

    def sound(self, state: State, knobs: Knobs, step: int, updates: int) -> int:
        """How many of ``updates`` updates leave the state finite when not all do: found one by one."""
        for done in range(updates):
            state, _ = self.train(state, knobs, step + done, 1)
            if not state.finite:
                return done
        return updates


def drive(program: Program, examples: Examples) -> Fused | Stepped:
    """What moves a run of ``program``."""
    return Stepped(program, examples) if program.stepped else Fused(program, examples)


def batches(program: Program, examples: Examples) -> int:
    """Updates of an epoch."""
    return int(-(-examples.bounds["train"].stop // program.key.batch_size))
