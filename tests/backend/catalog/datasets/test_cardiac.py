"""The cardiac phantom: its labels are consistent with its geometry, its patients with themselves."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from glassnet.catalog.datasets.cardiac import Cardiac
from glassnet.catalog.datasets.heart import PROFILE, draw_patient, levels, volume
from glassnet.catalog.datasets.short_axis import BACKGROUND, MYOCARDIUM, POOL, RIGHT

Masks = NDArray[np.uint8]


class Whole(NamedTuple):
    """All slices in the order of the set."""

    pixels: NDArray[np.uint8]
    masks: Masks
    group: NDArray[np.int32]
    phase: NDArray[np.int8]
    spacing: NDArray[np.float32]


def whole(**fields: Any) -> Whole:
    images = Cardiac(**{"structures": "all", **fields}).generate()
    cases = images.cases
    assert cases is not None
    back = np.argsort(cases.source)
    masks = images.labels[back]
    assert masks.dtype == np.uint8
    return Whole(images.pixels[back, :, :, 0], masks, cases.group[back], cases.phase[back], cases.spacing[back])


@pytest.fixture(scope="module")
def usual() -> Whole:
    return whole()


@pytest.fixture(scope="module")
def careful() -> Whole:
    """With masks drawn exactly."""
    return whole(disagreement=0.0)


def neighbours(where: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels beside these, in the four directions."""
    wide = np.pad(where, ((0, 0), (1, 1), (1, 1)))
    beside = wide[:, 2:, 1:-1] | wide[:, :-2, 1:-1] | wide[:, 1:-1, 2:] | wide[:, 1:-1, :-2]
    return beside & ~where


def areas(found: Whole, structure: int) -> NDArray[np.float64]:
    """In square millimetres, of each slice."""
    return (found.masks == structure).sum((1, 2)) * found.spacing[:, 0].astype(float) * found.spacing[:, 1]


def volumes(found: Whole, structure: int) -> NDArray[np.float64]:
    """Millilitres ``(patients, 2)`` by summing slices: end of diastole, end of systole."""
    slices = areas(found, structure) * found.spacing[:, 2] / 1000
    both = [
        [slices[(found.group == p) & (found.phase == q)].sum() for q in (0, 1)] for p in range(found.group.max() + 1)
    ]
    return np.array(both)


def test_default_is_the_size_of_the_lectures_set() -> None:
    data = Cardiac()
    images = data.generate()
    assert data.parts() == (368, 0, 52)
    assert len(data.group_sizes()) == 45
    assert images.pixels.shape == (420, 64, 64, 1)
    assert set(np.unique(images.labels)) == {0, 1}
    assert data.task() == "segmentation"
    assert data.class_names() == ["background", "left ventricle"]
    assert 0.04 < images.labels.mean() < 0.05


@pytest.mark.parametrize(("samples", "size"), [(10, 32), (11, 64), (57, 96), (95, 128), (1000, 32)])
def test_any_number_of_slices_of_any_size(samples: int, size: Any) -> None:
    data = Cardiac(samples=samples, size=size, structures="all")
    images = data.generate()
    assert sum(data.group_sizes()) == samples == len(images.pixels) == sum(data.parts())
    assert min(data.group_sizes()) >= 4
    assert images.pixels.shape[1:] == data.input_shape() == (size, size, 1)
    assert images.labels.shape == (samples, size, size)
    assert data.class_count() == 4


def test_no_patient_is_in_two_parts() -> None:
    data = Cardiac(validation_fraction=0.2)
    cases = data.generate().cases
    assert cases is not None
    train, validation, _ = data.parts()
    parts = [set(part.tolist()) for part in np.split(cases.group, [train, train + validation])]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 45


def test_equal_specifications_give_equal_slices_and_seeds_differ(usual: Whole) -> None:
    again, other = whole(), whole(seed=1)
    np.testing.assert_array_equal(usual.pixels, again.pixels)
    np.testing.assert_array_equal(usual.masks, again.masks)
    assert not np.array_equal(usual.pixels, other.pixels)


def test_order_does_not_depend_on_how_it_is_parted() -> None:
    one, other = whole(test_fraction=0.0, group_by=""), whole(test_fraction=0.4)
    np.testing.assert_array_equal(one.pixels, other.pixels)
    np.testing.assert_array_equal(one.masks, other.masks)


def test_what_is_given_away_is_not_what_is_kept() -> None:
    data = Cardiac(samples=40)
    first = data.generate()
    first.pixels[:] = 0
    first.labels[:] = 0
    assert data.generate().pixels.max() > 0
    assert data.generate().labels.max() == 1


def test_the_pool_lies_in_a_closed_ring_of_muscle(usual: Whole) -> None:
    beside = usual.masks[neighbours(usual.masks == POOL)]
    assert set(np.unique(beside)) == {MYOCARDIUM}


def test_every_slice_has_one_pool_without_holes(usual: Whole) -> None:
    for mask in usual.masks == POOL:
        assert mask.any()
        rows, columns = np.nonzero(mask)
        reached = np.zeros_like(mask)
        reached[rows[0], columns[0]] = True
        outside = np.zeros_like(mask)
        outside[0, 0] = True
        for _ in range(200):
            reached |= neighbours(reached[None])[0] & mask
            outside |= neighbours(outside[None])[0] & ~mask
        np.testing.assert_array_equal(reached, mask)
        np.testing.assert_array_equal(outside, ~mask)


def test_the_right_ventricle_lies_beside_the_muscle_and_not_at_the_pool(usual: Whole) -> None:
    beside = usual.masks[neighbours(usual.masks == RIGHT)]
    assert set(np.unique(beside)) <= {BACKGROUND, MYOCARDIUM}
    with_right = (usual.masks == RIGHT).sum((1, 2)) > 0
    touches = (neighbours(usual.masks == RIGHT) & (usual.masks == MYOCARDIUM)).any((1, 2))
    assert touches[with_right].all()
    assert with_right.mean() > 0.5


def test_pools_become_smaller_towards_the_apex(careful: Whole) -> None:
    area = areas(careful, POOL)
    same = (np.diff(careful.group) == 0) & (np.diff(careful.phase) == 0)
    assert (np.diff(area)[same] < 0.02 * area.mean()).all()
    assert (np.diff(area)[same] < 0).mean() > 0.97
    right = areas(careful, RIGHT)
    assert (np.diff(right)[same] <= 0.05 * right.mean()).mean() > 0.95


def test_hearts_empty_as_hearts_do(careful: Whole, usual: Whole) -> None:
    for found in (careful, usual):
        full, empty = volumes(found, POOL).T
        assert (full > empty).all()
        assert 50 < full.min() < 90
        assert 180 < full.max() < 320
        ejected = 1 - empty / full
        assert ejected.min() > 0.04
        assert ejected.max() < 0.8
        assert 0.35 < ejected.mean() < 0.6


def test_slices_add_up_to_the_volume_that_was_meant() -> None:
    rng = np.random.default_rng(0)
    patient = draw_patient(rng, 0.0, 0.5)
    diastole = [one for one in levels(patient, 400, rng)[0] if one.systole == 0]
    depth, radius = np.array([one.depth for one in diastole]), np.array([one.radius for one in diastole])
    measured = np.trapezoid(np.pi * radius**2, depth) * patient.length / 1000
    top, end = depth[0], depth[-1]
    covered = (end - top) - (end ** (PROFILE + 1) - top ** (PROFILE + 1)) / (PROFILE + 1)
    assert measured == pytest.approx(volume(patient, 0) * covered * (PROFILE + 1) / PROFILE, rel=1e-3)
    assert 1 - volume(patient, 1) / volume(patient, 0) == pytest.approx(patient.ejected)


def test_the_muscle_keeps_its_volume() -> None:
    """What a stretch of muscle loses in length it gains in thickness."""
    for number in range(20):
        rng = np.random.default_rng(number)
        patient = draw_patient(rng, 0.8, 0.5)
        for one in levels(patient, 40, rng)[0]:
            length = 1 - patient.shortened * one.systole
            before = (one.relaxed + patient.wall) ** 2 - one.relaxed**2
            assert ((one.radius + one.wall) ** 2 - one.radius**2) * length == pytest.approx(before)
            assert one.radius <= one.relaxed
            assert one.wall >= patient.wall - 1e-9


def test_healthy_hearts_are_healthy_and_ill_ones_differ() -> None:
    healthy = volumes(whole(pathology=0.0, disagreement=0.0), POOL)
    ill = volumes(whole(pathology=1.0, disagreement=0.0), POOL)
    share = {name: 1 - found[:, 1] / found[:, 0] for name, found in {"healthy": healthy, "ill": ill}.items()}
    assert share["healthy"].min() > 0.42
    assert share["healthy"].max() < 0.75
    assert share["ill"].std() > 1.5 * share["healthy"].std()
    assert np.ptp(ill[:, 0]) > 1.5 * np.ptp(healthy[:, 0])


def test_patients_are_consistent(usual: Whole) -> None:
    for number in range(45):
        mine = usual.group == number
        assert len(np.unique(usual.spacing[mine], axis=0)) == 1
        phases = usual.phase[mine]
        assert (np.diff(phases) >= 0).all(), "end of diastole first"
        assert 0 <= (phases == 0).sum() - (phases == 1).sum() <= 1
    assert len(np.unique(usual.spacing[:, 0])) > 30
    assert 1.5 < usual.spacing[:, 0].min() < usual.spacing[:, 0].max() < 4
    assert 8 < usual.spacing[:, 2].min() < usual.spacing[:, 2].max() < 35


def test_blood_is_brighter_than_muscle_when_nothing_spoils_the_image() -> None:
    clear = whole(noise=0.0, artefacts=0.0, disagreement=0.0)
    pool = np.array([image[mask == POOL].mean() for image, mask in zip(clear.pixels, clear.masks, strict=True)])
    muscle = np.array([image[mask == MYOCARDIUM].mean() for image, mask in zip(clear.pixels, clear.masks, strict=True)])
    assert (pool > muscle).mean() > 0.95


def test_each_knob_does_what_it_says(usual: Whole) -> None:
    def grain(found: Whole) -> float:
        """How much neighbouring pixels differ."""
        return float(np.abs(np.diff(found.pixels.astype(float), axis=2)).mean())

    assert grain(whole(noise=1.0)) > 1.2 * grain(usual) > 1.2 * grain(whole(noise=0.0))

    def middles(found: Whole) -> float:
        """How far pools lie from the middle of the image, in pixels."""
        at = [np.argwhere(mask == POOL).mean(0) - 31.5 for mask in found.masks]
        return float(np.hypot(*np.array(at).T).mean())

    assert middles(whole(pose=1.0)) > 1.5 * middles(usual) > 1.5 * middles(whole(pose=0.0))
    exact, rough = whole(disagreement=0.0), whole(disagreement=1.0)
    np.testing.assert_array_equal(exact.pixels, rough.pixels)
    overlap = (exact.masks == POOL) & (rough.masks == POOL)
    share = 2 * overlap.sum() / ((exact.masks == POOL).sum() + (rough.masks == POOL).sum())
    assert 0.75 < share < 0.95
    assert not np.array_equal(whole(artefacts=0.0).pixels, usual.pixels)
    np.testing.assert_array_equal(whole(artefacts=0.0).masks, usual.masks)


def test_a_corrected_mask_is_what_trains() -> None:
    runs = "0*2000 1*100 0*1996"
    data = Cardiac(corrections=[{"source": 7, "mask": runs}])
    images = data.generate()
    assert images.cases is not None
    place = int(np.flatnonzero(images.cases.source == 7)[0])
    assert place < data.parts()[0]
    assert images.labels[place].sum() == 100
