"""Commands that race with the training and with each other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from glassnet.protocol.events import StopReason
from glassnet.runtime.calls import Answer
from tests.backend.runtime.world import RATE, Run


class RacingCommands(RuleBasedStateMachine):
    """Commands of two tabs against turns: ordered, once each, answered with the step at which they took effect."""

    def __init__(self) -> None:
        super().__init__()
        self.run_ = Run(ready=False)
        self.answers: dict[str, list[Any]] = {}
        self.said: dict[str, tuple[str, dict[str, Any]]] = {}
        self.rate = self.run_.trainer.spec.training.optimiser.learning_rate
        self.adopted = False
        self.repeated: list[tuple[str, list[Any]]] = []

    def _say(self, type_: str, **fields: Any) -> list[Any]:
        name = f"id{len(self.said)}"
        self.said[name] = (type_, fields)
        self.answers[name] = self.run_.tell(type_, name, **fields)
        if self.adopted and not (type_ == "step" and fields["unit"] == "epoch"):
            answer = self.answers[name][0]
            if isinstance(answer, Answer):
                assert answer.step == self.run_.trainer.step
                assert answer.status == self.run_.status
        return self.answers[name]

    @precondition(lambda self: not self.adopted)
    @rule()
    def adopt(self) -> None:
        self.run_.adopt()
        self.adopted = True
        for answers in self.answers.values():
            assert answers or self.run_.session.training
        live = [fields["value"] for type_, fields in self.said.values() if type_ == "set_live"]
        if live and self.run_.status != "stopped":
            self.rate = live[-1]

    @rule(updates=st.integers(1, 30))
    def turn(self, updates: int) -> None:
        before = self.run_.trainer.step
        done = self.run_.turn(updates)
        assert self.run_.trainer.step == before + done

    @rule()
    def start(self) -> None:
        before = self.run_.status
        self._say("start")
        if self.adopted and before != "stopped":
            assert self.run_.status == "running"

    @rule()
    def pause(self) -> None:
        before = self.run_.trainer.step
        self._say("pause")
        assert self.run_.status != "running"
        assert self.run_.trainer.step == before

    @rule(unit=st.sampled_from(["sample", "batch", "epoch"]))
    def step(self, unit: str) -> None:
        self._say("step", unit=unit)

    @rule(same=st.booleans())
    def reset(self, same: bool) -> None:
        before = self.run_.status
        self._say("reset", same_init=same)
        if self.adopted and before != "stopped":
            assert self.run_.trainer.step == 0

    @rule(value=st.floats(0.001, 1.0))
    def set_live(self, value: float) -> None:
        answer = self._say("set_live", path=RATE, value=value)
        if answer and isinstance(answer[0], Answer):
            self.rate = value
            assert self.run_.trainer.spec.training.optimiser.learning_rate == value

    @rule()
    def rest(self) -> None:
        before, reason = self.run_.status, StopReason(rule="idle", detail="Nobody looked.", step=0)
        self.run_.session.rest(reason, self.run_.now)
        if self.adopted and before == "running":
            assert self.run_.status == "paused"
            assert self.run_.session.stop_reason == reason
            assert all(self.answers.values())
        else:
            assert self.run_.status == before

    @rule()
    def stop(self) -> None:
        self._say("stop")
        assert self.run_.status == "stopped"

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def say_again(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.said)))
        type_, fields = self.said[name]
        if not self.answers[name]:
            self.repeated.append((name, self.run_.tell(type_, name, **fields)))
            return
        before = (self.run_.trainer.step, self.run_.trainer.weight.tolist(), self.run_.status)
        assert self.run_.tell(type_, name, **fields) == self.answers[name]
        assert (self.run_.trainer.step, self.run_.trainer.weight.tolist(), self.run_.status) == before

    @invariant()
    def nobody_is_answered_twice(self) -> None:
        assert all(len(answers) <= 1 for answers in self.answers.values())

    @invariant()
    def who_asked_again_is_answered_alike(self) -> None:
        assert all(again == self.answers[name] for name, again in self.repeated)

    @invariant()
    def nobody_waits_for_ever(self) -> None:
        if self.adopted and not self.run_.session.training:
            assert all(self.answers.values())

    @invariant()
    def the_live_value_is_the_last_confirmed_one(self) -> None:
        if self.adopted:
            assert self.run_.trainer.spec.training.optimiser.learning_rate == self.rate

    @invariant()
    def what_is_told_is_true(self) -> None:
        status = self.run_.told.of("status")[-1]
        if not self.run_.session.training:
            assert status["status"] == self.run_.status
            assert status["step"] == (self.run_.trainer.step if self.adopted else 0)


TestRacingCommands = pytest.mark.fault(35)(RacingCommands.TestCase)
