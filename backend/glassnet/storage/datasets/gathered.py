"""Images with labels as they came, and what becomes of them: arrays of one form, with an id made of their content."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets.stored import GROUPS, IMAGES, LABELS, MASKS, PHASES, SPACING
from glassnet.catalog.datasets.upload import MOST_CLASSES, MOST_GROUPS
from glassnet.errors import shown
from glassnet.storage.datasets.archive import too_large
from glassnet.storage.datasets.cases import Known, nothing_known
from glassnet.storage.datasets.job import ReadError, make_room
from glassnet.storage.datasets.library import Manifest

LEAST_IMAGES = 10
MOST_IMAGES = 200_000
MOST_BYTES = 1 << 30
LARGEST_OWN_SIDE = 128
STANDARD = (64, 64)
_MOST_GROUND = 0.9
_FEW_GROUPS = 3


class Gathered(NamedTuple):
    """Images with labels, or with masks.

    Attributes:
        images: one after the other, each ``shape``, uint8; those of a group follow each other.
        shape: height, width, channels.
        labels: a text or a whole number for each; nothing where there are masks.
        classes: names for labels 0, 1, …; empty to call them what they are. With masks: the names of all classes.
        notes: what was changed or left out, in words; it is complete when ``images`` and ``masks`` are at their end.
        known: what is known besides, in the same order.
        masks: class numbers ``(height, width)`` uint8 for each image, in the same order.
    """

    images: Iterator[NDArray[np.uint8]]
    shape: tuple[int, int, int]
    labels: Sequence[str] | Sequence[int]
    classes: list[str]
    notes: list[str]
    known: Known | None = None
    masks: Iterator[NDArray[np.uint8]] | None = None


def own_size(sizes: Sequence[tuple[int, int]], notes: list[str]) -> tuple[int, int]:
    """The size to give images when nobody has chosen one; says so in ``notes`` when it is not their own."""
    if len(set(sizes)) == 1 and max(sizes[0]) <= LARGEST_OWN_SIDE:
        return sizes[0]
    why = "differ in size" if len(set(sizes)) > 1 else f"have {sizes[0][0]} × {sizes[0][1]} pixels"
    notes.append(f"The images {why}; all were brought to {STANDARD[0]} × {STANDARD[1]}.")
    return STANDARD


def keep(found: Gathered, target: Path, title: str) -> Manifest:
    """Write the arrays into ``target``.

    Raises:
        ReadError: when there are too few or too many images or classes.
    """
    masks = found.masks is not None
    numbers, classes = (np.zeros(0, np.int16), found.classes) if masks else _classes(found)
    known = found.known or nothing_known(len(numbers))
    count = len(known.group)
    _bounded(count, found.shape, masks)
    make_room(target, count * int(np.prod(found.shape[:2])) * (found.shape[2] + masks))
    head: list[object] = [classes, found.shape, *(["masks"] if masks else [])]
    digest = hashlib.sha256(json.dumps(head).encode() + numbers.tobytes())
    images = np.lib.format.open_memmap(target / IMAGES, "w+", np.uint8, (count, *found.shape))
    for number, image in enumerate(found.images):
        images[number] = image
        digest.update(image.tobytes())
    images.flush()
    told: dict[str, Any] = {"counts": np.bincount(numbers, minlength=len(classes)).tolist()}
    if found.masks is None:
        np.save(target / LABELS, numbers)
    else:
        told = _keep_masks(found.masks, (count, *found.shape[:2]), len(classes), target, digest, found.notes)
    told |= _keep_known(known, target, digest, found.notes)
    return Manifest(
        id=f"data_{digest.hexdigest()[:24]}",
        title=title,
        shape=found.shape,
        classes=classes,
        samples=count,
        created_at=time.time(),
        notes=found.notes[:20],
        **told,
    )


def _bounded(count: int, shape: tuple[int, int, int], masks: bool) -> None:
    if count < LEAST_IMAGES:
        what = "images with a mask" if masks else "labelled images"
        raise ReadError("too_few_images", f"There are {count} {what}; at least {LEAST_IMAGES} are needed.", "Add some.")
    if count > MOST_IMAGES or count * int(np.prod(shape)) > MOST_BYTES:
        size = " × ".join(str(length) for length in shape)
        raise too_large(f"{count:,} images of {size}", f"{MOST_IMAGES:,} images and {MOST_BYTES:,} bytes altogether")


def _keep_masks(
    masks: Iterator[NDArray[np.uint8]],
    shape: tuple[int, int, int],
    classes: int,
    target: Path,
    digest: hashlib._Hash,
    notes: list[str],
) -> dict[str, Any]:
    """Write the masks; what is worth knowing of them."""
    kept = np.lib.format.open_memmap(target / MASKS, "w+", np.uint8, shape)
    pixels, images, empty = np.zeros(classes, np.int64), np.zeros(classes, np.int64), 0
    for number, mask in enumerate(masks):
        kept[number] = mask
        digest.update(mask.tobytes())
        counts = np.bincount(mask.reshape(-1), minlength=classes)
        pixels += counts
        images += counts > 0
        empty += not counts[1:].any()
    kept.flush()
    shares = pixels / pixels.sum()
    if empty:
        notes.append(f"{empty:,} of {shape[0]:,} masks are empty: all background.")
    if shares[0] > _MOST_GROUND:
        notes.append(
            f"Only {1 - shares[0]:.2%} of all pixels are marked: a network that finds nothing is right in "
            f"{shares[0]:.1%} of them. Watch Dice rather than accuracy."
        )
    return {"masks": True, "counts": images.tolist(), "shares": shares.round(6).tolist(), "empty": empty}


def _keep_known(known: Known, target: Path, digest: hashlib._Hash, notes: list[str]) -> dict[str, Any]:
    """Write groups, phases and spacing where there are any; what is worth knowing of them."""
    told: dict[str, Any] = {}
    sizes = known.sizes()
    if known.grouped and len(sizes) > MOST_GROUPS:
        raise too_large(f"{len(sizes):,} groups", f"{MOST_GROUPS:,}")
    if known.grouped and len(sizes) < _FEW_GROUPS:
        notes.append(
            "All images belong to one group; they are parted one by one, so that the test says nothing about others."
            if len(sizes) == 1
            else "There are only two groups: parted by group, none may be left to test with."
        )
    for there, name, array in (
        (known.grouped, GROUPS, known.group),
        ((known.phase >= 0).any(), PHASES, known.phase),
        (np.isfinite(known.spacing).any(), SPACING, known.spacing),
    ):
        if there:
            np.save(target / name, array)
            digest.update(name.encode() + array.tobytes())
    if known.grouped and 1 < len(sizes) < len(known.group):
        told["groups"] = sizes
    if np.isfinite(known.spacing).any():
        middles = [column[np.isfinite(column)] for column in known.spacing.T]
        told["spacing"] = tuple(round(float(np.median(one)), 4) if len(one) else 0.0 for one in middles)
    return told | {"phases": int((known.phase >= 0).sum())}


def _classes(found: Gathered) -> tuple[NDArray[np.int16], list[str]]:
    """Numbers of the classes, and their names."""
    distinct: list[str | int] = sorted(set(found.labels), key=_order)
    if len(distinct) < 2:
        what = f"All labels are {shown(str(distinct[0]))}" if distinct else "There are no labelled images"
        raise ReadError("one_class", f"{what}; a network learns to tell at least two classes apart.", "Add another.")
    if len(distinct) > MOST_CLASSES:
        raise ReadError(
            "too_many_classes",
            f"There are {len(distinct):,} different labels, such as {shown(str(distinct[0]))}; "
            f"at most {MOST_CLASSES} classes can be learned.",
            "Choose another array or column as the labels.",
            "options",
        )
    names = [str(one) for one in distinct]
    if found.classes:
        if not all(isinstance(one, int) and 0 <= one < len(found.classes) for one in distinct):
            raise ReadError(
                "class_names",
                f"{len(found.classes)} names of classes were given, but there is a label {shown(names[-1])}.",
                f"Labels must be numbers from 0 to {len(found.classes) - 1}, or leave the names out.",
                "options.classes",
            )
        distinct, names = list(range(len(found.classes))), found.classes
    number = {label: k for k, label in enumerate(distinct)}
    return np.array([number[label] for label in found.labels], np.int16), [_name(one) for one in names]


def _order(label: str | int) -> tuple[int, float, str]:
    text = str(label)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    return (0, value, text) if math.isfinite(value) else (1, 0.0, text.lower())


def _name(text: str) -> str:
    clean = "".join(one if one.isprintable() else "\ufffd" for one in text.strip())
    return clean[:80] or "(no name)"
