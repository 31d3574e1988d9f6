"""What the engine answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Ended(NamedTuple):
    """Why training came to an end: the rule, a sentence, a cure, the step, and the node at fault if there is one.

    ``can_go_on`` is false when no change of a live value lets training go on from the weights that are kept.
    ``best_step`` is the step whose weights were taken back when training stopped early.
    """

    rule: Literal["max_epochs", "stop_below", "early_stopping", "diverged"]
    detail: str
    hint: str
    step: int
    node: str | None
    can_go_on: bool = True
    best_step: int | None = None


class Advance(NamedTuple):
    """What a call of `Trainer.advance` did: updates done, the loss of each (float32), and why it ended, if it did."""

    updates: int
    losses: NDArray[np.float32]
    ended: Ended | None


@dataclass(frozen=True)
class Looked:
    """One training sample looked at by a sample step; the fields are those of the event ``sample``.

    Of masks ``target`` and ``output`` are the shares of the pixels that belong to each class.

    ``completed`` is the update that followed when this was the last sample of its batch; ``change`` is what it added
    to every learned array, by its readable name and in the order of its numbers; of networks of at most 1,000 numbers.
    """

    step: int
    position: int
    of: int
    index: int
    inputs: list[float]
    target: list[float]
    output: list[float]
    loss: float | None
    change: dict[str, list[float]]
    completed: Advance | None


class Tensor(NamedTuple):
    """A named array; ``lo`` and ``hi`` are the values of its lowest and highest code when it is a quantised map."""

    key: str
    array: NDArray[Any]
    lo: float | None = None
    hi: float | None = None


class Picture(NamedTuple):
    """The tensors of a view and small facts about it."""

    tensors: list[Tensor]
    meta: dict[str, Any]
