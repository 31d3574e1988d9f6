"""Reads volumes with masks, NIfTI files: their slices become images, the slices of a patient a group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import shown
from glassnet.storage.datasets.archive import MOST_UNPACKED, too_large
from glassnet.storage.datasets.cases import Known
from glassnet.storage.datasets.gathered import MOST_IMAGES, Gathered, own_size
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.masks import Values, vanishing
from glassnet.storage.datasets.names import bare, frame
from glassnet.storage.datasets.nifti import MOST_VOLUME, Volume, volume
from glassnet.storage.datasets.options import UploadOptions
from glassnet.storage.datasets.pairs import File, Pair, groups_by_folder, matched
from glassnet.storage.datasets.pictures import fitted_mask, fitted_pixels, fitted_spacing
from glassnet.storage.datasets.shades import HIGH, LOW, grey, is_ct, percentiles, window_of

_MOST_READ = 2 * MOST_UNPACKED
_MOST_FILE = MOST_VOLUME + (1 << 20)
_THICK = 1.5
_SAMPLE = 20_000
_PHASE = {"ed": 0, "es": 1}


class Scan(NamedTuple):
    """A volume with its mask, and what is known of it when both have been read once.

    Attributes:
        image, mask: the files.
        frame: what the name says of the moment: a number, ed or es; empty when nothing.
        depth: the axis along which slices are taken.
        frames: numbers of the frames that are kept: those in which anything is marked, or all.
        marked: pixels that are marked in each of these.
        slices: how many a frame has.
        size: height and width of a slice.
        spacing: row, column, slice in mm.
        sample: some of the numbers of the image.
        low, high: the lowest and the highest of them all.
    """

    image: File
    mask: File
    frame: str
    depth: int
    frames: NDArray[np.int64]
    marked: NDArray[np.int64]
    slices: int
    size: tuple[int, int]
    spacing: NDArray[np.float32]
    sample: NDArray[np.float64]
    low: float
    high: float


def read_nifti(images: Sequence[File], masks: Sequence[File], options: UploadOptions, notes: list[str]) -> Gathered:
    """The slices of all volumes that have a mask.

    Slices are taken along the third axis, unless another one is short and its steps are thick. Rows and columns of a
    slice are the second and the first of the other axes. The scans of a patient (``p1_frame01``, ``p1_frame12``) are
    one group, as are the frames of a file. Each volume is a window of its own, between its percentiles; those of CT
    have one in common.

    Raises:
        ReadError: naming the file at fault.
    """
    pairs, group = _by_patient(matched(images, masks, notes))
    values, scans, read, turned = Values(), [], 0, 0
    for pair in pairs:
        image, mask = _header(pair.image), _header(_only(pair))
        read += image.size() + mask.size()
        if read > _MOST_READ:
            raise too_large("volumes of many bytes", f"{_MOST_READ:,} bytes altogether")
        turned += bool(image.axes and mask.axes and image.axes != mask.axes)
        scans.append(_scan(pair, image, mask, values))
    if turned:
        notes.append(f"{turned:,} masks lie otherwise in space than their images, say their headers: see if they fit.")
    classes = values.classes(options.classes, notes)
    size = options.size or own_size([one.size for one in scans], notes)
    shape = (*size, 3 if options.colours == "rgb" else 1)
    known = _known(scans, group, size, options, notes)
    if len(known.group) > MOST_IMAGES:
        raise too_large(f"{len(known.group):,} slices", f"{MOST_IMAGES:,}")
    windows = _windows(scans, options, notes)

    def pictures() -> Iterator[NDArray[np.uint8]]:
        for scan, (dark, bright) in zip(scans, windows, strict=True):
            for image in _slices(scan, _numbers(scan.image, scan.depth)):
                yield fitted_pixels(grey(image, dark, bright)[..., None], size, shape[2], options.fit)

    def fitted() -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
        for scan in scans:
            for mask in _slices(scan, _numbers(scan.mask, scan.depth)):
                plain = values.numbers(mask)
                yield plain, fitted_mask(plain, size, options.fit)

    return Gathered(pictures(), shape, [], classes, notes, known, vanishing(fitted(), size, notes))


def _by_patient(pairs: Sequence[Pair]) -> tuple[list[Pair], list[int]]:
    """The pairs, those of a patient following each other, and the number of the patient of each."""
    homes = groups_by_folder(pairs)
    keys = homes or [(*pair.home, frame(bare(pair.image.name))[0]) for pair in pairs]
    patients = list(dict.fromkeys(keys))
    numbers = [patients.index(key) for key in keys]
    order = sorted(range(len(pairs)), key=lambda k: numbers[k])
    return [pairs[k] for k in order], [numbers[k] for k in order]


def _only(pair: Pair) -> File:
    if len(pair.masks) > 1:
        names = " and ".join(shown(one.name) for one in pair.masks[:2])
        raise ReadError(
            "two_masks",
            f"{shown(pair.image.name)} has {len(pair.masks)} masks, such as {names}.",
            "Put the classes of a volume into one file, each under a number of its own.",
        )
    return pair.masks[0]


def _header(file: File) -> Volume:
    return volume(file.name, file.read(_MOST_FILE))


def _scan(pair: Pair, image: Volume, mask: Volume, values: Values) -> Scan:
    """Reads both once: counts the values of the mask, and takes a sample of the image."""
    if image.shape != mask.shape:
        raise _differ(image, mask)
    depth = _depth(image)
    marks = _ordered(mask, depth)
    for one in marks:
        values.add(mask.name, one)
    every = (marks != 0).sum((1, 2, 3))
    frames = np.flatnonzero(every) if every.any() else np.arange(len(marks))
    array = _ordered(image, depth)[frames].reshape(-1)
    rest = [axis for axis in range(3) if axis != depth]
    spacing = np.asarray([image.spacing[axis] for axis in (rest[1], rest[0], depth)], np.float32)
    return Scan(
        pair.image,
        pair.masks[0],
        frame(bare(pair.image.name))[1],
        depth,
        frames,
        every[frames],
        marks.shape[1],
        (marks.shape[2], marks.shape[3]),
        spacing,
        array[:: max(1, array.size // _SAMPLE)].astype(np.float64),
        float(array.min()),
        float(array.max()),
    )


def _differ(image: Volume, mask: Volume) -> ReadError:
    one, other = (" × ".join(str(length) for length in volume.shape) for volume in (image, mask))
    hint = "Save the mask on the grid of its image."
    if image.shape[:3] == mask.shape[:3]:
        hint = "Save the frame on which the mask was drawn as a volume of its own, or a mask with as many frames."
    return ReadError(
        "sizes_differ",
        f"The image {shown(image.name)} has {one} pixels (columns, rows, slices, frames), but its mask "
        f"{shown(mask.name)} {other}.",
        hint,
    )


def _depth(image: Volume) -> int:
    """The axis along which slices are taken."""
    for axis in (0, 1):
        others = [k for k in range(3) if k != axis]
        short = all(2 * image.shape[axis] <= image.shape[k] for k in others)
        thick = all(image.spacing[axis] > _THICK * image.spacing[k] for k in others)
        if short and thick:
            return axis
    return 2


def _ordered(volume: Volume, depth: int) -> NDArray[Any]:
    """The values as ``(frames, slices, rows, columns)``; what is not finite is the lowest value."""
    array = np.moveaxis(volume.stored(), depth, 2).transpose(3, 2, 1, 0)
    if (volume.slope, volume.inter) != (1.0, 0.0):
        with np.errstate(all="ignore"):  # what becomes infinite is seen to below
            array = array.astype(np.float32) * np.float32(volume.slope) + np.float32(volume.inter)
    if array.dtype.kind == "f":
        finite = np.isfinite(array)
        if not finite.all():
            array = np.where(finite, array, array[finite].min() if finite.any() else 0)
    return array


def _numbers(file: File, depth: int) -> NDArray[Any]:
    return _ordered(_header(file), depth)


def _slices(scan: Scan, array: NDArray[Any]) -> Iterator[NDArray[Any]]:
    for number in scan.frames:
        yield from array[number]


def _known(
    scans: Sequence[Scan], patients: Sequence[int], size: tuple[int, int], options: UploadOptions, notes: list[str]
) -> Known:
    counts = [len(one.frames) * one.slices for one in scans]
    group = np.repeat(np.asarray(patients, np.int32), counts)
    spacing = [fitted_spacing(one.spacing, one.size, size, options.fit) for one in scans]
    phases: list[NDArray[np.int8]] = [np.full(len(one.frames), _PHASE.get(one.frame, -1), np.int8) for one in scans]
    guessed = 0
    for patient in dict.fromkeys(patients):
        own = [k for k in range(len(scans)) if patients[k] == patient]
        moments = [(int(scans[k].marked[at]), k, at) for k in own for at in range(len(scans[k].frames))]
        moving = len(own) == 1 or all(scans[k].frame.isdigit() for k in own)
        if moving and len(moments) > 1 and all(phases[k].max() < 0 for k in own):
            (most, k, at), (least, other, place) = max(moments), min(moments)
            if most > least:
                phases[k][at], phases[other][place] = 0, 1
                guessed += 1
    if guessed:
        notes.append(
            f"Of {guessed:,} patients several frames have masks: that with the most marked was taken as the end of "
            "diastole, that with the least as the end of systole."
        )
    phase = np.concatenate([np.repeat(one, scan.slices) for one, scan in zip(phases, scans, strict=True)])
    return Known(group, phase, np.repeat(np.stack(spacing), counts, 0), True)


def _windows(scans: Sequence[Scan], options: UploadOptions, notes: list[str]) -> list[tuple[float, float]]:
    """What is black and what is white in each volume."""
    together = options.window == "set" or (options.window == "auto" and all(is_ct(one.low) for one in scans))
    if together:
        dark, bright = percentiles(np.concatenate([one.sample for one in scans]))
        notes.append(f"The values {dark:g} and {bright:g} became black and white in all volumes.")
        return [(dark, bright if bright > dark else dark + 1.0)] * len(scans)
    notes.append(f"In each volume its percentile {LOW:g} became black and its percentile {HIGH:g} white.")
    return [window_of(one.sample, one.low, one.high) for one in scans]
