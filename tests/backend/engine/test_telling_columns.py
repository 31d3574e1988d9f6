"""Which columns of a table are drawn first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.catalog.datasets.builtin import unpacked
from glassnet.engine.telling_columns import telling_pair

CELL = st.sampled_from([0.0, 1.0, np.nan, 1e9])


def pair_of(name: str, classes: bool) -> list[str]:
    names, cells, last = unpacked(name)
    label = np.unique(last, return_inverse=True)[1] if classes else np.array(last, float)
    return [names[k] for k in telling_pair(cells, label, classes, [False] * cells.shape[1])]


def test_those_that_teachers_show() -> None:
    assert pair_of("iris", True) == ["petal length", "petal width"]
    assert pair_of("diabetes", False)[0] == "body mass index"


def test_the_second_says_something_else_than_the_first() -> None:
    names, cells, _ = unpacked("breast_cancer")
    first, second = (names.index(name) for name in pair_of("breast_cancer", True))
    assert abs(np.corrcoef(cells[:, first], cells[:, second])[0, 1]) < 0.95
    draw = np.random.default_rng(3)
    told, noise = draw.normal(size=(2, 300))
    cells = np.stack([noise, told, told + 1e-3 * noise, told + 2 * draw.normal(size=300)], axis=1)
    assert telling_pair(cells, (told > 0).astype(float), True, [False] * 4)[-1] == 3


@pytest.mark.parametrize("classes", [True, False])
def test_texts_only_where_there_are_no_two_numbers(classes: bool) -> None:
    label = np.arange(20.0) % 2
    cells = np.stack([label, label, np.arange(20.0) % 3, np.arange(20.0) % 5], axis=1)
    assert telling_pair(cells, label, classes, [True, True, False, False]) == (2, 3)
    assert telling_pair(cells[:, :3], label, classes, [True, True, False]) == (0, 1)
    assert telling_pair(cells[:, :1], label, classes, [False]) == (0,)


@given(
    arrays(
        np.float64, st.tuples(st.integers(0, 12), st.integers(2, 5)), elements=st.sampled_from([0.0, 1.0, np.nan, 1e9])
    ),
    st.booleans(),
)
def test_two_different_columns_whatever_the_cells(cells: np.ndarray, classes: bool) -> None:
    first, second = telling_pair(cells, np.arange(len(cells)) % 2.0, classes, [False] * cells.shape[1])
    assert 0 <= first < second < cells.shape[1]
