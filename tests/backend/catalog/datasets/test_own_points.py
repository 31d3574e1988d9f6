"""Points of one's own: used as they were drawn, in parts that hardly change, and refused by their number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from glassnet.catalog.datasets.own_points import MOST, OwnPoints
from glassnet.errors import SpecError
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec

places = st.floats(-6, 6, width=32)
lists = st.lists(st.tuples(places, places, st.integers(0, 2)), min_size=1, max_size=60)


def rows(points: Any, labels: Any) -> list[tuple[float, ...]]:
    return sorted(map(tuple, np.column_stack([points, labels]).tolist()))


@given(points=lists, seed=st.integers(0, 100))
def test_all_points_are_there_as_they_were_drawn(points: Any, seed: int) -> None:
    data = OwnPoints(points=points, classes=3, seed=seed)
    drawn = data.generate()
    assert rows(*drawn) == sorted(tuple(map(float, np.float32(one))) for one in points)
    assert drawn.points.dtype == drawn.labels.dtype == np.float32
    assert sum(data.parts()) == data.count() == len(points)
    again = OwnPoints.model_validate_json(data.model_dump_json()).generate()
    np.testing.assert_array_equal(drawn.points, again.points)


@given(points=lists)
def test_the_order_of_the_others_stays_when_a_point_is_added(points: Any) -> None:
    before = OwnPoints(points=points, classes=3).generate()
    after = OwnPoints(points=[*points, (1.0, 2.0, 1)], classes=3).generate()
    kept = np.column_stack(after).tolist()
    added = [1.0, 2.0, 1.0]
    assert added in kept
    without = [kept[:place] + kept[place + 1 :] for place, row in enumerate(kept) if row == added]
    assert np.column_stack(before).tolist() in without


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"points": [(0, 0, 0), (1, 1, 2)]}, "point 1 has the class 2; expected a whole number from 0 to 1"),
        ({"points": [(0, 0, 0.5)]}, "point 0 has the class 0.5; expected a whole number from 0 to 1"),
        ({"points": [(0, 0, -1)]}, "point 0 has the class -1"),
        ({"points": [(0, 0, 0.5), (0, 0, 1.5)], "target": "value"}, "point 1 has the value 1.5; expected -1 to 1"),
        ({"points": [(6.5, 0, 0)]}, "less than or equal to 6"),
        ({"points": [(0, 0)]}, "Field required"),
        ({"points": [(0, 0, 0, 0)]}, "at most 3 items"),
        ({"points": [(float("nan"), 0, 0)]}, "finite number"),
        ({"points": [(0, 0, 0)] * (MOST + 1)}, f"at most {MOST} items"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_point_is_said(fields: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        OwnPoints(**fields)


def test_an_empty_plane_is_no_fault_but_something_to_do() -> None:
    with pytest.raises(SpecError, match="no points yet") as told:
        OwnPoints(points=[])
    assert told.value.code == "no_points"
    assert "Draw" in told.value.hint


def test_the_tasks() -> None:
    assert OwnPoints().task() == "binary"
    assert OwnPoints(classes=3).task() == "multiclass"
    assert OwnPoints(target="value").task() == "regression"
    assert OwnPoints(samples=10).count() == 10
    assert not np.array_equal(OwnPoints(noise=0.5).generate().points, OwnPoints().generate().points)


def test_a_network_learns_them() -> None:
    square = [(x, y, int(x * y > 0)) for x in (-4, -3, -2, 2, 3, 4) for y in (-4, -3, -2, 2, 3, 4)]
    data = {"kind": "points", "points": square, "samples": 2000, "noise": 0.0}
    trainer = begun(run_spec(chain((6, "tanh")), data, optimiser={"kind": "adam", "learning_rate": 0.05}))
    trainer.advance(600)
    assert trainer.evaluate()["train_accuracy"] == 1.0
    assert trainer.evaluate()["test_accuracy"] == 1.0
    one = begun(run_spec(data={"kind": "points", "points": [(1.0, 1.0, 1)], "samples": 2000}))
    assert one.advance(3).ended is None
