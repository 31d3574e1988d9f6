"""Questions to a network from outside: inputs that somebody sends, made into what the network takes."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets import Dataset, PointSet
from glassnet.catalog.features import columns
from glassnet.catalog.layers import describe
from glassnet.engine.program import Program
from glassnet.errors import SpecError

Floats = NDArray[np.float32]

POINTS_AT_ONCE = 256
"""Points of one call of the compiled program that predicts: one form serves any number of them."""

_LARGEST = float(np.finfo(np.float32).max)


def at_once(program: Program) -> int:
    """Rows of one call of `Program.predict`."""
    return min(32, program.block) if program.images else POINTS_AT_ONCE


def stored(inputs: Any, data: Dataset) -> Floats:
    """Examples that somebody sends, as the engine keeps them: features, or pixels from 0 to 1.

    Raises:
        SpecError: when they do not have the form of the data set's, or are not finite.
    """
    if isinstance(data, PointSet):
        return columns(_points(inputs), data.features)
    return _images(inputs, data.input_shape())


def drawn(image: str, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """An image of one's own, ``(1, height, width, channels)``, from base64 of its bytes.

    Raises:
        SpecError: when it is no base64, or has another number of bytes than ``shape`` says.
    """
    expected = int(np.prod(shape))
    hint = f"Send base64 of {expected} bytes: rows from the top, the channels of a pixel side by side."
    try:
        raw = base64.b64decode(image, validate=True)
    except (binascii.Error, ValueError):
        raise SpecError("image", "The image is no base64.", hint, "view.image") from None
    if len(raw) != expected:
        detail = f"The image has {len(raw)} bytes; expected {expected}: {describe(shape)}."
        raise SpecError("image", detail, hint, "view.image")
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
        return np.asarray(inputs, np.float64)
    except (TypeError, ValueError):
        raise SpecError("inputs", f"Inputs are no table of numbers; expected {form}.", hint, "inputs") from None
