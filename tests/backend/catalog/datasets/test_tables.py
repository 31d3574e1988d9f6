"""Tables: what comes with the package is what was published, and rows are parted and scaled as promised."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.catalog.datasets import DATASETS, TableSet
from glassnet.catalog.datasets.builtin import BuiltIn
from glassnet.catalog.datasets.parting import apportioned, cuts
from glassnet.catalog.datasets.scaling import Column, fitted

BUILT_IN = {kind: cls for kind, cls in DATASETS.items() if issubclass(cls, BuiltIn)}
every_table = pytest.mark.parametrize("cls", BUILT_IN.values(), ids=BUILT_IN)

PUBLISHED = {
    # name of a column: smallest, largest and mean, as its publisher tells them
    "iris": {"sepal length": (4.3, 7.9, 5.84), "sepal width": (2.0, 4.4, 3.05), "petal width": (0.1, 2.5, 1.20)},
    "wine": {"alcohol": (11.0, 14.8, 13.0), "malic acid": (0.74, 5.80, 2.34), "proline": (278, 1680, 746)},
    "breast_cancer": {"mean radius": (6.981, 28.11, None), "worst area": (185.2, 4254.0, None)},
    "diabetes": {"age": (19, 79, 48.5), "progression": (25, 346, 152.1)},
}


@every_table
def test_numbers_are_those_that_were_published(cls: type[BuiltIn]) -> None:
    facts = {one.name: one for one in cls.facts()}
    for name, (low, high, mean) in PUBLISHED[cls.kind_name()].items():
        one = facts[name]
        assert (one.low, one.high) == (pytest.approx(low, rel=0.01), pytest.approx(high, rel=0.01))
        assert mean is None or one.mean == pytest.approx(mean, rel=0.005)
        assert sum(one.histogram) == cls().count()


def test_classes_are_as_many_as_were_published() -> None:
    counts = {
        kind: dict(zip(cls().class_names(), cls().chosen().counts, strict=False)) for kind, cls in BUILT_IN.items()
    }
    assert counts["iris"] == {"setosa": 50, "versicolor": 50, "virginica": 50}
    assert counts["wine"] == {"cultivar 1": 59, "cultivar 2": 71, "cultivar 3": 48}
    assert counts["breast_cancer"] == {"benign": 357, "malignant": 212}
    assert DATASETS["diabetes"]().task() == "regression"


@every_table
@settings(max_examples=20, deadline=None)
@given(
    samples=st.integers(10, 140),
    seed=st.integers(0, 99),
    validation=st.floats(0, 0.45),
    test=st.floats(0, 0.45),
    split=st.sampled_from(["stratified", "random", "last"]),
)
def test_parts_are_disjoint_and_as_large_as_said(
    cls: type[BuiltIn], samples: int, seed: int, validation: float, test: float, split: str
) -> None:
    data = cls.model_validate(
        {"samples": samples, "seed": seed, "validation_fraction": validation, "test_fraction": test, "split": split}
    )
    raw, sizes = data.generate()
    assert sizes == data.parts()
    assert sum(sizes) == data.count() == samples == len(raw.row) == len(set(raw.row.tolist()))
    assert raw.cells.shape == (samples, *data.input_shape())
    again, _ = cls.model_validate(data.model_dump()).generate()
    np.testing.assert_array_equal(raw.row, again.row)
    if split == "stratified" and data.class_count():
        labels = np.split(raw.labels.astype(int), np.cumsum(sizes)[:-1])
        whole = np.bincount(raw.labels.astype(int), minlength=data.class_count())
        for part in labels:
            expected = whole * len(part) / samples
            assert np.abs(np.bincount(part, minlength=data.class_count()) - expected).max() <= 2.5


def test_the_last_rows_of_each_class_test() -> None:
    data = BUILT_IN["iris"].model_validate({"split": "last", "test_fraction": 0.1, "validation_fraction": 0.0})
    raw, sizes = data.generate()
    assert sizes == (135, 0, 15)
    assert raw.row[135:].tolist() == [*range(47, 52), *range(97, 102), *range(147, 152)], "the header is row 1"


@given(
    sizes=st.lists(st.integers(0, 50), min_size=1, max_size=6).filter(sum),
    share=st.floats(0, 1),
)
def test_apportioning_is_fair(sizes: list[int], share: float) -> None:
    wanted = int(sum(sizes) * share)
    found = apportioned(sizes, wanted)
    assert sum(found) == wanted
    assert all(
        0 <= got <= size and abs(got - size * wanted / sum(sizes)) < 1 for got, size in zip(found, sizes, strict=True)
    )


@given(
    counts=st.lists(st.integers(1, 60), min_size=1, max_size=6).filter(lambda one: sum(one) >= 10),
    validation=st.floats(0, 0.9),
    test=st.floats(0, 0.9),
)
def test_every_class_has_a_row_that_trains(counts: list[int], validation: float, test: float) -> None:
    for cut, count in zip(cuts(counts, 10**6, validation, test), counts, strict=True):
        assert sum(cut) == count
        assert cut.train >= 1
        assert min(cut) >= 0


def test_scaling_knows_the_training_part_only() -> None:
    data = BUILT_IN["wine"]()
    raw, (train, *_) = data.generate()
    scaling = fitted(data.chosen().columns, raw.cells[:train], "mean", True, None)
    inputs = scaling.inputs(raw.cells)
    np.testing.assert_allclose(inputs[:train].mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(inputs[:train].std(0), 1, atol=1e-5)
    mean, spread = raw.cells[:train].mean(0), raw.cells[:train].std(0)
    np.testing.assert_allclose(inputs[train:], (raw.cells[train:] - mean) / spread, rtol=1e-4, atol=1e-5)
    assert np.abs(inputs[train:].mean(0)).max() > 1e-3, "other rows have another mean"


@pytest.mark.parametrize(("missing", "number", "text"), [("mean", 2.5, 1.0), ("most_frequent", 1.0, 1.0)])
def test_missing_cells_are_filled_from_the_training_part(missing: str, number: float, text: float) -> None:
    columns = [Column(name="size"), Column(name="colour", categories=["red", "blue"])]
    train = np.array([[1.0, 1.0], [1.0, 1.0], [4.0, 0.0], [4.0, np.nan], [np.nan, 1.0]])
    if missing == "mean":
        train[2, 0], train[3, 0] = 4.0, 4.0
    scaling = fitted(columns, train, missing, False, None)  # type: ignore[arg-type]
    assert scaling.units == ["size", "colour = red", "colour = blue"]
    np.testing.assert_array_equal(scaling.fill, [number, text])
    np.testing.assert_array_equal(scaling.inputs(np.array([[np.nan, np.nan], [7.0, 0.0]])), [[number, 0, 1], [7, 1, 0]])


def test_a_constant_column_becomes_nothing_and_values_come_back() -> None:
    train = np.array([[5.3, 1.0], [5.3, 2.0], [5.3, 3.0]])
    values = np.array([10.0, 20.0, 60.0])
    scaling = fitted([Column(name="a"), Column(name="b")], train, "mean", True, values)
    assert np.isfinite(scaling.inputs(train)).all()
    np.testing.assert_allclose(scaling.inputs(train)[:, 0], 0, atol=1e-6)
    np.testing.assert_allclose(scaling.values(scaling.targets(values)), values)
    assert abs(scaling.targets(values).mean()) < 1e-12


def test_columns_can_be_chosen() -> None:
    data = BUILT_IN["iris"].model_validate({"columns": ["petal width", "sepal length"]})
    assert isinstance(data, TableSet)
    assert data.units() == ["sepal length", "petal width"], "in the order of the table"
    assert data.input_shape() == (2,)
    with pytest.raises(ValueError, match="each column can be used once"):
        BUILT_IN["iris"].model_validate({"columns": ["petal width", "petal width"]})
    with pytest.raises(ValueError, match="there is no column 'petal'"):
        BUILT_IN["iris"].model_validate({"columns": ["petal"]})
