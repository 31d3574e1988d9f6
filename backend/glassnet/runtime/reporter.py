"""Turns the state of a run into messages: status, rows of metrics, frames of watched views."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

from glassnet.protocol.events import Compiled, Event, Live, Metrics, Notice, RunStatus, Sample, Status, StopReason
from glassnet.protocol.frames import FrameHeader, Tensor, encode
from glassnet.runtime.messages import Message, from_event
from glassnet.runtime.rows import Rows, finite
from glassnet.runtime.series import Added, Series
from glassnet.runtime.trainer import Trainer
from glassnet.runtime.watches import Watches

STATUS_S = 0.200
NOT_READY_S = 0.020


class Sink(Protocol):
    """Where messages go."""

    def put(self, message: Message) -> None:
        """Take a message."""

    def pending(self, key: str) -> bool:
        """Whether the last message of this key was not taken yet."""


class Reporter:
    """The voice of one run on a worker. Knows the clock only as an argument, except for frames' ``made_ms``.

    Args:
        run: id of the run.
        placement: which placement of the run speaks.
        sink: where messages go.
        device: what the run computes on.
        history: newest metrics history known outside.
        reached: step and epoch to tell while there is no trainer yet.
        wall: seconds since 1970.

    Attributes:
        rows: makes the rows of metrics.
        series: the rows so far.
        watches: the views that somebody watches.
    """

    def __init__(
        self,
        run: str,
        placement: int,
        sink: Sink,
        device: str,
        history: int = -1,
        reached: tuple[int, float] = (0, 0.0),
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.run = run
        self.placement = placement
        self.series = Series(history=history + 1)
        self.rows = Rows(self.series)
        self.watches = Watches()
        self._sink = sink
        self._device = device
        self._reached = reached
        self._wall = wall
        self._status_at = -1e9
        self._counted = (0.0, 0)
        self._rate = 0.0
        self._told: Status | None = None

    # ------------------------------------------------------------------------------------------------ status

    def status(
        self,
        status: RunStatus,
        trainer: Trainer | None,
        now: float,
        *,
        stop_reason: StopReason | None = None,
        queued: tuple[int, float | None] | None = None,
        always: bool = True,
    ) -> None:
        """Tell the status; without `always` only when the last telling is `STATUS_S` ago."""
        if not always and now - self._status_at < STATUS_S:
            return
        step = trainer.step if trainer else self._reached[0]
        self._measure(status, step, now)
        told = Status(
            run=self.run,
            placement=self.placement,
            status=status,
            step=step,
            epoch=trainer.epoch if trainer else self._reached[1],
            batch=trainer.batch if trainer else 0,
            batches=trainer.batches if trainer else 0,
            sample=trainer.sample if trainer else 0,
            updates_per_s=self._rate,
            queue_position=queued[0] if queued else None,
            queue_for="compiler" if queued else None,
            queue_wait_s=queued[1] if queued else None,
            stop_reason=stop_reason,
            device=self._device,
        )
        self._status_at = now
        if told != self._told:
            self._told = told
            self.event(told)

    def _measure(self, status: RunStatus, step: int, now: float) -> None:
        """Updates a second of wall time, smoothed over about half a second; 0 while the run does not train."""
        since, counted = self._counted
        if status != "running":
            self._rate = 0.0
            self._counted = (now, step)
        elif step < counted:  # it was reset
            self._counted = (now, step)
        elif now - since >= STATUS_S:
            speed = (step - counted) / (now - since)
            self._rate = speed if self._rate == 0.0 else 0.6 * self._rate + 0.4 * speed
            self._counted = (now, step)

    # ----------------------------------------------------------------------------------------------- metrics

    def row(self, trainer: Trainer, now: float, *, last: bool = False) -> None:
        """Begin a row for the state as it is and make as much of it as a turn has time for; see `go_on`."""
        self.rows.begin(trainer, now)
        self.go_on(last=last)

    def go_on(self, *, last: bool = False) -> bool:
        """Go on with the row that is under way; whether it is told now."""
        added = self.rows.go_on(last=last)
        if added is not None:
            self.metrics(added)
            self.watches.judged()
        return added is not None

    def between(self, trainer: Trainer, now: float) -> None:
        """Tell the loss of the updates, if the rows come too rarely to see it."""
        added = self.rows.between(trainer.step, trainer.epoch, now)
        if added is not None:
            self.metrics(added)

    def restart(self) -> None:
        """The run begins anew: its rows do too."""
        self.metrics(self.rows.restart())

    def metrics(self, added: Added) -> None:
        """Tell rows."""
        self.event(Metrics(run=self.run, history=added.history, first=added.first, rows=added.rows))

    # ------------------------------------------------------------------------------------------------- views

    def views(self, trainer: Trainer, now: float, *, training: bool, active: int, clock: Callable[[], float]) -> None:
        """Make the frames that are due.

        Args:
            trainer: what is shown.
            now: seconds.
            training: whether the run trains, so that a newer state follows soon anyway.
            active: runs that share the host's time.
            clock: measures what a view costs.
        """
        trainer.resting = not training
        for view in self.watches.due(now, active, self._taken if training else None):
            if not trainer.ready(view):
                self.watches.postpone(view.key, now + NOT_READY_S)
                continue
            began = clock()
            try:
                tensors, meta = trainer.probe(view)
            except Exception as error:  # a view that cannot be made must not end the training
                self.watches.drop(view.key)
                self.notice("view_failed", f"The view '{view.key}' cannot be shown: {error}")
                continue
            header = FrameHeader(
                self.run, view.key, self.placement, trainer.step, float(trainer.epoch), self._wall() * 1000.0, meta
            )
            data = encode(header, [Tensor(*tensor) for tensor in tensors])
            self._sink.put(Message("frame", self._key(view.key), "latest", data, self.run, self.placement))
            self.watches.sent(view.key, now, clock() - began, more=meta.get("pending") is True)

    def next_view(self, *, training: bool) -> float | None:
        """When a view is due (seconds), if one is."""
        return self.watches.next_at(1, self._taken if training else None)

    def _key(self, view: str) -> str:
        return f"{self.run}/frame/{view}"

    def _taken(self, view: str) -> bool:
        return not self._sink.pending(self._key(view))

    # ------------------------------------------------------------------------------------------------ events

    def event(self, event: Event, key: str = "") -> None:
        """Tell a fact."""
        self._sink.put(from_event(event, key, self.placement))

    def compiled(self, trainer: Trainer, *, shared: bool) -> None:
        """Tell that the run's programs are ready; they were there when this worker, or another one, compiled them."""
        cached = trainer.compile_cached or shared
        self.event(Compiled(run=self.run, seconds=trainer.compile_seconds, cached=cached))

    def live(self, path: str, value: float | None) -> None:
        """Tell that a live value or a weight changed."""
        self.event(Live(run=self.run, path=path, value=value), path)

    def notice(self, code: str, detail: str) -> None:
        """Tell something worth knowing."""
        self.event(Notice(run=self.run, code=code, detail=detail))

    def sample(self, looked: Any) -> None:
        """Tell what the network made of a sample."""
        numbers = {name: [float(x) for x in getattr(looked, name)] for name in ("inputs", "target", "output")}
        counts = {name: int(getattr(looked, name)) for name in ("step", "position", "of", "index")}
        loss = finite(None if looked.loss is None else float(looked.loss))
        change = {name: [float(x) for x in numbers] for name, numbers in looked.change.items()}
        self.event(Sample(run=self.run, loss=loss, change=change, **counts, **numbers))  # type: ignore[arg-type]
