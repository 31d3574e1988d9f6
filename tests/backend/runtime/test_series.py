from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from glassnet.runtime.series import Added, Series


def row(step: int, **more: float | None) -> dict[str, float | None]:
    return {"step": float(step), "loss": 1.0 / (step + 1), **more}


def test_a_row_is_told_with_its_number() -> None:
    series = Series(history=4)
    assert series.last_step is None
    assert series.add(row(0)) == Added(4, 0, {"step": [0.0], "loss": [1.0]})
    assert series.add(row(1)) == Added(4, 1, {"step": [1.0], "loss": [0.5]})
    assert series.last_step == 1.0
    assert len(series) == 2


def test_a_column_that_comes_later_is_null_before() -> None:
    series = Series()
    series.add(row(0))
    series.add(row(1, test_loss=0.5))
    added = series.add({"step": 2.0})
    assert added.rows == {"step": [2.0]}
    assert series.rows["test_loss"] == [None, 0.5, None]
    assert series.rows["test_loss"] == [None, 0.5, None]


def test_a_restart_begins_a_new_history() -> None:
    series = Series()
    series.add(row(0))
    assert series.restart() == Added(1, 0, {})
    assert series.add(row(0)).first == 0
    assert series.rows["step"] == [0.0]


def test_rows_of_a_checkpoint_come_after_every_history_before() -> None:
    series = Series()
    added = series.load({"step": [0.0, 1.0]}, history=7)
    assert added == Added(8, 0, {"step": [0.0, 1.0]})
    assert series.add({"step": 2.0}).first == 2


@given(bound=st.integers(40, 200), gaps=st.lists(st.integers(1, 50), min_size=1, max_size=1000))
def test_rows_stay_bounded_and_a_reader_that_follows_the_rules_has_the_same(bound: int, gaps: list[int]) -> None:
    series = Series(bound)
    history, mirror, step = 0, [], 0
    for gap in gaps:
        step += gap
        told = series.add(row(step))
        if told.history != history:
            history, mirror = told.history, []
        assert told.first == len(mirror)
        mirror += told.rows["step"]
        assert len(series) < bound
    assert mirror == series.rows["step"]
    assert mirror[-1] == step
    assert mirror == sorted(set(mirror))


def test_thinning_keeps_the_start_dense_and_the_rest_even() -> None:
    series = Series(bound=400)
    for step in range(10_000):
        series.add(row(step))
    steps = [int(step or 0) for step in series.rows["step"]]
    assert steps[:100] == list(range(100))
    assert steps[-1] == 9_999
    gaps = [later - earlier for earlier, later in pairwise(steps[100:])]
    assert max(gaps) <= 4 * 10_000 // 100
