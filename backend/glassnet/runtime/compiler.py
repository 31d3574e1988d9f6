"""The thread that compiles, beside the training thread. It can be given up when a compilation never ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from glassnet.errors import GlassnetError
from glassnet.runtime.calls import Place
from glassnet.runtime.trainer import Arrays, Trainer


class Prepared(NamedTuple):
    """A run ready to train.

    Attributes:
        trainer: at step 0.
        saved: the checkpoint to restore, if there is one.
        notes: what went wrong with newer checkpoints, one sentence each.
        shared: whether another worker had compiled its programs.
    """

    trainer: Trainer
    saved: tuple[Arrays, dict[str, Any]] | None
    notes: list[str]
    shared: bool = False


class _Lane:
    """One thread's work. A lane that was given up finishes unheard."""

    def __init__(self) -> None:
        self.given_up = False
        self.place: Place | None = None
        self.since = 0.0


class Compiler:
    """Prepares runs in the order in which they come.

    Args:
        prepare: builds a run; slow.
        started: told when a run's turn comes, on the compiler's thread.
        done: told the outcome, on the compiler's thread.
        timeout_s: how long one run may take.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        prepare: Callable[[Place], Prepared],
        started: Callable[[Place], None],
        done: Callable[[Place, Prepared | BaseException], None],
        timeout_s: float,
        clock: Callable[[], float],
    ) -> None:
        self._prepare = prepare
        self._started = started
        self._done = done
        self._timeout_s = timeout_s
        self._clock = clock
        self._queue: list[Place] = []
        self._changed = threading.Condition()
        self._closed = False
        self._stuck: list[_Lane] = []
        self._lane = self._open()

    @property
    def compiling(self) -> bool:
        """Whether a run is being prepared."""
        return self._lane.place is not None or bool(self._queue)

    @property
    def at_work(self) -> int:
        """How many runs are being prepared at this moment."""
        return int(self._lane.place is not None)

    def submit(self, place: Place) -> None:
        """Prepare a run when its turn comes."""
        with self._changed:
            self._queue.append(place)
            self._changed.notify_all()

    def cancel(self, run: str) -> None:
        """Forget a run that waits for its turn."""
        with self._changed:
            self._queue = [place for place in self._queue if place.run != run]

    def waiting(self) -> list[str]:
        """Runs that wait, the next one first."""
        with self._changed:
            return [place.run for place in self._queue]

    def overdue(self, now: float) -> Place | None:
        """The run whose preparation takes too long, once: its thread is given up and a fresh one goes on."""
        with self._changed:
            lane = self._lane
            if lane.place is None or now - lane.since < self._timeout_s:
                return None
            lane.given_up = True
            self._stuck.append(lane)
            self._lane = self._open()
            return lane.place

    def stuck(self, now: float) -> str:
        """The run whose given-up thread does not come back even after twice the time; empty when there is none."""
        with self._changed:
            self._stuck = [lane for lane in self._stuck if lane.place is not None]
            late = [lane.place for lane in self._stuck if now - lane.since > 2 * self._timeout_s]
            return next((place.run for place in late if place is not None), "")

    def close(self) -> None:
        """Take no more work."""
        with self._changed:
            self._closed = True
            self._queue.clear()
            self._changed.notify_all()

    def _open(self) -> _Lane:
        lane = _Lane()
        threading.Thread(target=self._work, args=(lane,), name="compile", daemon=True).start()
        return lane

    def _work(self, lane: _Lane) -> None:
        while True:
            with self._changed:
                while not self._queue and not self._closed and not lane.given_up:
                    self._changed.wait()
                if self._closed or lane.given_up:
                    return
                place = self._queue.pop(0)
                lane.place, lane.since = place, self._clock()
            outcome: Prepared | BaseException
            try:
                self._started(place)
                outcome = self._prepare(place)
            except Exception as error:  # whatever a compiler throws belongs to the run, not to the worker
                outcome = error
            with self._changed:
                lane.place = None
                if lane.given_up:
                    return
            self._done(place, outcome)


def too_slow(timeout_s: float) -> GlassnetError:
    """What a run fails with when its compilation was given up."""
    return GlassnetError(
        "compile_timeout",
        f"Compiling this network took longer than {timeout_s:g} s and was given up.",
        "Use fewer layers, or raise GLASSNET_COMPILE_TIMEOUT_S.",
        "network",
    )
