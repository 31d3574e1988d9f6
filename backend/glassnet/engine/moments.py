"""The batch that a view looks into: the one of the next update, or the one that a sample step is at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.passes import Insight
from glassnet.engine.program import Chance

if TYPE_CHECKING:
    from glassnet.engine.trainer import Trainer


class Moment(NamedTuple):
    """A batch as an update sees it.

    Attributes:
        flat, live: the state before that update, without the replica axis.
        chance: which update it is.
        rows: numbers of its examples ``(batch,)``, those that only fill it included.
        weight: 1 for every example that counts, ``(batch,)``.
        place: the one that a sample step looks at.
    """

    flat: Any
    live: Any
    chance: Chance
    rows: NDArray[np.intp]
    weight: NDArray[np.float32]
    place: int = 0

    @property
    def example(self) -> int:
        """Number of the example that a sample step looks at."""
        return int(self.rows[self.place])


def upcoming(trainer: Trainer, place: int = 0) -> Moment:
    """The batch of the next update."""
    rows, size = trainer.ordered_rows(), trainer.program.key.batch_size
    count = min(size, trainer.count - trainer.batch * size)
    filled = np.pad(rows, (0, size - len(rows)))  # as the training loop fills it
    weight = (np.arange(size) < count).astype(np.float32)
    seed = int(trainer.spec.training.seed)
    chance = Chance(seed, trainer.whole_epochs, trainer.batch)
    return Moment(np.asarray(trainer.flat)[0], trainer.live[0], chance, filled, weight, place)


def looked_into(trainer: Trainer, moment: Moment) -> Insight:
    """The pass of that batch in full."""
    data = trainer.examples.inputs[moment.rows], trainer.examples.targets[moment.rows]
    return trainer.program.batch(moment.flat, moment.live, *data, moment.weight, moment.chance, moment.place)
