"""One run on a worker: which state it is in, what commands do to it, and when it is over."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from glassnet.errors import ConflictError, GlassnetError
from glassnet.protocol.commands import CommandSpec, Pause, Reset, SetLive, SetWeight, Start, Step, Stop
from glassnet.protocol.events import ENDED, Problem, RunStatus, StopReason
from glassnet.protocol.views import ViewSpec
from glassnet.runtime import snapshots
from glassnet.runtime.calls import Answer, Place, Show
from glassnet.runtime.reporter import STATUS_S, Reporter, Sink
from glassnet.runtime.trainer import Arrays, Ended, Trainer

REMEMBERED = 256
EDIT_SAVED_S = 0.25
_NO_DATA = ("no_dataset", "not_downloaded")
_KEPT = ("finished", "stopped", "diverged")
"""What a run stays when its data are no longer there: it is over, and its outcome is as true as it was."""

VIEWS: TypeAdapter[ViewSpec] = TypeAdapter(ViewSpec)
"""Reads a view from JSON."""

Saved = tuple[Arrays, dict[str, Any]] | None
Reply = Callable[[Answer | GlassnetError], None]


class Session:
    """The state machine of one run: ``created → queued → compiling → running ⇄ paused → finished | stopped | …``.

    Every method is called from the host's training thread, with the time as an argument. Commands act in the order in
    which they come; those that need the trainer wait until it is there. A command id acts once: told again, it gets
    the same answer.

    Args:
        place: what the run is and where it was.
        sink: where messages go.
        device: what it computes on.

    Attributes:
        save_at: when it is to be saved (seconds), if it changed since it was last saved.
        saves: checkpoints on their way to the disk.
        goal: the step at which it pauses, and the command that waits for that.
    """

    def __init__(self, place: Place, sink: Sink, device: str) -> None:
        self.run = place.run
        self.placement = place.placement
        self.user = place.user
        self.place = place
        self.trainer: Trainer | None = None
        self.report = Reporter(place.run, place.placement, sink, device, place.history, (place.step, place.epoch))
        reason = place.stop_reason
        self.stop_reason = StopReason.model_validate(reason) if reason else None
        self._compiling = False
        self._unprepared = False
        self._wanted = place.status in ("queued", "compiling", "running")
        self.status: RunStatus = "queued" if self._wanted else place.status
        self._answers: OrderedDict[str, Answer | GlassnetError] = OrderedDict()
        self._asking: dict[str, list[Reply]] = {}
        self._waiting: list[tuple[str, CommandSpec]] = []
        self._unready: list[Callable[[], None]] = []
        self.goal: tuple[int, str] | None = None
        self._queued: tuple[int, float | None] | None = None
        self.save_at: float | None = None
        self.saves = 0

    # ---------------------------------------------------------------------------------------------- life cycle

    @property
    def training(self) -> bool:
        """Whether it wants turns."""
        return self.trainer is not None and self.status == "running"

    @property
    def at_full_speed(self) -> bool:
        """Whether it trains without a speed limit, so that its next turn is never far."""
        return self.training and self.trainer is not None and self.trainer.spec.training.updates_per_s is None

    @property
    def step(self) -> int:
        """Updates done."""
        return self.trainer.step if self.trainer else self.place.step

    def announce(self, now: float, queued: tuple[int, float | None] | None = None) -> None:
        """Tell the status as it is; `queued`: its position before the compiler, and for about how many seconds."""
        self._queued = queued
        self._tell(now)

    def compiling(self, now: float) -> None:
        """Its programs are being built now."""
        self._compiling = True
        if self.status == "queued":
            self.status = "compiling"
        self.announce(now)

    def adopt(self, trainer: Trainer, saved: Saved, now: float, *, shared: bool = False) -> None:
        """Take the compiled trainer, restored from a checkpoint if there is one, and carry out what waited."""
        if saved is not None:
            series = self.report.series
            self.report.metrics(snapshots.restored(trainer, *saved, self.place, series, self._answers))
        self.trainer = trainer
        self.report.compiled(trainer, shared=shared)
        self.report.watches.changed(data=True)
        if len(self.report.series) == 0:
            self.report.row(trainer, now)
        if self.place.reason:
            what = {"worker_restarted": "The worker was restarted", "server_restarted": "The server was restarted"}
            detail = f"{what.get(self.place.reason, self.place.reason)}; resumed at step {trainer.step}."
            self.report.notice(self.place.reason, detail)
        if self._wanted:
            self.status, self.stop_reason = "running", None
        self._tell(now)
        waiting, self._waiting = self._waiting, []
        for command_id, command in waiting:
            self._carry_out(command_id, command, now)
        self._flush_unready()

    def fail(self, error: GlassnetError, now: float) -> None:
        """The run cannot go on: say why, and refuse what waited. One that is over stays so when its data are gone."""
        self._unprepared, self._wanted = self.trainer is None, False
        if not (self._unprepared and self.status in _KEPT and error.code in _NO_DATA):
            self.stop_reason = StopReason(rule="failed", detail=error.detail, hint=error.hint, step=self.step)
            self.status = "failed"
        self.report.rows.drop()
        self._tell(now)
        problem = Problem(run=self.run, code=error.code, detail=error.detail, hint=error.hint, where=error.where)
        self.report.event(problem)
        self._refuse_waiting(error)

    def close(self) -> None:
        """The run leaves this worker: nobody waits for it any longer."""
        self._refuse_waiting(ConflictError("released", f"Run {self.run} was taken from its worker.", "Try again."))

    def when_ready(self, act: Callable[[], None]) -> None:
        """Do something once the trainer is there or has failed to come; now, if that is decided."""
        if self.trainer is not None or self._unprepared or self.status == "failed":
            act()
        else:
            self._unready.append(act)

    def _refuse_waiting(self, error: GlassnetError) -> None:
        self._waiting, self.goal = [], None
        for command_id in list(self._asking):
            self._reply(command_id, error)
        self._flush_unready()

    def _flush_unready(self) -> None:
        unready, self._unready = self._unready, []
        for act in unready:
            act()

    # ------------------------------------------------------------------------------------------------ training

    def advance(self, updates: int, now: float) -> int:
        """Train for one turn; the number of updates done."""
        assert self.trainer is not None
        if self.goal is not None:
            updates = min(updates, self.goal[0] - self.trainer.step)
        outcome = self.trainer.advance(max(1, min(updates, self.trainer.ring)))
        self.report.rows.trained(outcome.losses)
        if outcome.updates:
            self.report.watches.changed()
        if outcome.ended is not None:
            self._end(outcome.ended, now)
        elif self.goal is not None and self.trainer.step >= self.goal[0]:
            self._reach_goal(now)
        return outcome.updates

    def tell_progress(self, now: float) -> None:
        """While training: a row of metrics and the status, each when its time has come."""
        if self.training and self.trainer is not None:
            if self.report.rows.under_way:
                self.report.go_on()
            elif self.report.rows.due(now):
                self.report.row(self.trainer, now)
            else:
                self.report.between(self.trainer, now)
            limit = self.trainer.spec.training.updates_per_s
            self._tell(now, always=limit is not None and limit * STATUS_S <= 1.0)

    def measure(self) -> None:
        """While it stands still: go on with the row that is under way; the last one belongs in the checkpoint."""
        if self.report.go_on() and not self.training and self.step:
            self.save_at = self.save_at or 0.0

    def _end(self, ended: Ended, now: float) -> None:
        assert self.trainer is not None
        rule = ended.rule
        told = {name: getattr(ended, name) for name in StopReason.model_fields}
        self.stop_reason = StopReason.model_validate(told)
        self.status, self._wanted = ("diverged" if rule == "diverged" else "finished"), False
        self._rest(now, last=True)

    def _rest(self, now: float, *, last: bool = False) -> None:
        """Training stands still: a row, the status, fresh views, a checkpoint, and an answer to who waits for it."""
        assert self.trainer is not None
        self.report.row(self.trainer, now, last=last)
        self.report.watches.changed()
        self._tell(now)
        self.save_at = now
        if self.goal is not None:
            command_id, self.goal = self.goal[1], None
            self._reply(command_id, Answer(self.trainer.step, self.status))

    def _reach_goal(self, now: float) -> None:
        self.status, self._wanted = "paused", False
        self._rest(now)

    # ------------------------------------------------------------------------------------------------ commands

    def command(self, command_id: str, command: CommandSpec, reply: Reply, now: float) -> None:
        """Carry out a command, now or as soon as the trainer is there; `reply` is called once."""
        known = self._answers.get(command_id)
        if known is not None:
            reply(known)
            return
        asking = self._asking.setdefault(command_id, [])
        asking.append(reply)
        if len(asking) > 1:
            return  # it is under way; who asks again gets the same answer
        if self.trainer is None and self.status not in ENDED and not self._unprepared:
            self._before_trainer(command_id, command, now)
        else:
            self._carry_out(command_id, command, now)

    def rest(self, reason: StopReason, now: float) -> None:
        """Pause because the server says so; a run that does not train stays as it is."""
        if self.training:
            self.status, self._wanted, self.stop_reason = "paused", False, reason
            self._rest(now)

    def show(self, show: Show) -> None:
        """Watch exactly these views."""
        self.report.watches.set([(VIEWS.validate_python(view), rate) for view, rate in show.views])

    def _before_trainer(self, command_id: str, command: CommandSpec, now: float) -> None:
        simple = isinstance(command, Start | Pause) and not self._waiting
        if not simple and not isinstance(command, Stop):
            self._waiting.append((command_id, command))
            return
        match command:
            case Start():
                if not self._wanted:
                    self._wanted, self.stop_reason = True, None
                    self.status = "compiling" if self._compiling else "queued"
            case Pause():
                if self._wanted:
                    self._wanted, self.status = False, ("paused" if self.place.resume else "created")
            case _:
                self._stop(now)
        self._tell(now)
        self._reply(command_id, Answer(self.step, self.status))

    def _carry_out(self, command_id: str, command: CommandSpec, now: float) -> None:
        before = self.trainer.spec if self.trainer else None
        try:
            if self._act(command_id, command, now):
                return
        except GlassnetError as error:
            self._reply(command_id, error)
            return
        after = self.trainer.spec if self.trainer else None
        spec = after.model_dump(mode="json") if after is not None and after is not before else None
        step = self.step
        self._reply(command_id, Answer(step, self.status, spec))

    def _act(self, command_id: str, command: CommandSpec, now: float) -> bool:
        """Do it; True when the answer comes later."""
        if isinstance(command, Stop) and self.status in ENDED:
            return False
        if self.status in ("stopped", "failed") or self.trainer is None:
            raise ConflictError(
                "ended", f"Run {self.run} is {self.status}; it takes no '{command.type}' any more.", "Make a new run."
            )
        trainer = self.trainer
        match command:
            case Start():
                if self.status != "running":
                    self.status, self._wanted, self.stop_reason = "running", True, None
                    self._tell(now)
                elif self.goal is not None:  # go on where the epoch step would have paused
                    stepping, self.goal = self.goal[1], None
                    self._reply(stepping, Answer(self.step, self.status))
            case Pause():
                if self.status == "running":
                    self.status, self._wanted = "paused", False
                    self._rest(now)
            case Stop():
                self._stop(now)
                self._rest(now)
            case Step():
                return self._step(command_id, command, now)
            case Reset():
                self._reset(trainer, command.same_init, now)
            case SetLive():
                trainer.set_live(command.path, command.value)
                self.report.live(command.path, command.value)
                self._edited(now)
            case SetWeight():
                trainer.set_weight(command.node, command.name, list(command.index), command.value)
                place = ".".join(["network.nodes", command.node, command.name, *map(str, command.index)])
                self.report.live(place, command.value)
                self._edited(now)
            case _:
                raise ConflictError("unknown_command", f"A run takes no '{command.type}' here.")
        return False

    def _stop(self, now: float) -> None:
        step = self.step
        self.status, self._wanted = "stopped", False
        self.stop_reason = StopReason(rule="asked", detail=f"Stopped by hand at step {step}.", step=step)
        if self.trainer is None:
            stopped = ConflictError("ended", f"Run {self.run} was stopped.", "Make a new run.")
            waiting, self._waiting = self._waiting, []
            for command_id, _ in waiting:
                self._reply(command_id, stopped)

    def _step(self, command_id: str, command: Step, now: float) -> bool:
        assert self.trainer is not None
        if self.status == "running" and self.goal is None:
            self.status, self._wanted = "paused", False
        if self.goal is not None:
            raise ConflictError("stepping", "The step before is not done yet.", "Wait for it, or pause.")
        self.stop_reason = None
        match command.unit:
            case "sample":
                looked = self.trainer.sample_step()
                self.status = "paused"
                self.report.sample(looked)
                if looked.completed is not None:
                    self._after_batch(looked.completed, now)
                else:
                    self._tell(now)
                return False
            case "batch":
                self.status = "paused"
                self._after_batch(self.trainer.advance(1), now)
                return False
            case "epoch":
                self.goal = (self.trainer.step + self.trainer.to_epoch_end(), command_id)
                self.status, self._wanted = "running", True
                self._tell(now)
                return True

    def _after_batch(self, outcome: Any, now: float) -> None:
        self.report.rows.trained(outcome.losses)
        if outcome.ended is not None:
            self._end(outcome.ended, now)
        else:
            self._rest(now)

    def _reset(self, trainer: Trainer, same_init: bool, now: float) -> None:
        trainer.reset(same_init)
        if self.status != "running":
            self.status = "paused"
        self.stop_reason = None
        self.report.restart()
        self.report.row(trainer, now)
        self.report.watches.changed()
        self._tell(now)
        self.save_at = now
        if self.goal is not None:  # the epoch it was to finish is gone
            self.status, self._wanted = "paused", False
            self._rest(now)

    def _edited(self, now: float) -> None:
        self.report.watches.changed()
        self.report.watches.judged()
        soon = now + EDIT_SAVED_S
        self.save_at = soon if self.save_at is None else min(self.save_at, soon)

    def _reply(self, command_id: str, answer: Answer | GlassnetError) -> None:
        self._answers[command_id] = answer
        if len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        for reply in self._asking.pop(command_id, []):
            reply(answer)

    def _tell(self, now: float, *, always: bool = True) -> None:
        self.report.status(
            self.status,
            self.trainer,
            now,
            stop_reason=self.stop_reason,
            queued=self._queued if self.status == "queued" else None,
            always=always,
        )

    # --------------------------------------------------------------------------------------------- checkpoints

    def snapshot(self) -> tuple[Arrays, dict[str, Any]]:
        """What a checkpoint holds: the trainer's state, the rows so far and the answers already given."""
        assert self.trainer is not None
        return snapshots.taken(self.trainer, self.placement, self.report.series, self._answers)
