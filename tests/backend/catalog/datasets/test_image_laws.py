"""Laws of every data set of images that needs nothing but this package."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from glassnet.catalog.datasets import DATASETS, ImageSet

BUILT_IN = {kind: cls for kind, cls in DATASETS.items() if issubclass(cls, ImageSet) and not cls.needs}
MASKED = {kind: cls for kind, cls in BUILT_IN.items() if cls().masked()}
LABELLED = {kind: cls for kind, cls in BUILT_IN.items() if kind not in MASKED}
every_image_set = pytest.mark.parametrize("cls", BUILT_IN.values(), ids=BUILT_IN)
every_labelled_set = pytest.mark.parametrize("cls", LABELLED.values(), ids=LABELLED)
every_masked_set = pytest.mark.parametrize("cls", MASKED.values(), ids=MASKED)


@every_image_set
@settings(max_examples=10)
@given(samples=st.integers(40, 300), seed=st.integers(0, 2**31 - 1), test=st.floats(0, 0.5))
def test_counts_shapes_and_types(cls: type[ImageSet], samples: int, seed: int, test: float) -> None:
    data = cls(samples=samples, seed=seed, test_fraction=test)
    pixels, labels, cases = data.generate()
    assert pixels.dtype == np.uint8
    assert pixels.shape == (samples, *data.input_shape())
    if data.masked():
        assert labels.dtype == np.uint8
        assert labels.shape == pixels.shape[:3]
        assert data.task() == "segmentation"
    else:
        assert labels.dtype == np.float32
        assert labels.shape == (samples,)
    if cases is not None:
        assert sorted(cases.source.tolist()) == list(range(samples))
        assert cases.group.shape == cases.phase.shape == (samples,)
        assert cases.spacing.shape == (samples, 3)
    assert sum(data.parts()) == samples
    assert len(data.input_shape()) == 3
    assert len(data.class_names()) == data.class_count() >= 2
    assert set(np.unique(labels).tolist()) <= set(range(data.class_count()))


@every_labelled_set
def test_all_classes_are_there_in_even_shares_in_every_part(cls: type[ImageSet]) -> None:
    data = cls(samples=1500, validation_fraction=0.3, test_fraction=0.3)
    labels = data.generate().labels.astype(int)
    train, validation, _ = data.parts()
    for part in np.split(labels, [train, train + validation]):
        counts = np.bincount(part, minlength=data.class_count())
        fair = len(part) / data.class_count()
        assert np.abs(counts - fair).max() < 5 * np.sqrt(fair) + 1, "no class is kept for one part"


@every_image_set
def test_equal_specifications_give_equal_images_and_seeds_differ(cls: type[ImageSet]) -> None:
    one, again, other = (cls(seed=seed, samples=100).generate() for seed in (4, 4, 5))
    np.testing.assert_array_equal(one.pixels, again.pixels)
    np.testing.assert_array_equal(one.labels, again.labels)
    assert not np.array_equal(one.pixels, other.pixels)
    assert not np.array_equal(one.labels, other.labels)


@every_image_set
def test_images_use_the_range_and_differ(cls: type[ImageSet]) -> None:
    pixels = cls(samples=400).generate().pixels
    assert pixels.min() == 0
    assert pixels.max() > 200
    assert pixels.std(axis=(1, 2, 3)).min() > 5, "no empty image"
    assert len(np.unique(pixels.reshape(len(pixels), -1), axis=0)) == len(pixels)


@every_masked_set
def test_all_classes_are_there_in_every_part_and_most_is_background(cls: type[ImageSet]) -> None:
    data = cls(validation_fraction=0.3, test_fraction=0.3)
    labels = data.generate().labels
    train, validation, _ = data.parts()
    for part in np.split(labels, [train, train + validation]):
        counts = np.bincount(part.ravel(), minlength=data.class_count())
        assert counts.min() > 0
        assert counts[0] == counts.max()


@every_labelled_set
def test_what_is_drawn_decides_the_class(cls: type[ImageSet]) -> None:
    """The nearest of the other images, pixel by pixel, names the class far more often than chance."""
    data = cls(samples=1500, **({"noise": 0.0} if "noise" in cls.model_fields else {}))
    pixels, labels, _ = data.generate()
    flat = pixels.reshape(len(pixels), -1).astype(np.float32) / 255
    squares = (flat**2).sum(1)
    distance = squares[:, None] + squares - 2 * flat @ flat.T
    np.fill_diagonal(distance, np.inf)
    right = (labels[distance.argmin(1)] == labels).mean()
    assert right > min(1 / data.class_count() + 0.5, 0.95)


@every_image_set
@pytest.mark.parametrize(
    ("field", "value"), [("samples", 9), ("samples", 100_001), ("test_fraction", 0.91), ("seed", -1)]
)
def test_settings_out_of_bounds_are_refused(cls: type[ImageSet], field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        cls(**{field: value})
    assert caught.value.errors()[0]["loc"][0] == field
