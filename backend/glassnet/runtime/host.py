"""A worker's inside: many runs, one thread that trains them in turn, one that compiles, one that saves."""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from pathlib import Path
from typing import Any

import msgspec
from pydantic import ValidationError

from glassnet.errors import ConflictError, GlassnetError, NotFoundError
from glassnet.protocol.commands import COMMANDS
from glassnet.protocol.events import StopReason
from glassnet.runtime.blame import COMPILES, Blame
from glassnet.runtime.calls import (
    Answer,
    Busy,
    Call,
    Look,
    Place,
    Poll,
    Predict,
    Release,
    Rest,
    Save,
    SaveAll,
    Show,
    Tell,
    Weigh,
    Weights,
)
from glassnet.runtime.compiler import Compiler, Prepared, too_slow
from glassnet.runtime.mailbox import Mailbox
from glassnet.runtime.questions import Question, work_for
from glassnet.runtime.rack import Clock, Rack, foreseen
from glassnet.runtime.recovery import recover
from glassnet.runtime.saver import Saver
from glassnet.runtime.session import Session
from glassnet.runtime.together import KNOWN, Together
from glassnet.runtime.trainer import Engine
from glassnet.settings import Settings
from glassnet.spec import RunSpec
from glassnet.storage.checkpoints import Checkpoints

LONGEST_REST_S = 0.05
STUCK_S = 20.0
CLOSE_S = 2.0
LEAVE_S = 30.0
"""How long saving a run that is to leave may take: the server waits longer, so that both know where it is."""

_CHECK_S = 0.25

Settle = Callable[[Any], None]


class WorkerHost:
    """Holds runs and trains them. The same code runs in every worker, whatever started it.

    `call` and `poll` may be used from any thread. Everything that touches a session happens on the training thread,
    between two turns, so that a command takes effect within one turn of any run.

    Args:
        settings: limits, times and the data folder.
        engine: what makes trainers; already configured.
        blame: where the run being worked on is noted.
        clock: monotonic seconds.
    """

    def __init__(
        self, settings: Settings, engine: Engine, blame: Blame | None = None, clock: Clock = time.monotonic
    ) -> None:
        self.device = engine.device_name()
        self._engine = engine
        self._blame = blame or Blame()
        self._clock = clock
        self._timeout_s = settings.compile_timeout_s
        self._checkpoints = Checkpoints(settings.data_dir / "checkpoints", settings.keep_checkpoints)
        self._together = Together(settings.data_dir / KNOWN, settings.compile_timeout_s / 3)
        self._mailbox = Mailbox()
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._saver = Saver(self._checkpoints)
        self._rack = Rack(settings, self._blame, self._saver, self._inbox.put, clock)
        self._compiler = Compiler(self._prepare, _light, self._on_compiling, self._on_prepared, self._timeout_s, clock)
        self._began = clock()
        self._polled = False
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="train", daemon=True)
        self._thread.start()

    # ------------------------------------------------------------------------------------- from other threads

    def call(self, call: Call) -> Future[Any]:
        """Ask for something; the future holds the answer, or a `GlassnetError`."""
        future: Future[Any] = Future()
        self._inbox.put(lambda: self._answer(call, future))
        return future

    def poll(self, cursor: int, max_wait: float) -> Poll:
        """What is new after `cursor`; waits up to `max_wait` seconds for something."""
        self._polled = True
        messages, newest = self._mailbox.collect(cursor, max_wait)
        if self._mailbox.waited_for:
            self._inbox.put(_nothing)  # a view that waited for its last frame to be taken may be made now
        return Poll(newest, messages, self._compiler.compiling, *self._sickness(), self._busy())

    @property
    def idle(self) -> bool:
        """Whether it is in use, not a spare, and no run trains on it."""
        return self._polled and not self._rack.training

    @property
    def crowded(self) -> bool:
        """Whether several people train on it."""
        return self._rack.trainers > 1

    def _busy(self) -> Busy:
        """How busy it is."""
        compiling = len(self._compiler.waiting()) + self._compiler.at_work
        return Busy(self._clock() - self._began, self._rack.spent_s, self._rack.training, compiling, memory_bytes())

    def close(self) -> None:
        """Stop after the current turn; nothing is saved (see `SaveAll`). A turn that does not end is left alone."""
        self._closed = True
        self._inbox.put(_nothing)
        self._compiler.close()
        self._saver.close()
        self._thread.join(CLOSE_S)

    def _sickness(self) -> tuple[str, str]:
        """Why this host should be replaced, and whose fault it is."""
        if not self._thread.is_alive():
            return "its training thread ended", ""
        now = self._clock()
        busy = self._rack.busy
        if busy is not None and now - busy[1] > STUCK_S:
            return f"a turn of {busy[0]} does not end", busy[0]
        stuck = self._compiler.stuck(now)
        return (f"compiling {stuck} does not end", stuck) if stuck else ("", "")

    # ------------------------------------------------------------------------------------- the training thread

    def _work(self) -> None:
        while not self._closed:
            self._drain()
            self._give_up_compiling()
            self._rack.save_due()
            self._rack.show()
            began = self._clock()
            if not self._rack.turn():
                self._wait(None)
            elif self._compiler.compiling:
                self._wait(min(LONGEST_REST_S, self._clock() - began))

    def _drain(self) -> None:
        """Carry out what others asked for."""
        try:
            while True:
                self._inbox.get_nowait()()
        except queue.Empty:
            pass

    def _wait(self, rest_s: float | None) -> None:
        """Wait for a call, or until there is something to do without one.

        Args:
            rest_s: at most so long. While somebody waits for a compilation, training rests as long as it works: on a
                crowded host a large network would otherwise take minutes to begin.
        """
        idle_s = self._rack.idle_s() if rest_s is None else rest_s
        if self._compiler.compiling:
            idle_s = _CHECK_S if idle_s is None else min(idle_s, _CHECK_S)
        with contextlib.suppress(queue.Empty):
            self._inbox.get(timeout=idle_s)()

    # ------------------------------------------------------------------------------------------------ compiling

    def _prepare(self, place: Place, lane: int) -> Prepared:
        self._blame.note(COMPILES[lane], place.run)
        try:
            with self._together.compiling(RunSpec.model_validate(place.spec)) as shared:
                return recover(place, self._checkpoints, self._engine)._replace(shared=shared)
        finally:
            self._blame.note(COMPILES[lane])

    def _on_compiling(self, place: Place) -> None:
        self._inbox.put(lambda: self._announce(place))

    def _on_prepared(self, place: Place, outcome: Prepared | BaseException) -> None:
        self._inbox.put(lambda: self._adopt(place, outcome))

    def _announce(self, place: Place) -> None:
        session = self._rack.current(place.run, place.placement)
        if session is not None and session.trainer is None:
            session.compiling(self._clock())
        for position, run in enumerate(self._compiler.waiting(), start=1):
            waiting = self._rack.sessions.get(run)
            if waiting is not None:
                waiting.announce(self._clock(), (position, self._compiler.wait_s(position)))

    def _adopt(self, place: Place, outcome: Prepared | BaseException) -> None:
        session = self._rack.current(place.run, place.placement)
        if session is None or session.status == "failed":
            return
        if isinstance(outcome, BaseException):
            self._rack.fail(session, foreseen(outcome))
        else:
            self._rack.adopt(session, outcome)

    def _give_up_compiling(self) -> None:
        slowed = 2.0 if self._rack.training else 1.0
        overdue = self._compiler.overdue(self._clock(), slowed)
        session = self._rack.current(overdue.run, overdue.placement) if overdue else None
        if session is not None:
            self._rack.fail(session, too_slow(self._timeout_s))

    # ---------------------------------------------------------------------------------------------------- calls

    def _answer(self, call: Call, future: Future[Any]) -> None:
        def settle(result: Any) -> None:
            try:
                if isinstance(result, BaseException):
                    future.set_exception(result)
                else:
                    future.set_result(result)
            except InvalidStateError:
                pass  # the asker gave up

        try:
            self._carry_out(call, settle)
        except Exception as error:
            settle(error)

    def _carry_out(self, call: Call, settle: Settle) -> None:
        match call:
            case Place():
                self._place(call)
                settle(None)
            case SaveAll():
                self._rack.save_all(lambda: settle(None))
            case Weigh():
                self._rack.weigh(call.weights)
                settle(None)
            case Release() if call.run not in self._rack.sessions:
                settle(None)
            case _:
                session = self._rack.current(call.run, call.placement)
                if session is None:
                    raise NotFoundError("not_here", f"Run {call.run} is not on this worker.")
                self._ask(session, call, settle)

    def _place(self, place: Place) -> None:
        before = self._rack.sessions.get(place.run)
        if before is not None:
            if before.placement >= place.placement:
                raise ConflictError("stale", f"Run {place.run} has been placed here as {before.placement} already.")
            self._remove(before)
        self._rack.weigh({place.user: place.weight})
        session = Session(place, self._mailbox, self.device)
        self._rack.add(session)
        self._compiler.submit(place)
        position = len(self._compiler.waiting())
        session.announce(self._clock(), (position, self._compiler.wait_s(position)) if position else None)

    def _ask(
        self, session: Session, call: Tell | Rest | Show | Release | Save | Predict | Look | Weights, settle: Settle
    ) -> None:
        match call:
            case Rest():
                session.rest(StopReason.model_validate(call.reason), self._clock())
                self._rack.sync(session)
                settle(None)
            case Tell():
                self._tell(session, call, settle)
            case Show():
                session.show(call)
                self._rack.sync(session)
                settle(None)
            case Release():
                self._release(session, call, settle)
            case Save() if session.trainer is None:
                settle(None)
            case Save():
                self._rack.save(session, settle)
            case Predict() | Look() | Weights():
                question = Question(session, work_for(session, call), settle)
                session.when_ready(lambda: self._rack.ask(question))

    def _tell(self, session: Session, tell: Tell, settle: Settle) -> None:
        try:
            command = COMMANDS.validate_python(tell.command)
        except ValidationError as error:
            reason = error.errors(include_url=False)[0]["msg"]
            raise GlassnetError("command", f"This is no command: {reason}.") from None

        def reply(answer: Answer | GlassnetError) -> None:
            if isinstance(answer, Answer):
                settle(msgspec.structs.replace(answer, told=self._mailbox.last))
            else:
                settle(answer)

        try:
            session.command(tell.id, command, reply, self._clock())
        except Exception as error:  # the engine's fault: the run ends, and the asker hears why
            self._rack.fail(session, foreseen(error))
            settle(foreseen(error))
        self._rack.sync(session)

    def _release(self, session: Session, call: Release, settle: Settle) -> None:
        if not call.keep or session.trainer is None or session.status == "failed":
            self._remove(session)
            settle(None)
            return
        in_use = ConflictError("in_use", f"Run {session.run} is in use.", "It stays where it is.")
        if session.goal is not None and call.training:
            settle(in_use)
            return

        def saved(error: OSError | None) -> None:
            changed = session.saves or session.save_at is not None
            may = self._clock() - began < LEAVE_S if call.training else not session.training
            if error is None and not changed and may:
                self._remove(session)
                settle(None)
                return
            self._rack.hold(session, held=False)
            settle(error or in_use)

        began = self._clock()
        self._rack.hold(session, held=call.training)
        self._rack.save(session, saved)

    def _remove(self, session: Session) -> None:
        self._compiler.cancel(session.run)
        self._rack.remove(session)


def _light(place: Place) -> bool:
    """Whether a run's programs are small: those of points."""
    try:
        return len(RunSpec.model_validate(place.spec).input_shape) == 1
    except (GlassnetError, ValueError):
        return False  # whoever prepares it will say what is wrong


def memory_bytes() -> int:
    """Memory of this process; 0 where nobody can tell."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _nothing() -> None:
    """Only wakes the training thread."""
