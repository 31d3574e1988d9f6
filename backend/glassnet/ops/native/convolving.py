"""The kernel of convolutions and of their adjoints.

Both are sums over a window, for every place and filter; an adjoint with a stride is several, one for every residue of
the stride. What is read and written lies in arrays ``(channels, rows, columns, batch)`` and is told by distances, so
that nothing has to be turned round, dilated or interleaved beforehand.
"""

from __future__ import annotations

from typing import NamedTuple

from glassnet.ops.native.kernel import Kernel, Value, i32, number
from glassnet.ops.native.machine import Machine


class Block(NamedTuple):
    """One sum over a window: sizes, and distances in numbers of float32.

    Attributes:
        channels, filters: of what is read and of what is written.
        down, across: positions of the window.
        high, wide: places it is put at.
        batch: images side by side, a multiple of the machine's lanes.
        x: where the first place reads its first position.
        x_channel, x_row, x_column: from a channel to the next, and from a place to the next.
        x_down, x_across: from a position of the window to the next.
        w: where the first position's weights begin.
        w_channel, w_filter, w_down, w_across: from one to the next.
        y: where the first place is written.
        y_filter, y_row, y_column: from one to the next.
    """

    channels: int
    filters: int
    down: int
    across: int
    high: int
    wide: int
    batch: int
    x: int
    x_channel: int
    x_row: int
    x_column: int
    x_down: int
    x_across: int
    w: int
    w_channel: int
    w_filter: int
    w_down: int
    w_across: int
    y: int
    y_filter: int
    y_row: int
    y_column: int


def convolving(machine: Machine, name: str, vectors: int) -> str:
    """The kernel: parameters are the number of blocks and the `Block` of each, arguments images and weights.

    Args:
        machine: for which it is written.
        name: of the function.
        vectors: read side by side, 1 or 2; the batch is a multiple of so many times the machine's lanes.
    """
    kernel = Kernel(name, machine.lanes)
    filters = (8, 4, 2, 1) if machine.registers >= 8 * vectors + vectors + 4 else (4, 2, 1)
    parameters, x, w, y = kernel.argument(0, i32), kernel.argument(1), kernel.argument(2), kernel.result()
    blocks = kernel.numbers(parameters, ["blocks"])["blocks"]
    with kernel.loop(number(0), blocks) as block:
        at = kernel.at(parameters, (number(1), number(1)), (block, number(len(Block._fields))))
        one = kernel.numbers(at, Block._fields)
        with (
            kernel.loop(number(0), one["high"]) as row,
            kernel.loop(number(0), one["wide"]) as column,
            kernel.loop(number(0), one["batch"], kernel.lanes * vectors) as image,
        ):
            place = (row, one["x_row"]), (column, one["x_column"]), (image, number(1)), (one["x"], number(1))
            read = kernel.at(x, *place)
            place = (row, one["y_row"]), (column, one["y_column"]), (image, number(1)), (one["y"], number(1))
            written = kernel.at(y, *place)
            for count, first in kernel.tiles(one["filters"], filters):
                weights = kernel.at(w, (first, one["w_filter"]), (one["w"], number(1)))
                _tile(kernel, one, read, weights, kernel.at(written, (first, one["y_filter"])), (count, vectors))
    return kernel.text()


def _tile(kernel: Kernel, one: dict[str, Value], x: Value, w: Value, y: Value, size: tuple[int, int]) -> None:
    """A few filters at one place for a few vectors of images: their sums stay in registers."""
    filters, vectors = size
    sums = [[kernel.variable(kernel.zero()) for _ in range(vectors)] for _ in range(filters)]
    with (
        kernel.loop(number(0), one["channels"]) as channel,
        kernel.loop(number(0), one["down"]) as i,
        kernel.loop(number(0), one["across"]) as j,
    ):
        read = kernel.at(x, (channel, one["x_channel"]), (i, one["x_down"]), (j, one["x_across"]))
        weights = kernel.at(w, (channel, one["w_channel"]), (i, one["w_down"]), (j, one["w_across"]))
        pixels = [kernel.load(read, k * kernel.lanes) for k in range(vectors)]
        for number_of_filter, row in enumerate(sums):
            weight = kernel.spread(kernel.at(weights, (number(number_of_filter), one["w_filter"])))
            for k, pixel in enumerate(pixels):
                kernel.accumulate(row[k], weight, pixel)
    for number_of_filter, row in enumerate(sums):
        written = kernel.at(y, (number(number_of_filter), one["y_filter"]))
        for k, place in enumerate(row):
            kernel.store(kernel.build.load(place), written, k * kernel.lanes)
