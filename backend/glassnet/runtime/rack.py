"""The runs of a worker and whose turn it is. Everything here happens on the training thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from glassnet.errors import GlassnetError
from glassnet.runtime.blame import Blame
from glassnet.runtime.compiler import Prepared
from glassnet.runtime.questions import Question, Questions
from glassnet.runtime.saver import Saver
from glassnet.runtime.scheduler import Scheduler
from glassnet.runtime.session import Session
from glassnet.settings import Settings

Clock = Callable[[], float]
PATIENCE_S = 0.05
"""How often is looked whether something is compiled."""


class Rack:
    """Holds sessions, gives them turns, shows their views and has them saved.

    Attributes:
        sessions: by run.
        busy: the run that is being worked on, and since when (seconds).

    Args:
        settings: times.
        blame: where the run being worked on is noted.
        saver: writes checkpoints on its own thread.
        post: has something done on the training thread.
        clock: monotonic seconds.
    """

    def __init__(
        self, settings: Settings, blame: Blame, saver: Saver, post: Callable[[Callable[[], None]], None], clock: Clock
    ) -> None:
        self.sessions: dict[str, Session] = {}
        self.busy: tuple[str, float] | None = None
        self._settings = settings
        self._blame = blame
        self._saver = saver
        self._post = post
        self._clock = clock
        self._scheduler = Scheduler()
        self._questions = Questions()
        self._spent_s: dict[str, float] = {}
        self._cannot_save = False
        self._held: set[str] = set()
        self._unable: set[str] = set()
        """Runs that want turns while what trains them is being compiled."""

    def current(self, run: str, placement: int) -> Session | None:
        """The session of this very placement, if it is here."""
        session = self.sessions.get(run)
        return session if session is not None and session.placement == placement else None

    @property
    def training(self) -> int:
        """How many runs train."""
        return len(self._scheduler) - len(self._questions)

    @property
    def trainers(self) -> int:
        """How many users' runs train or are asked."""
        return self._scheduler.users

    @property
    def spent_s(self) -> dict[str, float]:
        """Seconds of training, of views and of answers so far, by user. May be asked for on any thread."""
        return self._spent_s.copy()

    def weigh(self, weights: Mapping[str, float]) -> None:
        """Share the time by these weights of users from now on."""
        for user, weight in weights.items():
            self._scheduler.weigh(user, weight)

    def add(self, session: Session) -> None:
        """Hold a run from now on."""
        self.sessions[session.run] = session

    def remove(self, session: Session) -> None:
        """Hold a run no longer."""
        self._scheduler.remove(session.run)
        self._held.discard(session.run)
        self._unable.discard(session.run)
        if self.sessions.get(session.run) is session:
            del self.sessions[session.run]
        session.close()

    def hold(self, session: Session, held: bool) -> None:
        """Give a run that trains no turns, because it is about to leave, or give it turns again."""
        (self._held.add if held else self._held.discard)(session.run)
        self.sync(session)

    def adopt(self, session: Session, prepared: Prepared) -> None:
        """A run's programs are ready."""
        for note in prepared.notes:
            session.report.notice("checkpoint_damaged", note)
        self._guarded(session, lambda: session.adopt(*prepared[:2], self._clock(), shared=prepared.shared))
        self.sync(session)

    def fail(self, session: Session, error: GlassnetError) -> None:
        """A run cannot go on."""
        session.fail(error, self._clock())
        self.sync(session)

    # --------------------------------------------------------------------------------------------------- turns

    def turn(self) -> bool:
        """Give the next run its turn; False when none wants one now."""
        turn = self._scheduler.next(self._clock())
        if turn is None:
            return False
        if turn.run in self._questions:
            self._answer(turn.run, turn.seconds)
            return True
        session = self.sessions[turn.run]
        self._guarded(session, lambda: self._turn(session, turn.updates))
        return True

    def _turn(self, session: Session, updates: int) -> None:
        began = self._clock()
        done = session.advance(updates, began)
        trained = self._clock()
        session.tell_progress(trained)
        self._views(session, trained, len(self._scheduler))
        if session.save_at is None:
            session.save_at = trained + self._settings.checkpoint_every_s
        ended = self._clock()
        self._scheduler.ran(session.run, done, ended - began, trained - began, ended)
        self._spend(session, ended - began)
        self.sync(session)

    def ask(self, question: Question) -> None:
        """Answer a question as soon as the user whose run is asked has a turn."""
        name = self._questions.put(question)
        self._scheduler.add(name, question.session.user, self._clock())
        self._scheduler.watch(name, True)  # somebody waits

    def _answer(self, name: str, seconds: float) -> None:
        """Go on with questions to a user's runs for so long, at least by one piece."""
        began = now = self._clock()
        while not self._questions.over(name) and (now == began or now - began < seconds):
            question, before = self._questions.take(name), now
            if self._piece(question):
                self._questions.put_back(name, question)
            now = self._clock()
            self._spend(question.session, now - before)
        self._scheduler.spent(name, now - began, now)
        if name not in self._questions:
            self._scheduler.remove(name)

    def _piece(self, question: Question) -> bool:
        """The next piece of an answer, and whether there is more of it. What goes wrong is the answer."""
        session, more = question.session, False

        def act() -> None:
            nonlocal more
            try:
                more = question.go_on()
            except Exception as error:
                question.settle(foreseen(error))

        self._guarded(session, act)
        return more

    def _spend(self, session: Session, seconds: float) -> None:
        self._spent_s[session.user] = self._spent_s.get(session.user, 0.0) + seconds

    def sync(self, session: Session) -> None:
        """Let the scheduler know whether the run wants turns."""
        now = self._clock()
        trainer = session.trainer
        wanted = session.training and session.run not in self._held
        here = self.sessions.get(session.run) is session
        able = not (wanted and here) or trainer is None or trainer.able()
        (self._unable.discard if able else self._unable.add)(session.run)
        if wanted and here and able and trainer is not None:
            self._scheduler.add(session.run, session.user, now, first=trainer.first, largest=trainer.ring)
            self._scheduler.watch(session.run, len(session.report.watches) > 0)
            self._scheduler.limit(session.run, trainer.spec.training.updates_per_s, now)
        else:
            self._scheduler.remove(session.run)

    def idle_s(self) -> float | None:
        """How long nothing can be done here; None when only a call can change that."""
        unmeasured = [session for session in self.sessions.values() if self._unmeasured(session)]
        if any(session.report.rows.ready for session in unmeasured):
            return 0.0
        now = self._clock()
        times = [now + PATIENCE_S for _ in (*unmeasured, *self._unable)]
        times += [s.save_at for s in self.sessions.values() if s.save_at is not None and s.trainer is not None]
        times += [at for session in self.sessions.values() if (at := self._next_view(session)) is not None]
        limited = self._scheduler.wait(now)
        waits = [max(0.0, at - now) for at in times] + ([limited] if limited is not None else [])
        return min(waits, default=None)

    def _guarded(self, session: Session, act: Callable[[], None]) -> None:
        """Do something for a run; what goes wrong ends that run, not the worker."""
        self._blame.note("train", session.run)
        self.busy = (session.run, self._clock())
        try:
            act()
        except Exception as error:
            self.fail(session, foreseen(error))
        finally:
            self.busy = None
            self._blame.note("train")

    # --------------------------------------------------------------------------------------------------- views

    def show(self) -> None:
        """Bring the rows and views of runs that do not train, or slowly, up to date."""
        now = self._clock()
        for session in list(self.sessions.values()):
            if session.run in self._unable:
                self.sync(session)
            if self._unmeasured(session):
                self._guarded(session, session.measure)
            next_at = self._next_view(session)
            if next_at is not None and next_at <= now:
                self._show(session, now)

    def _show(self, session: Session, now: float) -> None:
        self._guarded(session, lambda: self._views(session, now, 1))

    @staticmethod
    def _unmeasured(session: Session) -> bool:
        """Whether a row of a run that gets no turns, or rare ones, is under way."""
        return session.report.rows.under_way and not session.at_full_speed

    def _next_view(self, session: Session) -> float | None:
        """When a view of a run that gets no turns, or rare ones, is due."""
        trainer = session.trainer
        if trainer is None or not len(session.report.watches):
            return None
        if session.at_full_speed:
            return None
        return session.report.next_view(training=session.training)

    def _views(self, session: Session, now: float, active: int) -> None:
        if session.trainer is not None:
            session.report.views(session.trainer, now, training=session.training, active=active, clock=self._clock)

    # -------------------------------------------------------------------------------------------------- saving

    def save_due(self) -> None:
        """Have those runs saved whose time has come."""
        now = self._clock()
        for session in list(self.sessions.values()):
            if session.save_at is not None and now >= session.save_at and session.trainer is not None:
                self.save(session, lambda error: None)

    def save(self, session: Session, saved: Callable[[OSError | None], None]) -> None:
        """Have a run saved now; `saved` is told on the training thread."""
        session.save_at = None
        session.saves += 1
        arrays, manifest = session.snapshot()

        def told(error: OSError | None) -> None:
            self._post(lambda: finish(error))

        def finish(error: OSError | None) -> None:
            session.saves -= 1
            self._on_saved(session, error)
            saved(error)

        self._saver.submit(session.run, arrays, manifest, told)

    def save_all(self, done: Callable[[], None]) -> None:
        """Have every run saved of which the disk may not have the newest state."""
        unsaved = [s for s in self.sessions.values() if s.training or s.saves or s.save_at is not None]
        changed = [session for session in unsaved if session.trainer is not None]
        left = len(changed)
        if not left:
            done()

        def saved(error: OSError | None) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                done()

        for session in changed:
            self.save(session, saved)

    def _on_saved(self, session: Session, error: OSError | None) -> None:
        if error is not None:
            session.save_at = self._clock() + self._settings.checkpoint_every_s
        if error is not None and not self._cannot_save:
            detail = f"Cannot save: {error.strerror or error}. The run goes on in memory; saving is tried again."
            session.report.notice("cannot_save", detail)
        elif error is None and self._cannot_save:
            session.report.notice("saving_again", "Saving works again.")
        self._cannot_save = error is not None


def foreseen(error: BaseException) -> GlassnetError:
    """An error as it is told: one that the engine did not write for people becomes one that is."""
    if isinstance(error, GlassnetError):
        return error
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError) or "RESOURCE_EXHAUSTED" in text:
        return GlassnetError("out_of_memory", f"Out of memory: {text[:300]}", "Use a smaller batch or fewer units.")
    return GlassnetError("internal", text[:300], "This is a defect of Glassnet, not of the network; please report it.")
