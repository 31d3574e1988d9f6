"""Questions to a network from outside: inputs that somebody sends, made into what the network takes."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets import Dataset, PointSet
from glassnet.catalog.datasets.scaling import Scaling
from glassnet.catalog.features import columns
from glassnet.catalog.layers import describe
from glassnet.engine.data import Examples
from glassnet.engine.program import Program
from glassnet.errors import LimitError, SpecError, shown

Floats = NDArray[np.float32]

POINTS_AT_ONCE = 256
"""Points of one call of the compiled program that predicts: one form serves any number of them."""

MOST_SAID = 1 << 20
"""Numbers of one answer that holds one for each pixel and class: four classes of 512 x 512, or 64 images of 64 x 64."""

_LARGEST = float(np.finfo(np.float32).max)


def at_once(program: Program) -> int:
    """Rows of one call of `Program.predict`."""
    return min(32, program.block) if program.images else POINTS_AT_ONCE


def answers(program: Program, state: tuple[Any, Any], rows: Floats) -> Iterator[Floats]:
    """What the network of ``state`` (parameters and live values) makes of rows that `stored` gave, block by block."""
    size = at_once(program)
    for first in range(0, len(rows), size):
        block = rows[first : first + size]
        padded = np.pad(block, ((0, size - len(block)), *[(0, 0)] * (rows.ndim - 1)))
        yield np.asarray(program.predict(*state, padded))[0, : len(block)]


def stored(inputs: Any, data: Dataset, examples: Examples) -> Floats:
    """Examples that somebody sends, as the engine keeps them: features, columns on their scale, or pixels from 0 to 1.

    Raises:
        SpecError: when they do not have the form of the data set's, or are not finite.
        LimitError: when the answer would be too long.
    """
    if isinstance(data, PointSet):
        return columns(_points(inputs), data.features)
    if examples.table is not None:
        return examples.table.scaling.inputs(_cells(inputs, examples.table.scaling))
    found = _images(inputs, data.input_shape())
    each = int(np.prod(found.shape[1:3])) * data.class_count() if data.masked() else 1
    most = max(1, MOST_SAID // each)
    if len(found) > most:
        detail = (
            f"{len(found)} images have {len(found) * each} probabilities; an answer holds {most} images of this size."
        )
        raise LimitError("answer", detail, "Ask again for the others.", "inputs")
    return found


def drawn(image: str, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """An image of one's own, ``(1, height, width, channels)``, from base64 of its bytes.

    Raises:
        SpecError: when it is no base64, or has another number of bytes than ``shape`` says.
    """
    return _decoded(image, shape, "image", "the channels of a pixel side by side")


def drawn_mask(mask: str, shape: tuple[int, ...], classes: list[str]) -> NDArray[np.uint8]:
    """A mask of one's own, ``(1, height, width)``, from base64 of its bytes, the number of a class each.

    Raises:
        SpecError: when it is no base64, has another number of bytes than ``shape`` says, or a class too many.
    """
    found = _decoded(mask, shape, "truth", "a class number for each pixel")
    largest, last = int(found.max(initial=0)), len(classes) - 1
    if largest > last:
        row, column = (int(at[0]) for at in np.nonzero(found[0] > last))
        named = ", ".join(f"{number} {name}" for number, name in enumerate(classes))
        detail = f"The truth has class {int(found[0, row, column])} at row {row}, column {column}; the last is {last}."
        raise SpecError("truth", detail, f"The classes are {named}.", "view.truth")
    return found


def _decoded(text: str, shape: tuple[int, ...], what: str, order: str) -> NDArray[np.uint8]:
    expected, where = int(np.prod(shape)), f"view.{what}"
    hint = f"Send base64 of {expected} bytes: rows from the top, {order}."
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SpecError(what, f"The {what} is no base64.", hint, where) from None
    if len(raw) != expected:
        detail = f"The {what} has {len(raw)} bytes; expected {expected}: {describe(shape)}."
        raise SpecError(what, detail, hint, where)
    return np.frombuffer(raw, np.uint8).reshape(1, *shape)


def _points(inputs: Any) -> Floats:
    hint = 'Send for example {"inputs": [[1.5, -2.0]]}.'
    points = _numbers(inputs, "(n, 2)", hint)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points):
        detail = f"Inputs have shape {points.shape}; expected (n, 2): the x and y of each point."
        raise SpecError("inputs", detail, hint, "inputs")
    if not (np.abs(points) <= _LARGEST).all():
        raise SpecError("inputs", "Inputs hold a number that is not finite.", hint, "inputs")
    return points.astype(np.float32)


def _cells(inputs: Any, scaling: Scaling) -> NDArray[np.float64]:
    """Rows of a table ``(n, columns)``: numbers, numbers of categories, NaN where a cell is missing."""
    columns, rows = scaling.columns, inputs if isinstance(inputs, list) else []
    names = ", ".join(column.name for column in columns[:20])
    hint = f"Send rows of {len(columns)} cells: {names}; null where one is missing."
    found = np.empty((len(rows), len(columns)), np.float64)
    if not rows:
        raise SpecError("inputs", "Inputs are no list of rows.", hint, "inputs")
    for number, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(columns):
            what = f"has {len(row)} cells" if isinstance(row, list) else "is no list"
            raise SpecError("inputs", f"Row {number} {what}; expected {len(columns)}.", hint, "inputs")
        for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
            if cell is None:
                found[number, place] = np.nan
            elif column.categories:
                name = cell if isinstance(cell, str) else f"{cell:g}"
                if name not in column.categories:
                    detail = f"Row {number} has {shown(name)} in the column {shown(column.name)}."
                    known = ", ".join(shown(one) for one in column.categories)
                    raise SpecError("inputs", detail, f"It takes {known}, or null where it is missing.", "inputs")
                found[number, place] = column.categories.index(name)
            elif isinstance(cell, str) or not abs(cell) <= _LARGEST:
                detail = f"Row {number} has {shown(str(cell))} in the column {shown(column.name)}; expected a number."
                raise SpecError("inputs", detail, hint, "inputs")
            else:
                found[number, place] = cell
    return found


def _images(inputs: Any, shape: tuple[int, ...]) -> Floats:
    height, width, channels = shape
    form = f"(n, {height}, {width}, {channels})" + (f" or (n, {height}, {width})" if channels == 1 else "")
    hint = "Send a list of images: of each its rows from the top, of each row its pixels, 0 (black) to 255 (white)."
    pixels = _numbers(inputs, form, hint)
    if channels == 1 and pixels.ndim == 3:
        pixels = pixels[..., None]
    if pixels.ndim != 4 or pixels.shape[1:] != shape or not len(pixels):
        raise SpecError("inputs", f"Inputs have shape {np.shape(inputs)}; expected {form}.", hint, "inputs")
    if not ((pixels >= 0.0) & (pixels <= 255.0)).all():
        raise SpecError("inputs", "Inputs hold a number that is not within 0 to 255.", hint, "inputs")
    return (pixels / 255.0).astype(np.float32)


def _numbers(inputs: Any, form: str, hint: str) -> NDArray[np.float64]:
    try:
        found = np.asarray(inputs)
        if found.dtype.kind not in "biuf":
            raise TypeError
        return found.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise SpecError("inputs", f"Inputs are no table of numbers; expected {form}.", hint, "inputs") from None
