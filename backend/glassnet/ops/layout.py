"""How a batch lies in memory inside compiled functions: the batch innermost.

Outside, an example is channels last and a batch comes first: ``(batch, features)``, ``(batch, length, channels)``,
``(batch, height, width, channels)``. Inside, vectors stay as they are; sequences are ``(channels, length, batch)`` and
images ``(channels, rows, columns, batch)``, so that shifts, strides, pooling and sums over an image read and write
unbroken runs of a CPU's vectors. XLA for a GPU chooses its own order of the same axes.
"""

from __future__ import annotations

from jaxtyping import Array, Float, Shaped


def enter(x: Shaped[Array, "batch ..."]) -> Shaped[Array, ...]:
    """A batch of examples, channels last, in the layout."""
    return _swapped(x)


def leave(x: Shaped[Array, ...]) -> Shaped[Array, "batch ..."]:
    """What is in the layout as a batch of examples, channels last; the inverse of `enter`."""
    return _swapped(x)


def channel_axis(x: Array) -> int:
    """The axis of features or channels."""
    return 1 if x.ndim == 2 else 0


def batch_axis(x: Array) -> int:
    """The axis along which examples are numbered."""
    return 0 if x.ndim == 2 else x.ndim - 1


def space_axes(x: Array) -> tuple[int, ...]:
    """The axes of positions: none of a vector, the length of a sequence, rows and columns of an image."""
    return tuple(range(1, x.ndim - 1)) if x.ndim > 2 else ()


def per_channel(values: Float[Array, " channels"], x: Array) -> Float[Array, ...]:
    """One number for each channel, in a shape that broadcasts against ``x``."""
    shape = [1] * x.ndim
    shape[channel_axis(x)] = values.shape[0]
    return values.reshape(shape)


def _swapped(x: Array) -> Array:
    """Exchanges the first and the last axis of anything but a vector: its own inverse."""
    return x if x.ndim == 2 else x.swapaxes(0, -1)
