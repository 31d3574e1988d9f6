"""Laws of every data set of points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from glassnet.catalog.datasets import DATASETS, EXTENT, PointSet
from glassnet.catalog.datasets.points import shares

POINT_SETS = {kind: cls for kind, cls in DATASETS.items() if issubclass(cls, PointSet) and kind != "points"}
"""Sets that are drawn from a seed; points of one's own are in `test_own_points`."""
every_dataset = pytest.mark.parametrize("cls", POINT_SETS.values(), ids=POINT_SETS)


def variants(cls: type[PointSet]) -> list[dict[str, int]]:
    """Settings that only some have."""
    return [{"classes": k} for k in range(2, 6)] if "classes" in cls.model_fields else [{}]


@every_dataset
@settings(max_examples=25)
@given(
    samples=st.integers(10, 400),
    noise=st.floats(0, 1),
    seed=st.integers(0, 2**31 - 1),
    validation=st.floats(0, 0.5),
    test=st.floats(0, 0.4),
    drawn=st.data(),
)
def test_counts_labels_and_types(
    cls: type[PointSet], samples: int, noise: float, seed: int, validation: float, test: float, drawn: st.DataObject
) -> None:
    extra = drawn.draw(st.sampled_from(variants(cls)))
    data = cls(samples=samples, noise=noise, seed=seed, validation_fraction=validation, test_fraction=test, **extra)
    points, labels = data.generate()
    assert points.shape == (samples, 2)
    assert labels.shape == (samples,)
    assert points.dtype == labels.dtype == np.float32
    assert np.isfinite(points).all()

    train, validating, testing = data.parts()
    assert train + validating + testing == samples
    assert train >= 1
    assert abs(validating - samples * validation) <= 0.5
    assert abs(testing - samples * test) <= 0.5

    if cls.regression:
        assert data.class_count() == 0
        assert data.task() == "regression"
        assert np.abs(labels).max() <= 1.0
    else:
        assert data.task() == ("binary" if data.class_count() == 2 else "multiclass")
        counts = np.bincount(labels.astype(int), minlength=data.class_count())
        assert len(counts) == data.class_count()
        assert counts.max() - counts.min() <= 1
        np.testing.assert_array_equal(labels, labels.astype(int))


@every_dataset
def test_equal_specifications_give_equal_points_and_seeds_differ(cls: type[PointSet]) -> None:
    one, again, other = cls(seed=4).generate(), cls(seed=4).generate(), cls(seed=5).generate()
    np.testing.assert_array_equal(one.points, again.points)
    np.testing.assert_array_equal(one.labels, again.labels)
    assert not np.array_equal(one.points, other.points)
    assert not np.array_equal(one.labels, other.labels)


@every_dataset
def test_noise_moves_points_or_values(cls: type[PointSet]) -> None:
    calm, wild = cls(noise=0.0, seed=4).generate(), cls(noise=0.5, seed=4).generate()
    same = np.array_equal(calm.points, wild.points) and np.array_equal(calm.labels, wild.labels)
    assert not same


@every_dataset
def test_points_lie_on_the_plane(cls: type[PointSet]) -> None:
    for extra in variants(cls):
        calm = cls(noise=0.0, samples=5000, **extra).generate().points
        assert np.abs(calm).max() <= EXTENT
        assert np.abs(calm).max() > 0.5 * EXTENT, "and fill it"
        assert np.abs(calm.mean(0)).max() < 0.5, "around its middle"
        wild = cls(noise=1.0, samples=5000, **extra).generate().points
        assert np.quantile(np.abs(wild), 0.9) <= 1.25 * EXTENT


@every_dataset
def test_parts_are_alike(cls: type[PointSet]) -> None:
    """The order is random: no class is kept for the test."""
    data = cls(samples=2000, validation_fraction=0.3, test_fraction=0.3)
    labels = data.generate().labels
    train, validating, _ = data.parts()
    for part in (labels[:train], labels[train : train + validating], labels[train + validating :]):
        assert abs(part.mean() - labels.mean()) < 5 * max(labels.std(), 0.01) / np.sqrt(len(part))


@every_dataset
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("samples", 9),
        ("samples", 20_001),
        ("noise", -0.01),
        ("noise", 1.01),
        ("test_fraction", 0.91),
        ("seed", -1),
        ("features", []),
        ("features", ["x", "x"]),
        ("features", ["z"]),
    ],
)
def test_settings_out_of_bounds_are_refused(cls: type[PointSet], field: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        cls(**{field: value})
    assert caught.value.errors()[0]["loc"][0] == field


@every_dataset
def test_something_is_left_to_train_on(cls: type[PointSet]) -> None:
    with pytest.raises(ValidationError, match="leave nothing to train on; lower one of them"):
        cls(validation_fraction=0.5, test_fraction=0.5)
    assert cls(samples=10, validation_fraction=0.5, test_fraction=0.4).parts() == (1, 5, 4)


@given(count=st.integers(0, 1000), classes=st.integers(1, 9))
def test_shares_are_even(count: int, classes: int) -> None:
    found = shares(count, classes)
    assert len(found) == classes
    assert sum(found) == count
    assert max(found) - min(found) <= 1
