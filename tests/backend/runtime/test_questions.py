"""Questions to runs take turns with training, and are charged to the user whose run is asked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from glassnet.errors import ConflictError, SpecError
from glassnet.runtime.blame import Blame
from glassnet.runtime.calls import Look, Place, Predict, Weights
from glassnet.runtime.compiler import Prepared
from glassnet.runtime.questions import Question, work_for
from glassnet.runtime.rack import Rack
from glassnet.runtime.saver import Saver
from glassnet.runtime.session import Session
from glassnet.settings import Settings
from glassnet.storage.checkpoints import Checkpoints
from tests.backend.runtime import stand_in
from tests.backend.runtime.world import Told


class Slow(stand_in.Trainer):
    """Takes simulated time: for an update a millisecond, for a block of predictions what it says."""

    def __init__(self, clock: list[float], block_s: float) -> None:
        super().__init__(stand_in.spec_with(), set())
        self.clock, self.block_s = clock, block_s
        self.at: list[float] = []

    def advance(self, updates: int) -> stand_in.Advance:
        self.at.append(self.clock[0])
        done = super().advance(updates)
        self.clock[0] += 0.001 * done.updates
        return done

    def predictions(self, inputs: Any) -> Any:
        for block in super().predictions(inputs):
            self.clock[0] += self.block_s
            yield block

    def probe(self, view: Any) -> Any:
        self.clock[0] += self.block_s
        if view.kind == "unit":
            raise SpecError("node", "There is no node 'nowhere'.")
        return super().probe(view)


class Racked:
    """A rack in simulated time: one run of "me" that trains, and others of "you" that stand still."""

    def __init__(self, folder: Path) -> None:
        self.clock = [0.0]
        saver = Saver(Checkpoints(folder, 1))
        saver.close()
        self.rack = Rack(Settings(data_dir=folder), Blame(), saver, lambda act: None, lambda: self.clock[0])
        self.mine = self.put("mine", "me", "running")
        self.yours = self.put("yours", "you", "paused")
        self.answers: list[Any] = []

    def put(self, run: str, user: str, status: Any) -> Session:
        spec = stand_in.spec_with().model_dump(mode="json")
        session = Session(Place(run, 1, user=user, spec=spec, status="queued"), Told(), "stand-in")
        self.rack.add(session)
        self.rack.adopt(session, Prepared(Slow(self.clock, 0.1), None, (), False))
        if status == "paused":
            session.status = "paused"
            self.rack.sync(session)
        return session

    def ask(self, call: Any, session: Session | None = None) -> None:
        asked = session or self.yours
        self.rack.ask(Question(asked, work_for(asked, call), self.answers.append))

    def until(self, done: Callable[[], bool], turns: int = 10_000) -> None:
        for _ in range(turns):
            if done():
                return
            assert self.rack.turn()
        raise AssertionError("it did not come to an end")


@pytest.fixture
def racked(tmp_path: Path) -> Racked:
    return Racked(tmp_path)


def longest_rest(run: Session, since: float, until: float) -> float:
    trainer: Any = run.trainer
    at = [since, *(one for one in trainer.at if since <= one <= until), until]
    return max(after - before for before, after in pairwise(at))


@pytest.mark.fault(2)
def test_a_long_prediction_takes_turns_with_the_training_of_others(racked: Racked) -> None:
    racked.until(lambda: racked.mine.step > 200)
    began, before = racked.clock[0], racked.mine.step
    racked.ask(Predict("yours", 1, [[float(k), 1.0] for k in range(100)]))
    racked.until(lambda: bool(racked.answers))
    took = racked.clock[0] - began
    assert racked.answers == [[[k + 1.0] for k in range(100)]]
    assert longest_rest(racked.mine, began, racked.clock[0]) < 0.25
    assert (racked.mine.step - before) * 0.001 >= 0.3 * took, "it has no less than a share of its own"


@pytest.mark.fault(2)
def test_questions_are_charged_to_the_user_whose_run_is_asked(racked: Racked) -> None:
    racked.until(lambda: racked.mine.step > 200)
    began = racked.clock[0]
    spent = dict(racked.rack.spent_s)
    for _ in range(10):  # one look after another: each is answered in one piece
        count = len(racked.answers)
        racked.ask(Look("yours", 1, {"kind": "weights"}))
        racked.until(lambda count=count: len(racked.answers) > count)
    assert racked.rack.spent_s["you"] - spent.get("you", 0.0) == pytest.approx(1.0)
    assert racked.rack.spent_s["me"] - spent["me"] >= 0.5 * (racked.clock[0] - began - 1.0)
    assert racked.rack.training == 1


@pytest.mark.fault(2)
def test_a_prediction_is_of_one_state_whatever_is_trained_meanwhile(racked: Racked) -> None:
    racked.until(lambda: racked.mine.step > 200)
    trainer: Any = racked.mine.trainer
    weight = float(trainer.weight[0])
    racked.ask(Predict("mine", 1, [[1.0, 0.0]] * 20), racked.mine)
    step = racked.mine.step
    racked.until(lambda: bool(racked.answers))
    assert len({one[0] for one in racked.answers[0]}) == 1
    assert racked.mine.step > step
    assert racked.answers[0][0][0] == pytest.approx(weight, rel=0.2)


def test_questions_to_one_user_go_on_in_turn(racked: Racked) -> None:
    racked.ask(Predict("yours", 1, [[1.0, 1.0]] * 50))
    racked.ask(Predict("yours", 1, [[2.0, 2.0]]))
    racked.until(lambda: bool(racked.answers))
    assert racked.answers == [[[4.0]]], "the short one does not wait for the long one"
    racked.until(lambda: len(racked.answers) == 2)


def test_what_goes_wrong_is_the_answer_and_ends_no_run(racked: Racked) -> None:
    racked.ask(Look("yours", 1, {"kind": "unit", "node": "nowhere", "unit": 0}))
    racked.ask(Predict("yours", 1, [["no", "numbers"]]))
    racked.ask(Weights("yours", 1))
    racked.until(lambda: len(racked.answers) == 3)
    assert [type(one).__name__ for one in racked.answers] == ["SpecError", "GlassnetError", "bytes"]
    assert racked.yours.status == "paused"
    racked.yours.trainer = None
    racked.ask(Weights("yours", 1))
    racked.until(lambda: len(racked.answers) == 4)
    assert isinstance(racked.answers[3], ConflictError)
    with contextlib.suppress(AssertionError):
        racked.until(lambda: racked.mine.step > 1000)
    assert racked.mine.step > 1000
