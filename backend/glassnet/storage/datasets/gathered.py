"""Images with labels as they came, and what becomes of them: arrays of one form, with an id made of their content."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets.stored import IMAGES, LABELS
from glassnet.catalog.datasets.upload import MOST_CLASSES
from glassnet.errors import shown
from glassnet.storage.datasets.archive import too_large
from glassnet.storage.datasets.job import ReadError, make_room
from glassnet.storage.datasets.library import Manifest

LEAST_IMAGES = 10
MOST_IMAGES = 200_000
MOST_BYTES = 1 << 30
LARGEST_OWN_SIDE = 128
STANDARD = (64, 64)


class Gathered(NamedTuple):
    """Images with labels.

    Attributes:
        images: one after the other, each ``shape``, uint8.
        shape: height, width, channels.
        labels: a text or a whole number for each.
        classes: names for labels 0, 1, …; empty to call them what they are.
        notes: what was changed or left out, in words.
    """

    images: Iterator[NDArray[np.uint8]]
    shape: tuple[int, int, int]
    labels: Sequence[str] | Sequence[int]
    classes: list[str]
    notes: list[str]


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
    numbers, classes = _classes(found)
    count = len(numbers)
    if count < LEAST_IMAGES:
        raise ReadError(
            "too_few_images", f"There are {count} labelled images; at least {LEAST_IMAGES} are needed.", "Add some."
        )
    total = count * int(np.prod(found.shape))
    if count > MOST_IMAGES or total > MOST_BYTES:
        size = " × ".join(str(length) for length in found.shape)
        raise too_large(f"{count:,} images of {size}", f"{MOST_IMAGES:,} images and {MOST_BYTES:,} bytes altogether")
    make_room(target, total)
    digest = hashlib.sha256(json.dumps([classes, found.shape]).encode() + numbers.tobytes())
    images = np.lib.format.open_memmap(target / IMAGES, "w+", np.uint8, (count, *found.shape))
    for number, image in enumerate(found.images):
        images[number] = image
        digest.update(image.tobytes())
    images.flush()
    np.save(target / LABELS, numbers)
    return Manifest(
        id=f"data_{digest.hexdigest()[:24]}",
        title=title,
        shape=found.shape,
        classes=classes,
        counts=np.bincount(numbers, minlength=len(classes)).tolist(),
        samples=count,
        created_at=time.time(),
        notes=found.notes[:20],
    )


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
