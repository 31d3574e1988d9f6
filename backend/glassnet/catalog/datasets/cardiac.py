"""The cardiac phantom: short-axis slices of generated hearts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from glassnet.catalog.base import setup
from glassnet.catalog.datasets.base import Shape
from glassnet.catalog.datasets.grouped import Grouped
from glassnet.catalog.datasets.heart import Numbers, draw_patient, levels
from glassnet.catalog.datasets.images import Cases, Images
from glassnet.catalog.datasets.scanner import Faults, scan
from glassnet.catalog.datasets.short_axis import POOL, Slice, draw

IMAGES_A_PATIENT = 420 / 45
_BLOCK = 64


class Cardiac(Grouped):
    r"""Slices through beating hearts, as a magnetic resonance scanner sees them: which pixels are the left ventricle?

    Every patient has a heart of their own, healthy or ill, cut from base to apex at the end of diastole, when it is
    full, and at the end of systole, when it has emptied. Papillary muscles belong to the pool, as cardiologists draw it.

    Equation: I = \Big|\mathcal{F}^{-1}\big[e^{-2\pi i k\,d(t_k)}\,\mathcal{F}(b\,\rho)\big] + n_1 + i\,n_2\Big|
    Source: Drawn here after cine MR: Radau et al. (2009), The MIDAS Journal; Gudbjartsson and Patz (1995) on Rician noise
    """

    title: ClassVar[str] = "Heart (short axis)"

    kind: Literal["cardiac"] = "cardiac"
    samples: int = Field(
        default=420, ge=10, le=5_000, description="Number of slices, all parts together; a patient has 9 or so."
    )
    validation_fraction: float = Field(
        default=0.0, ge=0.0, le=0.9, description="Share of the examples kept to watch whether the network generalises."
    )
    test_fraction: float = Field(
        default=0.125, ge=0.0, le=0.9, description="Share of the examples kept for the final judgement."
    )
    size: Literal[32, 64, 96, 128] = Field(default=64, description="Pixels along one side.")
    structures: Literal["left ventricle", "all"] = Field(
        default="left ventricle",
        description="What is to be found: only the pool of the left ventricle, or also its muscle and the right ventricle.",
    )
    noise: float = setup(0.5, ge=0.0, le=1.0, description="Noise of the scanner, and how faint the contrast is.")
    artefacts: float = setup(
        0.5,
        ge=0.0,
        le=1.0,
        description="Uneven brightness, ghosts of movement, and what folds in from beyond the edge.",
    )
    pathology: float = setup(
        0.8, ge=0.0, le=1.0, description="Share of patients whose heart is ill: thick, wide, or with a scar."
    )
    pose: float = setup(
        0.5, ge=0.0, le=1.0, description="How far hearts are turned and off the middle, and how they move with breath."
    )

    disagreement: float = setup(
        0.5, ge=0.0, le=1.0, description="How much the doctors who drew the masks differ in where the border is."
    )

    def masked(self) -> bool:
        return True

    def input_shape(self) -> Shape:
        return (self.size, self.size, 1)

    def class_count(self) -> int:
        return len(self.class_names())

    def class_names(self) -> list[str]:
        names = ["background", "left ventricle"]
        return names if self.structures == "left ventricle" else [*names, "myocardium", "right ventricle"]

    def group_sizes(self) -> tuple[int, ...]:
        return _sizes(self.samples)

    def generate(self, library: Path | None = None) -> Images:
        del library
        made = _scanned(self._trouble(), self.samples, self.size, self.seed)
        order = np.concatenate(self.arrangement())
        masks = made.classes[order]
        if self.structures == "left ventricle":
            masks = (masks == POOL).astype(np.uint8)
        cases = Cases(order.astype(np.int32), made.group[order], made.phase[order], made.spacing[order])
        return Images(made.pixels[order][..., None], self.corrected(masks), cases)

    def _trouble(self) -> _Trouble:
        return _Trouble(self.noise, self.artefacts, self.pathology, self.pose, self.disagreement)


class _Trouble(NamedTuple):
    noise: float
    artefacts: float
    pathology: float
    pose: float
    disagreement: float


class _Scanned(NamedTuple):
    pixels: NDArray[np.uint8]
    classes: NDArray[np.uint8]
    group: NDArray[np.int32]
    phase: NDArray[np.int8]
    spacing: NDArray[np.float32]


@lru_cache(maxsize=256)
def _sizes(samples: int) -> tuple[int, ...]:
    """How many images each patient has: about `IMAGES_A_PATIENT`, a few more or less, together ``samples``."""
    patients = max(2, round(samples / IMAGES_A_PATIENT))
    shares = np.random.default_rng(patients + 41).uniform(0.8, 1.2, patients)
    ends = np.rint(samples * np.cumsum(shares) / shares.sum()).astype(int)
    return tuple(int(n) for n in np.diff(ends, prepend=0))


@lru_cache(maxsize=2)
def _scanned(trouble: _Trouble, samples: int, size: int, seed: int) -> _Scanned:
    """All slices in the order of the set; a few are kept, because networks, previews and views ask for the same."""
    slices: list[Slice] = []
    chance: list[np.random.Generator] = []
    spacing: list[tuple[float, float, float]] = []
    for number, images in enumerate(_sizes(samples)):
        rng = np.random.default_rng((seed, number))
        patient = draw_patient(rng, trouble.pathology, trouble.pose)
        found, step = levels(patient, images, rng)
        shape = _lobes(rng, 0.045)
        habit = rng.normal(0, 3.0)
        for k, level in enumerate(found):
            one = np.random.default_rng((seed, number, k))
            breath = one.normal(0, 3.0 * trouble.pose, 2)
            lobes = shape * (1 + 0.6 * level.systole) + _lobes(one, 0.02)
            hand = trouble.disagreement * _hand(one, habit)
            knots = one.standard_normal((7, 7), np.float32), one.standard_normal((24, 24), np.float32)
            chance.append(one)
            slices.append(Slice(patient, level, (breath[0], breath[1]), lobes, hand, *knots))
            spacing.append((patient.view / size, patient.view / size, step))
    group = np.repeat(np.arange(len(_sizes(samples)), dtype=np.int32), _sizes(samples))
    beyond = size // 8
    pixels, classes = np.empty((2, samples, size, size), np.uint8)
    for first in range(0, samples, _BLOCK):
        block = slice(first, first + _BLOCK)
        drawn = draw(slices[block], size, beyond)
        grain, faults = _faults(slices[block], chance[block], size, trouble)
        pixels[block] = scan(drawn.brightness, beyond, faults, grain)
        classes[block] = drawn.classes[:, beyond : beyond + size]
    phase = np.array([one.level.systole for one in slices], np.int8)
    return _Scanned(pixels, classes, group, phase, np.asarray(spacing, np.float32))


def _lobes(rng: np.random.Generator, size: float) -> NDArray[np.complex64]:
    parts = rng.normal(0, size / np.array([1.0, 1.6, 2.4, 3.2]), (2, 4))
    return (parts[0] + 1j * parts[1]).astype(np.complex64)


def _hand(rng: np.random.Generator, habit: float) -> NDArray[np.complex64]:
    """How a contour slips in mm: always outwards or inwards by habit, and at random."""
    parts = rng.normal(0, [3.0, 2.4, 2.0, 1.5], (2, 4))
    return (parts[0] + 1j * parts[1] + np.array([habit, 0, 0, 0])).astype(np.complex64)


def _faults(
    slices: list[Slice], chance: list[np.random.Generator], size: int, trouble: _Trouble
) -> tuple[Numbers, Faults]:
    """Chance for each image: grain ``(n, 2, size, size)`` and what spoils it."""
    drawn = np.stack([rng.random(12, np.float32) for rng in chance])
    grain = np.stack([rng.standard_normal((2, size, size), np.float32) for rng in chance])
    coil = (
        np.stack([one.patient.coil for one in slices])
        * np.array([0.5, 0.5, 0.25, 0.25], np.float32)
        * trouble.artefacts
    )
    quality = np.asarray([one.patient.around[6] for one in slices], np.float32)
    troubled = (drawn[:, 0] < 0.8 * trouble.artefacts).astype(np.float32)
    faults = Faults(
        coil=coil.astype(np.float32),
        band=np.stack(
            [trouble.artefacts * (drawn[:, 8] < 0.5), 0.6 + drawn[:, 9], drawn[:, 10], 6.3 * drawn[:, 11]], 1
        ),
        wrap=trouble.artefacts * drawn[:, 1] * (drawn[:, 2] < 0.5),
        sway=(1.5 + 4.5 * troubled) * (trouble.artefacts * size / 64) * drawn[:, 3],
        beat=3 + 20 * drawn[:, 4],
        start=drawn[:, 5],
        resolution=1 - 0.5 * drawn[:, 6],
        noise=trouble.noise * (0.05 + 0.3 * quality**2) * (0.7 + 0.6 * drawn[:, 7]),
        gain=np.asarray([0.75 + 0.5 * one.patient.around[4] for one in slices], np.float32),
    )
    return grain, faults
