"""Reads an uploaded npz: how the numbers of its arrays become images with labels, or with masks."""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import shown
from glassnet.storage.datasets.arrays import Npz
from glassnet.storage.datasets.cases import Known, groups_of, no_spacing, phase_of, spacing_of
from glassnet.storage.datasets.gathered import Gathered, own_size
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.masks import Values, flat_mask, vanishing
from glassnet.storage.datasets.npz_roles import choose, question
from glassnet.storage.datasets.options import UploadOptions, UploadQuestion
from glassnet.storage.datasets.pictures import fitted_mask, fitted_pixels, fitted_spacing
from glassnet.storage.datasets.shades import grey, shades


def read_npz(path: Path, options: UploadOptions) -> Gathered | UploadQuestion:
    """The images of an npz file with their labels or masks, or what has to be chosen.

    Raises:
        ReadError: when there are none, or they do not go together.
    """
    with Npz(path) as arrays:
        chosen, clear = choose(arrays, options)
        if options.ask or not clear:
            return question(arrays.headers, chosen)
        return _gathered(arrays, chosen)


def _gathered(arrays: Npz, options: UploadOptions) -> Gathered:
    notes: list[str] = []
    role = "masks" if options.masks else "labels"
    other = options.masks or options.labels
    numbers, said = _row(options.images, arrays, "images"), _row(other, arrays, role)
    if len(numbers) != len(said):
        raise ReadError(
            "counts_differ",
            f"{shown(options.images)} has {len(numbers):,} images, but {shown(other)} has {len(said):,} {role}.",
            "Choose arrays that belong together.",
            "options",
        )
    numbers, said, volumes = _slices(options, numbers, said, notes)
    pictures = _as_images(options.images, numbers, options.channels, notes)
    size = options.size or own_size([pictures.shape[1:3]], notes)
    channels = {"auto": pictures.shape[3], "grey": 1, "rgb": 3}[options.colours]
    known, group, order = _known(arrays, options, len(pictures), volumes, notes)
    spacing = fitted_spacing(known.spacing, pictures.shape[1:3], size, options.fit)
    scale = shades(options.images, pictures, group, options.window, notes)
    images = (fitted_pixels(grey(pictures[k], *scale[k]), size, channels, options.fit) for k in order)
    shape = (*size, channels)
    if not options.masks:
        labels = _as_labels(other, said)
        return Gathered(
            images, shape, [labels[k] for k in order], options.classes, notes, known._replace(spacing=spacing)
        )
    masks = _as_masks(other, said, options.images, pictures.shape[1:3])
    values = Values()
    for start in range(0, len(masks), 256):
        values.add(other, np.stack([flat_mask(other, one) for one in masks[start : start + 256]]))
    classes = values.classes(options.classes, notes)
    return Gathered(
        images,
        shape,
        [],
        classes,
        notes,
        known._replace(spacing=spacing),
        vanishing(_fitted_masks(other, masks, order, values, size, options), size, notes),
    )


def _fitted_masks(
    name: str,
    masks: NDArray[Any],
    order: NDArray[np.int64],
    values: Values,
    size: tuple[int, int],
    options: UploadOptions,
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
    for k in order:
        mask = values.numbers(flat_mask(name, masks[k]))
        yield mask, fitted_mask(mask, size, options.fit)


def _known(
    arrays: Npz, options: UploadOptions, count: int, volumes: NDArray[np.int64] | None, notes: list[str]
) -> tuple[Known, NDArray[np.int64], NDArray[np.int64]]:
    """What is known besides, the group of each image of the file, and the order in which images are kept."""
    group, grouped = np.arange(count) if volumes is None else volumes, volumes is not None
    phase, spacing = np.full(count, -1, np.int8), no_spacing(count)
    if options.groups:
        told = arrays.read(options.groups)
        if volumes is not None and told.shape[:1] == (int(volumes.max()) + 1,) and told.ndim == 1:
            told = told[volumes]
        group, grouped = groups_of(options.groups, told, count, notes), True
    if options.spacing:
        spacing = spacing_of(options.spacing, arrays.read(options.spacing), group, notes)
    if options.phase:
        phase = phase_of(options.phase, arrays.read(options.phase), group, notes)
    order = np.argsort(group, kind="stable")
    if grouped and (np.diff(order) < 0).any():
        notes.append("The images were put into the order of their groups.")
    return Known(group[order].astype(np.int32), phase[order], spacing[order], grouped), group, order


def _row(name: str, arrays: Npz, role: str) -> NDArray[Any]:
    """An array that has one entry for each image."""
    if name in arrays.headers and not arrays.headers[name].shape and arrays.headers[name].refusal is None:
        raise ReadError(
            f"no_{role}",
            f"{shown(name)} is a single value and holds no {role}: one entry for each image is needed.",
            "Choose another array.",
            f"options.{role}",
        )
    return arrays.read(name)


def _slices(
    options: UploadOptions, images: NDArray[Any], said: NDArray[Any], notes: list[str]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.int64] | None]:
    """Volumes ``(volumes, slices, height, width)`` with masks as slices, and the volume that each is of."""
    volumes = images.ndim == 5 or (
        images.ndim == 4
        and images.shape == said.shape
        and options.channels == "auto"
        and images.shape[1] not in (1, 3, 4)
        and images.shape[3] not in (1, 3, 4)
    )
    if not options.masks or not volumes or images.shape[:2] != said.shape[:2]:
        return images, said, None
    count, slices = images.shape[:2]
    notes.append(f"{count:,} volumes of {slices} slices were read as {count * slices:,} images, each volume a group.")
    flat = [one.reshape(count * slices, *one.shape[2:]) for one in (images, said)]
    return flat[0], flat[1], np.repeat(np.arange(count), slices)


def _as_images(name: str, array: NDArray[Any], channels: str, notes: list[str]) -> NDArray[Any]:
    """The array as ``(n, height, width, 1 or 3)``."""
    if array.dtype.kind not in "biuf":
        raise _no_images(name, array, "it holds text")
    if 0 in array.shape:
        raise _no_images(name, array, "it is empty")
    if array.ndim == 2 and isqrt(array.shape[1]) ** 2 == array.shape[1]:
        side = isqrt(array.shape[1])
        notes.append(f"Rows of {array.shape[1]} numbers were read as images of {side} × {side}.")
        array = array.reshape(-1, side, side)
    if array.ndim == 3:
        array = array[..., None]
    if array.ndim != 4:
        raise _no_images(name, array, "images need 3 or 4 dimensions")
    first = channels == "first" or (
        channels == "auto" and array.shape[3] not in (1, 3, 4) and array.shape[1] in (1, 3, 4)
    )
    if first:
        array = array.transpose(0, 2, 3, 1)
    if array.shape[3] == 4:
        notes.append("The fourth channel, transparency, was left out.")
        array = array[..., :3]
    if array.shape[3] not in (1, 3) or min(array.shape) < 1:
        raise _no_images(name, array, f"it has {array.shape[3]} channels, not 1 or 3")
    return array


def _no_images(name: str, array: NDArray[Any], why: str) -> ReadError:
    return ReadError(
        "no_images",
        f"{shown(name)} of shape {array.shape} and type {array.dtype} holds no images: {why}.",
        "Choose an array (count, height, width) or (count, height, width, channels).",
        "options.images",
    )


def _as_masks(name: str, array: NDArray[Any], images: str, size: tuple[int, ...]) -> NDArray[Any]:
    """The array as ``(n, height, width)`` or ``(n, height, width, layers)``."""
    if array.ndim == 4 and array.shape[1:3] != size and array.shape[2:4] == size:
        array = array.transpose(0, 2, 3, 1)
    if array.ndim not in (3, 4) or array.dtype.kind not in "biuf":
        raise ReadError(
            "no_masks",
            f"{shown(name)} of shape {array.shape} and type {array.dtype} holds no masks.",
            "Choose an array (count, height, width) with a whole number for each pixel.",
            "options.masks",
        )
    if array.shape[1:3] != size:
        raise ReadError(
            "sizes_differ",
            f"The images {shown(images)} have {size[0]} × {size[1]} pixels, but the masks {shown(name)} "
            f"{array.shape[1]} × {array.shape[2]}.",
            "Bring each mask to the size of its image, without mixing its values; or choose other arrays.",
            "options.masks",
        )
    return array


def _as_labels(name: str, array: NDArray[Any]) -> list[str] | list[int]:
    """One label an image: a text, or a whole number; one column of several that is 1 counts as its number."""
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if (
        array.ndim == 2
        and array.dtype.kind in "biuf"
        and (array.sum(1) == 1).all()
        and ((array == 0) | (array == 1)).all()
    ):
        array = array.argmax(1)
    if array.ndim != 1:
        raise ReadError(
            "no_labels",
            f"{shown(name)} of shape {array.shape} holds no labels: one number or text for each image is needed.",
            "Choose another array.",
            "options.labels",
        )
    if array.dtype.kind == "S":
        return [one.decode("utf-8", "replace") for one in array.tolist()]
    if array.dtype.kind == "U":
        return [str(one) for one in array.tolist()]
    if array.dtype.kind == "f" and not (np.isfinite(array) & (array == np.rint(array))).all():
        raise ReadError(
            "no_labels",
            f"{shown(name)} holds numbers with fractions; classes are whole numbers or text.",
            "Choose another array.",
            "options.labels",
        )
    return [int(one) for one in array.tolist()]
