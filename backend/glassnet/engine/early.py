"""Early stopping: judged at the end of every epoch, no matter how training is cut into calls.

The validation loss at an epoch's end is a function of the state there, so where training stops, and with which
weights, does not depend on chunks, pauses or checkpoints (decision record 5). Without patience nothing is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.drives import End, State
from glassnet.engine.results import Advance, Ended

if TYPE_CHECKING:
    from glassnet.engine.layout import Layout
    from glassnet.engine.trainer import Trainer

Floats = NDArray[np.float32]
_BEST = "best."
_UNSEEN = State(None, {})


class Best:
    """The best validation loss so far, and the state that had it.

    Attributes:
        loss: the best one, of epoch ends since patience was asked for.
        step: when it was.
        state: parameters and the optimiser's memories then; ``None`` before the first epoch end.
        waited: epochs since, or since training went on after it had stopped.
    """

    def __init__(self) -> None:
        self.loss = np.inf
        self.step = 0
        self.state: State | None = None
        self.waited = 0

    def tell(self, loss: float, step: int, state: Callable[[], State], least: float) -> None:
        """Note the validation loss at an epoch's end; it is better when it is below the best by more than ``least``."""
        if self.state is None or loss < self.loss - least:
            self.loss = loss if np.isfinite(loss) else np.inf
            self.step, self.state, self.waited = step, state(), 0
        else:
            self.waited += 1

    def last(self, ends: Sequence[End], patience: int, least: float) -> int | None:
        """After how many updates of a turn with these ends of epochs training stops; None: not in this turn."""
        trial = copy(self)
        for end in ends:
            trial.tell(end.loss, end.updates, lambda: _UNSEEN, least)
            if trial.waited >= patience:
                return end.updates
        return None

    def save(self, layout: Layout) -> tuple[dict[str, Floats], dict[str, Any]]:
        """Arrays by readable name and facts as JSON; nothing before the first epoch end."""
        if self.state is None:
            return {}, {}
        flat, slots = self.state
        arrays = layout.named(np.asarray(flat)[0], _BEST)
        for slot, vector in slots.items():
            arrays |= layout.named(np.asarray(vector)[0], f"{_BEST}optimiser.{slot}.")
        loss = self.loss if np.isfinite(self.loss) else None
        return arrays, {"best": {"loss": loss, "step": self.step, "waited": self.waited}}

    @classmethod
    def restored(cls, layout: Layout, slots: Mapping[str, Any], arrays: dict[str, Floats], facts: Any) -> Best:
        """What `save` gave; nothing yet where it gave nothing.

        Raises:
            KeyError: when an array is missing.
            ValueError: when an array has another shape.
        """
        found = cls()
        if facts.get("best"):
            told = facts["best"]
            found.loss = np.inf if told["loss"] is None else float(told["loss"])
            found.step, found.waited = int(told["step"]), int(told["waited"])
            memories = {slot: layout.packed(arrays, f"{_BEST}optimiser.{slot}.")[None] for slot in slots}
            found.state = State(layout.packed(arrays, _BEST)[None], memories)
        return found


def advance(trainer: Trainer, updates: int, patience: int) -> Advance:
    """`Trainer.advance` with a look at the validation loss at the end of every epoch."""
    best, least = trainer.best, trainer.spec.training.min_delta
    done, losses, ended = 0, [np.zeros(0, np.float32)], None
    while done < updates and ended is None:
        peek = Peek(trainer, min(updates - done, trainer.drive.watchable(trainer.step)))
        piece = trainer.train(best.last(peek.ends, patience, least) or peek.updates, peek.until)
        done, ended = done + piece.updates, piece.ended
        losses.append(piece.losses)
        for end in peek.ends:
            if end.updates <= piece.updates:
                best.tell(end.loss, peek.step + end.updates, end.state, least)
        if best.waited >= patience:
            ended = _stopped(trainer, best, patience)
    return Advance(done, np.concatenate(losses), ended)


class Peek:
    """A turn that was tried, and what the validation part says of the epochs that end in it.

    Attributes:
        step: where it begins.
        updates: of the turn.
        ends: of its epochs, in order.
    """

    def __init__(self, trainer: Trainer, updates: int) -> None:
        self.step, self.updates = trainer.step, updates
        self._again = partial(trainer.drive.watched, trainer.state, trainer.knobs, trainer.step)
        self._tried = self._again(updates)
        self.ends = self._tried.ends

    def until(self, updates: int) -> tuple[State, Floats]:
        """The state after the first ``updates`` of the turn, and their losses; done again where no epoch ends."""
        tried = self._tried
        if updates == self.updates:
            return tried.state, tried.losses
        for end in tried.ends:
            if end.updates == updates:
                return end.state(), tried.losses[:updates]
        again = self._again(updates)
        return again.state, again.losses


def _stopped(trainer: Trainer, best: Best, patience: int) -> Ended:
    assert best.state is not None
    trainer.flat, trainer.slots = best.state
    best.waited = 0
    at, now = best.step // trainer.batches, trainer.whole_epochs
    detail = (
        f"The validation loss was no better for {patience} epoch{'' if patience == 1 else 's'}: training stopped after "
        f"epoch {now}, and the weights of epoch {at}, the best at {best.loss:.4g}, are back."
    )
    hint = "Press play to go on from there, raise the patience to wait longer, or regularise more against overfitting."
    return Ended("early_stopping", detail, hint, trainer.step, None, best_step=best.step)
