"""Counting pixels by what they are and what they were taken for, on the device."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array
from jaxtyping import Float, Integer


def tally(
    truth: Integer[Array, "n height width"], found: Integer[Array, "n height width"], classes: int
) -> Float[Array, "n classes classes"]:
    """Pixels of each image by truth (row) and prediction (column).

    A product of two one-hot images, which counts any number of classes in one pass; float32 counts exactly up to 2**24
    pixels.
    """
    number = len(truth)
    kinds = jnp.arange(classes, dtype=truth.dtype)
    there, said = ((part.reshape(number, -1, 1) == kinds).astype(jnp.float32) for part in (truth, found))
    return jnp.einsum("npt,nps->nts", there, said)
