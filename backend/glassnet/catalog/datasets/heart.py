"""The heart of the cardiac phantom: how patients differ, and how one heart looks at every level and in both phases.

Lengths are millimetres. A heart lies in a frame of its own: x from the septum to the free wall of the left ventricle,
y from the anterior to the inferior wall, the origin in the middle of the left ventricle. Depth runs from the base, 0,
to the end of the pool near the apex, 1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
DISEASES = ("none", "hypertrophic", "dilated", "scar")
SLICE_MM = 8.0
"""Thickness of a slice."""

PROFILE = 2.4
"""How bluntly the pool ends: its radius at depth f is that of the base times the square root of 1 - f to this power."""

_BUILD = {  # radius of the pool at the base, its length, the wall, the share ejected, lowest and highest
    "none": ((23.0, 28.0), (78.0, 92.0), (6.5, 9.5), (0.55, 0.70)),
    "hypertrophic": ((22.0, 26.0), (76.0, 90.0), (11.0, 18.0), (0.56, 0.74)),
    "dilated": ((29.0, 36.0), (84.0, 102.0), (6.0, 9.5), (0.24, 0.42)),
    "scar": ((25.0, 33.0), (80.0, 96.0), (6.5, 10.0), (0.34, 0.52)),
}


class Patient(NamedTuple):
    """What is the same in all slices of one patient; angles in radians.

    Attributes:
        disease: one of `DISEASES`.
        radius, length: of the pool at the end of diastole, at the base and from the base to its end.
        wall: thickness of the myocardium at the end of diastole.
        ejected: share of the pool's volume that leaves it in systole.
        shortened: share of the length by which the base comes down in systole.
        uneven: thickness of the wall by direction, as complex amplitudes of the waves 1 and 2.
        scar: direction, half width and strength (0 none) of a thin stretch of wall that does not move.
        lean: how the middle of the pool moves from base to apex, along x and y.
        ventricle: width, height (share of the left one's) and depth (0 … 1) of the right ventricle, and its tilt.
        muscles: directions of the two papillary muscles and their size.
        fat: thickness of the fat around the heart, and of the fat under the skin.
        turn: by how much the frame of the heart is turned in the image.
        place: where the heart is in the image, from the middle.
        view: side of the image.
        tissue: brightness of blood, myocardium, fat, liver, muscle and lung.
        slow: how much darker blood is that hardly moves, 0 to 1.
        around: nine numbers from 0 to 1 that shape what lies around.
        coil: slope of the bias along both sides and its bend.
    """

    disease: str
    radius: float
    length: float
    wall: float
    ejected: float
    shortened: float
    uneven: NDArray[np.complex64]
    scar: tuple[float, float, float]
    lean: tuple[float, float]
    ventricle: tuple[float, float, float, float]
    muscles: tuple[float, float, float]
    fat: tuple[float, float]
    turn: float
    place: tuple[float, float]
    view: float
    tissue: Numbers
    slow: float
    around: Numbers
    coil: Numbers


class Level(NamedTuple):
    """One slice of one heart: radii and thickness at this depth in this phase, in millimetres.

    Attributes:
        depth: from the base (0) to the end of the pool (1) at the end of diastole.
        systole: 0 at the end of diastole, 1 at the end of systole.
        radius: of the pool; ``slope`` is its change through one millimetre.
        relaxed: radius of the same stretch of muscle at the end of diastole.
        wall: thickness of the myocardium.
        width: of the right ventricle; 0 or less where it has ended.
    """

    depth: float
    systole: int
    radius: float
    slope: float
    relaxed: float
    wall: float
    width: float


def draw_patient(rng: np.random.Generator, pathology: float, pose: float) -> Patient:
    """A patient. ``pathology`` is the chance of a disease, ``pose`` how far hearts are turned and off the middle."""
    diseased, which = rng.random() < pathology, DISEASES[1 + rng.integers(3)]
    disease = which if diseased else DISEASES[0]
    radius, length, wall, ejected = (float(rng.uniform(*bounds)) for bounds in _BUILD[disease])
    size = float(np.clip(rng.normal(1.0, 0.05), 0.88, 1.12))
    uneven = _waves(rng, np.array([0.10, 0.07]))
    if disease == "hypertrophic":  # the septum most
        uneven[0] -= 0.25 * rng.random()
    strength = rng.uniform(0.6, 1.0) if disease == "scar" else 0.0
    blood = rng.uniform(0.6, 0.95)
    heart = blood * rng.uniform(0.35, 0.82)
    tissue = [
        blood,
        heart,
        rng.uniform(0.6, 1.0),
        rng.uniform(0.25, 0.6),
        rng.uniform(0.2, 0.4),
        rng.uniform(0.03, 0.12),
    ]
    return Patient(
        disease=disease,
        radius=radius * size,
        length=length * size,
        wall=wall,
        ejected=ejected,
        shortened=float(ejected * rng.uniform(0.2, 0.28)),
        uneven=uneven,
        scar=(rng.uniform(-np.pi, np.pi), rng.uniform(0.5, 1.1), strength),
        lean=(rng.normal(0, 5.0), rng.normal(0, 5.0)),
        ventricle=(rng.uniform(20, 38), rng.uniform(0.85, 1.2), rng.uniform(0.7, 1.0), rng.uniform(-0.3, 0.3)),
        muscles=(rng.normal(-0.9, 0.2), rng.normal(1.1, 0.2), rng.uniform(0.16, 0.27)),
        fat=(rng.uniform(0.5, 7.0), rng.uniform(5.0, 25.0)),
        turn=pose * rng.normal(0, 1.3),
        place=(pose * rng.normal(0, 15.0), pose * rng.normal(0, 15.0)),
        view=rng.uniform(150.0, 200.0),
        tissue=np.asarray(tissue, np.float32),
        slow=rng.random(),
        around=rng.random(9).astype(np.float32),
        coil=rng.normal(0, 1, 4).astype(np.float32),
    )


def levels(patient: Patient, images: int, rng: np.random.Generator) -> tuple[list[Level], float]:
    """The slices of a patient, end of diastole first, each phase from base to apex, and their distance.

    The scanner images the same places in both phases, but the base comes down in systole: of an odd number of images
    the end of diastole has one more, at the base.
    """
    diastolic, systolic = (images + 1) // 2, images // 2
    top = rng.uniform(0.03, 0.1) if diastolic > systolic else patient.shortened + 0.02
    deepest = rng.uniform(0.88, 0.94)
    step = (deepest - top) / max(1, diastolic - 1)
    if diastolic > systolic:  # the second place must still be below the base that came down
        top = max(top, patient.shortened + 0.02 - step)
        step = (deepest - top) / max(1, diastolic - 1)
    depths = top + step * np.arange(diastolic)
    found = [_level(patient, float(f), 0) for f in depths]
    found += [_level(patient, float(f), 1) for f in depths[diastolic - systolic :]]
    return found, step * patient.length


def volume(patient: Patient, systole: int) -> float:
    """Of the pool in millilitres."""
    diastolic = np.pi * patient.radius**2 * patient.length * PROFILE / (PROFILE + 1) / 1000
    return float(diastolic * (1 - patient.ejected if systole else 1))


def _level(patient: Patient, depth: float, systole: int) -> Level:
    """Blood leaves through a narrower and a shorter pool; the muscle keeps its volume, so the wall becomes thicker."""
    base = patient.shortened if systole else 0.0
    along = np.clip((depth - base) / (1 - base), 0.0, 0.985)
    narrowed = (1 - patient.ejected) / (1 - patient.shortened) if systole else 1.0
    widest, rest = patient.radius * np.sqrt(narrowed), 1 - along**PROFILE
    radius = widest * np.sqrt(rest)
    slope = widest * PROFILE * along ** (PROFILE - 1) / (2 * np.sqrt(rest) * patient.length * (1 - base))
    before = patient.radius * np.sqrt(1 - along**PROFILE)
    muscle = (before + patient.wall) ** 2 - before**2
    wall = np.sqrt(radius**2 + muscle / (1 - base)) - radius
    width, _, end, _ = patient.ventricle
    right = width * (1 - 0.3 * systole) * (1 - (depth / end) ** 2)
    return Level(depth, systole, float(radius), float(min(slope, 2.5)), float(before), float(wall), float(right))


def _waves(rng: np.random.Generator, sizes: NDArray[np.float64]) -> NDArray[np.complex64]:
    """Random complex amplitudes of about these sizes."""
    parts = rng.normal(0, sizes / np.sqrt(2), (2, len(sizes)))
    return (parts[0] + 1j * parts[1]).astype(np.complex64)
