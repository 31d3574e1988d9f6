"""Reads an uploaded npz: which arrays are meant, and how their numbers become images and labels."""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from glassnet.catalog.datasets.upload import MOST_CLASSES
from glassnet.errors import shown
from glassnet.storage.datasets.arrays import Header, Npz
from glassnet.storage.datasets.gathered import Gathered, own_size
from glassnet.storage.datasets.job import ReadError
from glassnet.storage.datasets.options import ArrayFound, UploadOptions, UploadQuestion
from glassnet.storage.datasets.pictures import fitted

_IMAGE_WORDS = ("image", "img", "pixel", "x", "data", "input")
_LEAST_WHITE = 64
"""Numbers from 0 on that stay below this are of another range than 0 to 255, such as 0 to 16."""
_LABEL_WORDS = ("label", "target", "class", "y")


def read_npz(path: Path, options: UploadOptions) -> Gathered | UploadQuestion:
    """The images and labels of an npz file, or what has to be chosen.

    Raises:
        ReadError: when there are none, or they do not go together.
    """
    with Npz(path) as arrays:
        images, labels, clear = _chosen(arrays.headers, options)
        if options.ask or not clear:
            return _question(
                arrays.headers, options.model_copy(update={"images": images, "labels": labels, "ask": False})
            )
        numbers, said = (_row(name, arrays, role) for name, role in ((images, "images"), (labels, "labels")))
    if len(numbers) != len(said):
        raise ReadError(
            "counts_differ",
            f"{shown(images)} has {len(numbers):,} images, but {shown(labels)} has {len(said):,} labels.",
            "Choose arrays that belong together.",
            "options",
        )
    notes: list[str] = []
    pictures = _as_images(images, numbers, options.channels, notes)
    size = options.size or own_size([pictures.shape[1:3]], notes)
    channels = {"auto": pictures.shape[3], "grey": 1, "rgb": 3}[options.colours]
    scale = _scale(images, pictures, notes)
    return Gathered(
        _harmonised(pictures, scale, size, channels, options),
        (*size, channels),
        _as_labels(labels, said),
        options.classes,
        notes,
    )


def _row(name: str, arrays: Npz, role: str) -> NDArray[Any]:
    """An array that has one entry for each image."""
    if name in arrays.headers and not arrays.headers[name].shape:
        raise ReadError(
            f"no_{role}",
            f"{shown(name)} is a single value and holds no {role}: one entry for each image is needed.",
            "Choose another array.",
            f"options.{role}",
        )
    return arrays.read(name)


def _chosen(headers: dict[str, Header], options: UploadOptions) -> tuple[str, str, bool]:
    """The arrays that are meant, and whether that is beyond doubt."""
    for name in filter(None, (options.images, options.labels)):
        if name not in headers:
            raise ReadError(
                "no_array",
                f"There is no array {shown(name)} in the file.",
                f"There are {', '.join(shown(one) for one in list(headers)[:20])}.",
                "options",
            )
    if options.images and options.labels:
        return options.images, options.labels, True
    images = [options.images] if options.images else _best(headers, "images", _IMAGE_WORDS)
    if not images:
        found = ", ".join(f"{shown(name)} {list(one.shape)}" for name, one in list(headers.items())[:10])
        raise ReadError(
            "no_images",
            f"No array of the file holds images; it has {found or 'no arrays'}.",
            "Images are an array (count, height, width) or (count, height, width, channels).",
        )
    lengths = {headers[name].shape[:1] for name in images}
    labels = [options.labels] if options.labels else _best(headers, "labels", _LABEL_WORDS)
    together = [name for name in labels if headers[name].shape[:1] in lengths and name != images[0]]
    if options.images and not options.labels:
        together = [name for name in together if headers[name].shape[:1] == headers[images[0]].shape[:1]]
    clear = len(images) == 1 and len(together) == 1
    if not clear and together:  # the first image array that has labels of its length
        images = [name for name in images if headers[name].shape[:1] == headers[together[0]].shape[:1]] or images
    return images[0], together[0] if together else options.labels, clear


def _best(headers: dict[str, Header], role: str, words: tuple[str, ...]) -> list[str]:
    """Arrays that could play a role, those first whose names say so; flat ones only where there is no better."""
    able = [name for name, one in headers.items() if role in _suits(one)]
    solid = [name for name in able if role != "images" or len(headers[name].shape) > 2]

    def rank(name: str) -> tuple[bool, bool]:
        lower = name.lower()
        return "test" in lower or "val" in lower, not any(word in lower for word in words)

    return sorted(solid or able, key=rank)


def _suits(one: Header) -> list[str]:
    shape, kind = one.shape, one.dtype.kind
    found = []
    if kind in "biuf" and len(shape) in (3, 4) and shape[0] > 1 and min(shape) > 0:
        found.append("images")
    if kind in "biuf" and len(shape) == 2 and shape[1] >= 16 and isqrt(shape[1]) ** 2 == shape[1]:
        found.append("images")
    flat = len(shape) == 1 or (len(shape) == 2 and shape[1] <= MOST_CLASSES and kind in "biuf")
    if flat and shape[0] > 1 and "images" not in found:
        found.append("labels")
    return found


def _question(headers: dict[str, Header], suggested: UploadOptions) -> UploadQuestion:
    return UploadQuestion(
        detail="Which array holds the images, and which the labels?",
        arrays=[
            ArrayFound(name=name[:200], shape=list(one.shape), dtype=str(one.dtype), suits=_suits(one))  # type: ignore[arg-type]
            for name, one in list(headers.items())[:200]
        ],
        suggested=suggested,
    )


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


def _scale(name: str, array: NDArray[Any], notes: list[str]) -> tuple[float, float]:
    """What is black and what is white."""
    if array.dtype.kind == "b":
        return 0.0, 1.0
    low, high = np.inf, -np.inf
    for start in range(0, len(array), 1024):
        block = array[start : start + 1024]
        if array.dtype.kind == "f" and not np.isfinite(block).all():
            raise ReadError(
                "not_finite", f"{shown(name)} holds numbers that are not finite.", "Replace NaN and infinity first."
            )
        low, high = min(low, float(block.min())), max(high, float(block.max()))
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    if low >= 0 and _LEAST_WHITE <= high <= 255:
        return 0.0, 255.0
    if low > 0 and high < _LEAST_WHITE:
        notes.append(f"The numbers reach from {low:g} to {high:g}; 0 became black, the highest white.")
        return 0.0, high
    notes.append(f"The numbers reach from {low:g} to {high:g}; the lowest became black, the highest white.")
    return low, high if high > low else low + 1.0


def _harmonised(
    array: NDArray[Any], scale: tuple[float, float], size: tuple[int, int], channels: int, options: UploadOptions
) -> Iterator[NDArray[np.uint8]]:
    black, white = scale
    as_is = array.dtype == np.uint8 and scale == (0.0, 255.0)
    same = array.shape[1:] == (*size, channels)
    for image in array:
        plain = (
            image if as_is else np.rint((image.astype(np.float64) - black) * (255 / (white - black))).astype(np.uint8)
        )
        if same:
            yield plain
            continue
        picture = Image.fromarray(np.ascontiguousarray(plain if plain.shape[2] == 3 else plain[..., 0]))
        picture = fitted(picture.convert("L" if channels == 1 else "RGB"), size, options.fit)
        yield np.asarray(picture, np.uint8).reshape(*size, channels)


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
