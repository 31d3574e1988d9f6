"""What is held at zero, as numbers that stand behind the live values: 0 where something is held, 1 elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
from jax import Array
from numpy.typing import NDArray

from glassnet import ops
from glassnet.engine.layout import Layout
from glassnet.spec.held import read

Floats = NDArray[np.float32]
Vector = TypeVar("Vector", Array, Floats)


class Holding:
    """The places of these numbers: first one for each number of the network, then one for each unit of each node.

    Args:
        layout: of the network.
        first: how many live values stand before them.

    Attributes:
        size: how many there are.
    """

    def __init__(self, layout: Layout, first: int) -> None:
        self._layout = layout
        self._first = first
        self._units: dict[str, slice] = {}
        at = layout.size
        for name, shape in layout.shapes.items():
            self._units[name] = slice(at, at + shape[-1])
            at += shape[-1]
        self.size = at

    def numbers(self, entries: Iterable[str]) -> Floats:
        """All of them for the entries of `NetworkSpec.held`: ``(size,)``."""
        found = np.ones(self.size, np.float32)
        for entry in entries:
            node, array, index = read(entry)
            if array == "units":
                found[self._units[node].start + index[0]] = 0.0
            else:
                found[self._layout.at(node, array, index)] = 0.0
        return found

    def of_weights(self, live: Vector) -> Vector:
        """Those of the network's numbers ``(parameters,)``, from the vector of live values."""
        return live[self._first : self._first + self._layout.size]

    def held_back(self, name: str, value: Array, live: Array) -> Array:
        """The output of a node in the layout of `glassnet.ops.layout`, its held units at zero."""
        own = self._units[name]
        return value * ops.per_channel(live[self._first + own.start : self._first + own.stop], value)
