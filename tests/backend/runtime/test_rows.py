"""Rows of metrics whose evaluation takes longer than a turn has room for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from glassnet.runtime.rows import BETWEEN_S, DENSE_ROWS, SHARE, Rows
from glassnet.runtime.series import Series


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Judging:
    ready = True

    def __init__(self, step: int, clock: Clock, pieces: int, piece_s: float) -> None:
        self.step, self.epoch = step, step / 10
        self._clock, self._left, self._piece_s = clock, pieces, piece_s

    def work(self, enough: Callable[[], bool]) -> dict[str, float | None] | None:
        while self._left:
            self._left -= 1
            self._clock.now += self._piece_s
            if self._left and enough():
                return None
        return {"train_loss": float(self.step)}


class Trainer:
    """Only what rows need; the evaluation is the same one while the step is."""

    def __init__(self, clock: Clock, pieces: int, piece_s: float) -> None:
        self.step = 0
        self._make = lambda: Judging(self.step, clock, pieces, piece_s)
        self._judging = self._make()

    def judge(self) -> Judging:
        if self._judging.step != self.step:
            self._judging = self._make()
        return self._judging


def made(pieces: int, piece_s: float) -> tuple[Rows, Any, Clock]:
    clock = Clock()
    return Rows(Series(), clock), Trainer(clock, pieces, piece_s), clock


def test_a_quick_evaluation_is_a_row_at_once() -> None:
    rows, trainer, clock = made(1, 0.001)
    rows.begin(trainer, clock.now)
    added = rows.go_on()
    assert added is not None
    assert added.rows == {"step": [0], "epoch": [0.0], "loss": [None], "train_loss": [0.0]}
    assert not rows.under_way


def test_a_long_one_goes_on_between_turns_and_tells_when_it_began() -> None:
    rows, trainer, clock = made(10, 0.008)
    trainer.step = 3
    rows.trained(np.asarray([1.0, 3.0], np.float32))
    rows.begin(trainer, clock.now)
    pieces = 0
    while (added := rows.go_on()) is None:
        pieces += 1
        assert rows.under_way
        rows.trained(np.asarray([100.0], np.float32))  # belongs to the next row
        trainer.step += 1
    assert pieces == 3, "three calls fit into a piece of 20 ms"
    assert added.rows["step"] == [3]
    assert added.rows["loss"] == [2.0]


def test_training_goes_on_while_what_judges_is_being_compiled() -> None:
    rows, trainer, clock = made(1, 0.001)
    trainer.judge().ready = False
    rows.begin(trainer, clock.now)
    assert rows.under_way
    assert not rows.ready
    assert rows.go_on() is None
    judging, trainer.step = trainer.judge(), 7
    judging.ready = True
    added = rows.go_on()
    assert added is not None
    assert added.rows["step"] == [0], "the row is of the state at which it was begun"
    trainer.step = 9
    trainer.judge().ready = False
    rows.begin(trainer, clock.now)
    assert rows.go_on(last=True) is not None, "the last one is waited for"


def test_evaluations_take_a_small_share_of_the_time() -> None:
    rows, trainer, clock = made(1, 0.3)
    for _ in range(DENSE_ROWS + 2):
        trainer.step += 1
        begun = clock.now
        rows.begin(trainer, begun)
        rows.go_on()
        assert not rows.due(begun + 0.29 / SHARE)
        assert rows.due(begun + 0.31 / SHARE)
        clock.now = begun + 0.31 / SHARE


def test_a_row_at_rest_makes_room_for_none_and_keeps_the_losses() -> None:
    rows, trainer, clock = made(10, 0.1)
    rows.trained(np.asarray([1.0], np.float32))
    rows.begin(trainer, clock.now)
    assert rows.go_on() is None
    rows.begin(trainer, clock.now)  # the same state: it goes on
    rows.trained(np.asarray([3.0], np.float32))
    trainer.step = 5
    rows.begin(trainer, clock.now)  # the run came to rest here
    while (added := rows.go_on()) is None:
        pass
    assert added.rows["step"] == [5]
    assert added.rows["loss"] == [2.0]
    rows.begin(trainer, clock.now)
    assert not rows.under_way, "there is a row for this step"


def test_a_reset_and_a_failure_forget_what_is_under_way() -> None:
    for forget in (Rows.restart, Rows.drop):
        rows, trainer, clock = made(10, 0.1)
        rows.begin(trainer, clock.now)
        rows.go_on()
        forget(rows)
        assert not rows.under_way
        assert rows.go_on() is None


def test_between_costly_evaluations_the_loss_is_told() -> None:
    rows, trainer, clock = made(1, 1.0)
    rows.begin(trainer, clock.now)
    rows.go_on()
    trainer.step = 7
    rows.trained(np.array([2.0, 4.0], np.float32))
    assert not rows.due(clock.now)
    added = rows.between(7, 0.7, clock.now)
    assert added is not None
    assert added.rows == {"step": [7], "epoch": [0.7], "loss": [3.0]}
    rows.trained(np.array([1.0], np.float32))
    assert rows.between(8, 0.8, clock.now + BETWEEN_S / 2) is None, "not more often than one can see"
    assert rows.between(8, 0.8, clock.now + BETWEEN_S) is not None


def test_a_state_that_was_only_told_in_between_is_still_evaluated() -> None:
    rows, trainer, clock = made(1, 1.0)
    rows.begin(trainer, clock.now)
    rows.go_on()
    trainer.step = 7
    rows.trained(np.array([2.0], np.float32))
    rows.between(7, 0.7, clock.now)
    rows.begin(trainer, clock.now)
    added = rows.go_on()
    assert added is not None
    assert added.rows == {"step": [7], "epoch": [0.7], "loss": [None], "train_loss": [7.0]}


def test_nothing_comes_between_the_pieces_of_an_evaluation() -> None:
    rows, trainer, clock = made(3, 1.0)
    rows.begin(trainer, clock.now)
    rows.go_on()
    rows.trained(np.array([2.0], np.float32))
    assert rows.between(1, 0.1, clock.now + 5) is None
