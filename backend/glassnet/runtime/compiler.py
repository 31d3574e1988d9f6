"""The thread that compiles, beside the training thread. It can be given up when a compilation never ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from glassnet.errors import GlassnetError
from glassnet.runtime.calls import Place
from glassnet.runtime.trainer import Arrays, Trainer

LANES = 2


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

    def __init__(self, number: int) -> None:
        self.number = number
        self.given_up = False
        self.place: Place | None = None
        self.since = 0.0


class Compiler:
    """Prepares runs in the order in which they come; small ones pass a large one that takes long, on a second lane.

    Args:
        prepare: builds a run, on the lane of this number; slow.
        light: whether a run is small.
        started: told when a run's turn comes, on the compiler's thread.
        done: told the outcome, on the compiler's thread.
        timeout_s: how long one run may take.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        prepare: Callable[[Place, int], Prepared],
        light: Callable[[Place], bool],
        started: Callable[[Place], None],
        done: Callable[[Place, Prepared | BaseException], None],
        timeout_s: float,
        clock: Callable[[], float],
    ) -> None:
        self._prepare = prepare
        self._light = light
        self._started = started
        self._done = done
        self._timeout_s = timeout_s
        self._clock = clock
        self._queue: list[tuple[Place, bool]] = []
        self._changed = threading.Condition()
        self._closed = False
        self._stuck: list[_Lane] = []
        self._pace_s: float | None = None
        self._lanes = [_Lane(number) for number in range(LANES)]
        for lane in self._lanes:
            self._open(lane)

    @property
    def compiling(self) -> bool:
        """Whether a run is being prepared."""
        return self.at_work > 0 or bool(self._queue)

    @property
    def at_work(self) -> int:
        """How many runs are being prepared at this moment."""
        return sum(lane.place is not None for lane in self._lanes)

    def submit(self, place: Place) -> None:
        """Prepare a run when its turn comes."""
        light = self._light(place)
        with self._changed:
            self._queue.append((place, light))
            self._changed.notify_all()

    def cancel(self, run: str) -> None:
        """Forget a run that waits for its turn."""
        with self._changed:
            self._queue = [pair for pair in self._queue if pair[0].run != run]

    def waiting(self) -> list[str]:
        """Runs that wait, the next one first."""
        with self._changed:
            return [place.run for place, _ in self._queue]

    def wait_s(self, position: int) -> float | None:
        """How long the run at this position waits for its turn, about, by those before; None before there was any."""
        pace_s = self._pace_s
        return None if pace_s is None else round(position * pace_s, 1)

    def overdue(self, now: float, slowed: float = 1.0) -> Place | None:
        """The run whose preparation takes too long, once: its thread is given up and a fresh one goes on.

        Args:
            now: seconds.
            slowed: how many times as long it may take because others use the processor too.
        """
        with self._changed:
            for lane in self._lanes:
                if lane.place is not None and now - lane.since >= self._timeout_s * slowed:
                    lane.given_up = True
                    self._stuck.append(lane)
                    self._lanes[lane.number] = self._open(_Lane(lane.number))
                    return lane.place
            return None

    def stuck(self, now: float) -> str:
        """The run whose given-up thread does not come back after three times the time; empty when there is none."""
        with self._changed:
            self._stuck = [lane for lane in self._stuck if lane.place is not None]
            late = [lane.place for lane in self._stuck if now - lane.since > 3 * self._timeout_s]
            return next((place.run for place in late if place is not None), "")

    def close(self) -> None:
        """Take no more work."""
        with self._changed:
            self._closed = True
            self._queue.clear()
            self._changed.notify_all()

    def _open(self, lane: _Lane) -> _Lane:
        threading.Thread(target=self._work, args=(lane,), name="compile", daemon=True).start()
        return lane

    def _work(self, lane: _Lane) -> None:
        while True:
            with self._changed:
                while (place := self._next(lane)) is None and not self._closed and not lane.given_up:
                    self._changed.wait()
                if self._closed or lane.given_up or place is None:
                    return
                self._queue = [pair for pair in self._queue if pair[0] is not place]
                lane.place, lane.since = place, self._clock()
                self._changed.notify_all()  # the other lane may help now
            outcome: Prepared | BaseException
            try:
                self._started(place)
                outcome = self._prepare(place, lane.number)
            except Exception as error:  # whatever a compiler throws belongs to the run, not to the worker
                outcome = error
            with self._changed:
                took_s = self._clock() - lane.since
                self._pace_s = took_s if self._pace_s is None else 0.5 * self._pace_s + 0.5 * took_s
                lane.place = None
                if lane.given_up:
                    return
                self._changed.notify_all()
            self._done(place, outcome)

    def _next(self, lane: _Lane) -> Place | None:
        """What this lane prepares next: the first lane anything, the second what is small while the first is busy."""
        first = lane.number == 0
        if not first and self._lanes[0].place is None:
            return None
        return next((place for place, light in self._queue if first or light), None)


def too_slow(timeout_s: float) -> GlassnetError:
    """What a run fails with when its compilation was given up."""
    return GlassnetError(
        "compile_timeout",
        f"Compiling this network took longer than {timeout_s:g} s and was given up.",
        "Use fewer layers, or raise GLASSNET_COMPILE_TIMEOUT_S.",
        "network",
    )
