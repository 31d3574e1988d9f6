"""Images seen through moved places: one resampling, whatever the movement."""

from __future__ import annotations

from typing import Literal

import jax.numpy as jnp
from jax import Array, lax
from jaxtyping import Float, Integer, Num

Fill = Literal["zero", "reflect", "edge"]
"""What lies beyond the border: nothing (0), the mirrored image, or the last pixel on and on.

The mirror stands on the centre of the last pixel, which is not repeated: ``c b | a b c | b a``.
"""


def resample(
    images: Num[Array, "n height width channels"],
    rows: Float[Array, "n rows columns"],
    columns: Float[Array, "n rows columns"],
    fill: Fill = "zero",
    *,
    nearest: bool = False,
) -> Num[Array, "n rows columns channels"]:
    """The value of each image at the places asked for; pixel centres are at whole numbers, the first at 0.

    Bilinear between the four pixels around a place; at whole numbers exactly the pixel. A place half a pixel beyond
    the border is half filled. ``nearest`` takes the nearest pixel instead and keeps the type of ``images``: masks and
    class numbers must not be mixed.

    Four reads of one flat array: on a CPU 0.2 ms for 64 images of 28 × 28, twice as fast as one read of four.
    """
    n, height, width, channels = images.shape
    rows, columns = _folded(rows, height, fill), _folded(columns, width, fill)
    before, after = (1, 2) if fill == "zero" else (0, 1)
    flat = jnp.pad(images, ((0, 0), (before, after), (before, after), (0, 0))).reshape(-1, channels)
    line = before + width + after
    image = jnp.arange(n, dtype=jnp.int32)[:, None, None] * ((before + height + after) * line)

    def pixel(row: Array, column: Array, step: int = 0) -> Array:
        place = image + (row.astype(jnp.int32) + before) * line + column.astype(jnp.int32) + before
        return flat.at[place + step].get(mode="clip")

    if nearest:
        return pixel(jnp.floor(rows + 0.5), jnp.floor(columns + 0.5))
    row, column = jnp.floor(rows), jnp.floor(columns)
    down, right = (rows - row)[..., None], (columns - column)[..., None]
    upper = (1 - right) * pixel(row, column) + right * pixel(row, column, 1)
    lower = (1 - right) * pixel(row, column, line) + right * pixel(row, column, line + 1)
    return (1 - down) * upper + down * lower


def moved(
    images: Float[Array, "n height width channels"],
    rows: Float[Array, "n height width"],
    columns: Float[Array, "n height width"],
    fill: Fill = "zero",
) -> Float[Array, "n height width channels"]:
    """`resample`, passed over while every place is at home.

    A loop of one turn rather than a condition: a loop's result is stored. Otherwise XLA fuses the reads into all that
    follows and repeats them there (3.4 ms instead of 0.7 for all augmentations of 64 images of 28 × 28), a barrier does
    not hinder it, and a condition under `vmap` becomes a choice between two fused halves.
    """

    def turn(state: tuple[Array, Array]) -> tuple[Array, Array]:
        return jnp.zeros((), bool), resample(state[1], rows, columns, fill)

    return lax.while_loop(lambda state: state[0], turn, (_away(rows, columns), images))[1]


def moved_together(
    images: Float[Array, "n height width channels"],
    masks: Integer[Array, "n height width"],
    rows: Float[Array, "n height width"],
    columns: Float[Array, "n height width"],
    fill: Fill = "zero",
) -> tuple[Float[Array, "n height width channels"], Integer[Array, "n height width"]]:
    """`moved` of images and their masks alike; masks take the nearest pixel, and class 0 where nothing comes in."""

    def turn(state: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        _, images, masks = state
        followed = resample(masks[..., None], rows, columns, fill, nearest=True)[..., 0]
        return jnp.zeros((), bool), resample(images, rows, columns, fill), followed

    return lax.while_loop(lambda state: state[0], turn, (_away(rows, columns), images, masks))[1:]


def _away(rows: Array, columns: Array) -> Array:
    """Whether any place is not at home."""
    _, height, width = rows.shape
    home = jnp.arange(height, dtype=rows.dtype)[:, None], jnp.arange(width, dtype=columns.dtype)[None]
    return jnp.any((rows != home[0]) | (columns != home[1]))


def _folded(place: Array, extent: int, fill: Fill) -> Array:
    """Places along one side brought to where there are pixels: 0 … extent - 1, with zeros at -1 and ``extent``."""
    last = extent - 1
    if fill == "zero":
        return jnp.clip(place, -1, extent)
    if fill == "edge" or last == 0:
        return jnp.clip(place, 0, last)
    return last - jnp.abs(last - jnp.mod(jnp.abs(place), 2 * last))
