"""Pictures from strangers to arrays of one form: bounded before they are unpacked, grey or colour, one size."""

from __future__ import annotations

import io
import struct
import warnings
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from glassnet.errors import shown
from glassnet.storage.datasets.job import ReadError

MOST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pnm")

Fit = Literal["crop", "pad", "resize"]
Size = tuple[int, int]

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError, struct.error)
"""What Pillow's readers raise over damaged files, depending on the format."""

_DEEP = ("I;16", "I;16B", "I;16L", "I", "F")


class Look:
    """What the header of a picture says: its size (height, width), and whether it has colour."""

    def __init__(self, name: str, data: bytes) -> None:
        try:
            with _opened(name, data) as picture:
                turned = picture.getexif().get(0x0112, 1) >= 5
                self.size: Size = picture.size if turned else (picture.size[1], picture.size[0])
                self.colour = picture.mode not in ("1", "L", "LA", *_DEEP)
        except _UNREADABLE:
            raise _unreadable(name) from None


def pixels(name: str, data: bytes, channels: int, size: Size, fit: Fit) -> NDArray[np.uint8]:
    """The picture as an array ``(height, width, channels)``.

    Raises:
        ReadError: naming the picture when it cannot be read or is too large.
    """
    try:
        with _opened(name, data) as picture:
            picture.load()
            plain = _plain(ImageOps.exif_transpose(picture), channels)
            return np.asarray(fitted(plain, size, fit), np.uint8).reshape(*size, channels)
    except _UNREADABLE:
        raise _unreadable(name) from None


def loaded(name: str, data: bytes) -> Image.Image:
    """The picture as it is stored, upright: palette, depth and transparency are kept.

    Raises:
        ReadError: naming the picture when it cannot be read or is too large.
    """
    try:
        with _opened(name, data) as picture:
            picture.load()
            return ImageOps.exif_transpose(picture)
    except _UNREADABLE:
        raise _unreadable(name) from None


def fitted(picture: Image.Image, size: Size, fit: Fit, nearest: bool = False) -> Image.Image:
    """The picture at ``size`` (height, width); ``nearest`` mixes no values, as masks need it."""
    target = (size[1], size[0])
    if picture.size == target:
        return picture
    how = Image.Resampling.BOX if _shrinks(picture, target) else Image.Resampling.BILINEAR
    how = Image.Resampling.NEAREST if nearest else how
    if fit == "crop":
        return ImageOps.fit(picture, target, how)
    if fit == "pad":
        return ImageOps.pad(picture, target, how, color=0)
    return picture.resize(target, how)


def fitted_pixels(plain: NDArray[np.uint8], size: Size, channels: int, fit: Fit) -> NDArray[np.uint8]:
    """Pixels ``(height, width, 1 or 3)`` as pixels ``(*size, channels)``."""
    if plain.shape == (*size, channels):
        return plain
    picture = Image.fromarray(np.ascontiguousarray(plain if plain.shape[2] == 3 else plain[..., 0]))
    picture = fitted(picture.convert("L" if channels == 1 else "RGB"), size, fit)
    return np.asarray(picture, np.uint8).reshape(*size, channels)


def fitted_mask(mask: NDArray[np.uint8], size: Size, fit: Fit) -> NDArray[np.uint8]:
    """Class numbers ``(height, width)`` at ``size``, made to fit like the image they belong to."""
    if mask.shape == size:
        return mask
    return np.asarray(fitted(Image.fromarray(np.ascontiguousarray(mask)), size, fit, nearest=True), np.uint8)


def fitted_spacing(spacing: NDArray[np.float32], before: Size, size: Size, fit: Fit) -> NDArray[np.float32]:
    """Row, column and slice ``(…, 3)`` of images that were ``before`` when they have been made to fit ``size``."""
    rows, columns = before[0] / size[0], before[1] / size[1]
    if fit != "resize":
        rows = columns = min(rows, columns) if fit == "crop" else max(rows, columns)
    found: NDArray[np.float32] = spacing * np.asarray([rows, columns, 1.0], np.float32)
    return found


def _shrinks(picture: Image.Image, target: Size) -> bool:
    return picture.size[0] >= 2 * target[0] and picture.size[1] >= 2 * target[1]


def _opened(name: str, data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _huge(name) from None
    except _UNREADABLE:
        raise _unreadable(name) from None
    if picture.size[0] * picture.size[1] > MOST_PIXELS:
        raise _huge(name)
    return picture


def _plain(picture: Image.Image, channels: int) -> Image.Image:
    """Without palette, transparency (white shines through) and more than 8 bits."""
    if picture.mode in _DEEP:
        values = np.asarray(picture, np.float64)
        low, high = (
            (0.0, 65535.0) if picture.mode.startswith("I;") else (values.min(), max(values.max(), values.min() + 1))
        )
        picture = Image.fromarray(((values - low) / (high - low) * 255).astype(np.uint8), "L")
    elif picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        paper = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    return picture.convert("L" if channels == 1 else "RGB")


def _huge(name: str) -> ReadError:
    return ReadError(
        "image_too_large",
        f"{shown(name)} has more than {MOST_PIXELS:,} pixels.",
        "Make the picture smaller.",
    )


def _unreadable(name: str) -> ReadError:
    return ReadError(
        "image_unreadable",
        f"{shown(name)} cannot be read as a picture.",
        "Save it as PNG or JPEG, or leave it out.",
    )
