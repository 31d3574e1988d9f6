"""The kernel of the gradients of weights: at every position of a window, how two images go together."""

from __future__ import annotations

from typing import NamedTuple

from glassnet.ops.native.kernel import Kernel, Value, i32, number
from glassnet.ops.native.machine import Machine


class Pair(NamedTuple):
    """A correlation: sizes, and distances in numbers of float32.

    Attributes:
        channels, filters: of the image under the window and of the one with a value for each place.
        down: rows of the window; its columns are the kernel's own.
        high, wide: places.
        batch: images side by side, a multiple of the machine's lanes.
        x_channel, x_row, x_column, x_down, x_across: of the image under the window, as in `convolving.Block`.
        g: where the other image's first place is.
        g_filter, g_row, g_column: from one to the next.
        rows, columns: places done at once: as many as stay in the first cache while all channels go by.
    """

    channels: int
    filters: int
    down: int
    high: int
    wide: int
    batch: int
    x_channel: int
    x_row: int
    x_column: int
    x_down: int
    x_across: int
    g: int
    g_filter: int
    g_row: int
    g_column: int
    rows: int
    columns: int


def correlating(machine: Machine, name: str, across: int) -> str:
    """The kernel: parameters are a `Pair`, arguments the two images, the result ``(down, channels, filters, across)``.

    Each number of the result is a vector, whose lanes are still to be added up.

    Args:
        machine: for which it is written.
        name: of the function.
        across: columns of the window.
    """
    kernel = Kernel(name, machine.lanes)
    filters = [size for size in (8, 4, 2, 1) if size == 1 or size * across <= machine.registers - across - 2]
    parameters, x, g, sums = kernel.argument(0, i32), kernel.argument(1), kernel.argument(2), kernel.result()
    one = kernel.numbers(parameters, Pair._fields)
    zero = number(0)
    with kernel.loop(zero, one["high"], one["rows"]) as top, kernel.loop(zero, one["wide"], one["columns"]) as left:
        bottom = kernel.least(kernel.build.add(top, one["rows"]), one["high"])
        right = kernel.least(kernel.build.add(left, one["columns"]), one["wide"])
        begins = kernel.build.icmp_signed("==", kernel.build.add(top, left), zero)
        for count, first in kernel.tiles(one["filters"], filters):
            other = kernel.at(g, (first, one["g_filter"]), (one["g"], number(1)))
            with kernel.loop(zero, one["channels"]) as channel, kernel.loop(zero, one["down"]) as i:
                read = kernel.at(x, (channel, one["x_channel"]), (i, one["x_down"]))
                cell = kernel.build.add(kernel.build.mul(i, one["channels"]), channel)
                cell = kernel.build.add(kernel.build.mul(cell, one["filters"]), first)
                written = kernel.at(sums, (cell, number(across * kernel.lanes)))
                held = _held(kernel, begins, written, count * across)
                _add(kernel, one, (read, other), held, across, (top, bottom, left, right))
                for place, variable in enumerate(held):
                    kernel.store(kernel.build.load(variable), written, place * kernel.lanes)
    return kernel.text()


def _held(kernel: Kernel, begins: Value, written: Value, count: int) -> list[Value]:
    """Variables with the sums so far."""
    held = [kernel.variable(kernel.zero()) for _ in range(count)]
    with kernel.build.if_then(kernel.build.not_(begins)):
        for place, variable in enumerate(held):
            kernel.build.store(kernel.load(written, place * kernel.lanes), variable)
    return held


def _add(
    kernel: Kernel,
    one: dict[str, Value],
    images: tuple[Value, Value],
    held: list[Value],
    across: int,
    places: tuple[Value, Value, Value, Value],
) -> None:
    """Add the products at some places, a few filters by all columns of the window."""
    x, g = images
    top, bottom, left, right = places
    with kernel.loop(top, bottom) as row, kernel.loop(left, right) as column:
        read = kernel.at(x, (row, one["x_row"]), (column, one["x_column"]))
        other = kernel.at(g, (row, one["g_row"]), (column, one["g_column"]))
        with kernel.loop(number(0), one["batch"], kernel.lanes) as image:
            step = (image, number(1))
            pixels = [kernel.load(kernel.at(read, (number(j), one["x_across"]), step)) for j in range(across)]
            for first in range(0, len(held), across):
                value = kernel.load(kernel.at(other, (number(first // across), one["g_filter"]), step))
                for j, pixel in enumerate(pixels):
                    kernel.accumulate(held[first + j], value, pixel)
