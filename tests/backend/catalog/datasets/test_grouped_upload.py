"""Uploads with masks and groups: nothing of a patient leaks from one part into another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.catalog.datasets.stored import GROUPS, IMAGES, LABELS, MASKS, PHASES, SPACING
from glassnet.catalog.datasets.upload import Upload
from glassnet.errors import ConflictError

ID = "data_" + "1" * 24
CLASSES = ["background", "heart"]


def described(sizes: list[int], **others: Any) -> Any:
    fields = {"shape": (5, 4, 1), "classes": CLASSES, "samples": sum(sizes), "masks": True, "groups": sizes} | others
    return Upload.model_validate({"dataset": ID, "samples": 100_000, "described": fields})


def filled(library: Path, sizes: list[int]) -> None:
    """A library whose images, masks, phases and spacing tell their number."""
    folder = library / ID
    folder.mkdir(exist_ok=True)
    count = sum(sizes)
    number = np.arange(count)
    np.save(folder / IMAGES, np.broadcast_to((number % 251).astype(np.uint8)[:, None, None, None], (count, 5, 4, 1)))
    np.save(folder / MASKS, np.broadcast_to((number % 2).astype(np.uint8)[:, None, None], (count, 5, 4)))
    np.save(folder / LABELS, (number % 2).astype(np.int16))
    np.save(folder / GROUPS, np.repeat(np.arange(len(sizes)), sizes).astype(np.int32))
    np.save(folder / PHASES, (number % 3 - 1).astype(np.int8))
    np.save(folder / SPACING, np.stack([number + 1.0, number + 2.0, number + 3.0], 1).astype(np.float32))


@given(
    sizes=st.lists(st.integers(1, 30), min_size=4, max_size=60).filter(lambda one: sum(one) >= 10),
    validation=st.floats(0, 0.45),
    test=st.floats(0, 0.45),
    seed=st.integers(0, 2**31 - 1),
    masks=st.booleans(),
    samples=st.integers(10, 2000),
)
def test_no_patient_is_in_two_parts(
    sizes: list[int], validation: float, test: float, seed: int, masks: bool, samples: int
) -> None:
    data = described(sizes, masks=masks).model_copy(
        update={"validation_fraction": validation, "test_fraction": test, "seed": seed, "samples": samples}
    )
    group = np.repeat(np.arange(len(sizes)), sizes)
    parts = data.arrangement()
    assert tuple(len(one) for one in parts) == data.parts()
    assert data.count() == sum(data.parts())
    owners = [set(group[one].tolist()) for one in parts]
    assert sum(len(one) for one in owners) == len(set().union(*owners)), "no patient twice"
    for part, own in zip(parts, owners, strict=True):
        assert sorted(part.tolist()) == np.flatnonzero(np.isin(group, list(own))).tolist(), "every patient whole"
    assert data.parts()[0] > 0
    total = sum(data.parts())
    assert total >= min(samples, sum(sizes))
    assert abs(data.parts()[2] - round(total * test)) <= max(sizes)


@given(seed=st.integers(0, 2**31 - 1), test=st.floats(0, 0.5))
def test_parted_one_by_one_patients_are_torn_apart(seed: int, test: float) -> None:
    data = described([10] * 20).model_copy(update={"group_by": "", "seed": seed, "test_fraction": test})
    train, validation, judged = data.arrangement()
    assert len(judged) == round(200 * test)
    assert sorted(np.concatenate([train, validation, judged]).tolist()) == list(range(200))


@pytest.mark.parametrize("masks", [True, False])
def test_everything_known_follows_the_images(tmp_path: Path, masks: bool) -> None:
    sizes = [3, 5, 2, 9, 1, 4]
    filled(tmp_path, sizes)
    data = described(sizes, masks=masks)
    pixels, labels, cases = data.generate(tmp_path)
    assert cases is not None
    order = np.concatenate(data.arrangement())
    np.testing.assert_array_equal(cases.source, order)
    np.testing.assert_array_equal(pixels[:, 0, 0, 0], order % 251)
    np.testing.assert_array_equal(labels[:, 0, 0] if masks else labels, order % 2)
    assert labels.dtype == (np.uint8 if masks else np.float32)
    np.testing.assert_array_equal(cases.group, np.repeat(np.arange(6), sizes)[order])
    np.testing.assert_array_equal(cases.phase, order % 3 - 1)
    np.testing.assert_array_equal(cases.spacing[:, 0], order + 1.0)
    assert data.task() == ("segmentation" if masks else "binary")


def test_a_corrected_mask_trains_and_is_the_one_that_was_drawn(tmp_path: Path) -> None:
    sizes = [4] * 10
    filled(tmp_path, sizes)
    plain = described(sizes)
    judged = int(plain.arrangement()[2][0])
    data = Upload.model_validate(plain.model_dump() | {"corrections": [{"source": judged, "mask": "1*7 0*13"}]})
    found = data.generate(tmp_path)
    assert judged in data.arrangement()[0]
    place = np.flatnonzero(found.cases.source == judged)[0]  # type: ignore[union-attr]
    assert found.labels[place].reshape(-1).tolist() == [1] * 7 + [0] * 13


def test_masks_without_groups_and_nothing_else_known(tmp_path: Path) -> None:
    filled(tmp_path, [1] * 20)
    for name in (GROUPS, PHASES, SPACING, LABELS):
        (tmp_path / ID / name).unlink()
    found = described([], samples=20).generate(tmp_path)
    assert found.cases is not None
    np.testing.assert_array_equal(found.cases.group, found.cases.source)
    assert set(found.cases.phase.tolist()) == {-1}
    assert np.isnan(found.cases.spacing).all()
    (tmp_path / ID / MASKS).unlink()
    with pytest.raises(ConflictError):
        described([], samples=20).generate(tmp_path)


def test_labels_without_groups_are_parted_as_ever(tmp_path: Path) -> None:
    """A run that was stored before there were groups sees the same images in the same order."""
    filled(tmp_path, [1] * 40)
    before = Upload.model_validate(
        {"dataset": ID, "samples": 30, "described": {"shape": (5, 4, 1), "classes": CLASSES, "samples": 40}}
    )
    assert before.parts() == (18, 6, 6)
    rng = np.random.default_rng(0)
    training = rng.permutation(40)
    rng.permutation(0)
    expected = [*training[:24], *rng.permutation(training[24:30])]
    found = before.generate(tmp_path)
    assert found.pixels[:, 0, 0, 0].tolist() == expected
    assert found.cases is None
