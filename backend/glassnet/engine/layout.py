"""All numbers of a network, learned and tracked, as one flat vector.

XLA's CPU runtime pays for every array it touches, so the optimiser works on one vector instead of two per layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import NamedTuple
from zlib import crc32

import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from glassnet.catalog.layers import Shape
from glassnet.errors import SpecError
from glassnet.spec.network import NetworkSpec
from glassnet.spec.shapes import infer, inputs_of


class Place(NamedTuple):
    """Where one array lies in the flat vector; one that is not learned is tracked (see `Layer.track`)."""

    node: str
    name: str
    shape: Shape
    offset: int
    regularised: bool
    learned: bool = True

    @property
    def key(self) -> str:
        """Its readable name, ``h1.weight``."""
        return f"{self.node}.{self.name}"

    @property
    def slice(self) -> slice:
        """Its part of the flat vector."""
        return slice(self.offset, self.offset + prod(self.shape))


class Layout:
    """The places of all arrays of a network for an input shape, in topological order."""

    def __init__(self, network: NetworkSpec, input_shape: Shape) -> None:
        self.network = network
        self.input_shape = input_shape
        self.shapes = infer(network, input_shape)
        self.places: list[Place] = []
        offset = 0
        for name in network.order:
            for one in network.by_id[name].parameters(inputs_of(network, name, self.shapes, input_shape)):
                self.places.append(Place(name, one.name, one.shape, offset, one.regularised, one.learned))
                offset += prod(one.shape)
        self.size = offset
        self.tracked = [place for place in self.places if not place.learned]
        """Arrays that the optimiser leaves alone: running statistics."""

    def at(self, node: str, name: str, index: Sequence[int]) -> int:
        """Where one number lies in the flat vector.

        Raises:
            SpecError: when there is no such array, or no such place in it.
        """
        where = f"network.nodes.{node}.{name}"
        place = next((one for one in self.places if (one.node, one.name) == (node, name)), None)
        if place is None:
            known = ", ".join(one.key for one in self.places)
            raise SpecError("weight", f"There is no '{node}.{name}'.", f"There are: {known}.", where)
        if len(index) != len(place.shape) or any(not 0 <= k < n for k, n in zip(index, place.shape, strict=False)):
            detail = f"{place.key} has shape {place.shape}; {list(index)} lies outside."
            raise SpecError("weight", detail, "Count from 0.", where)
        return place.offset + int(np.ravel_multi_index(tuple(index), place.shape))

    def unflatten(self, flat: Array) -> dict[str, dict[str, Array]]:
        """Node id → array name → array, from the flat vector ``(size,)``.

        One `split`, not a slice for each: its gradient is one concatenation instead of a sum of padded vectors.
        """
        arrays: dict[str, dict[str, Array]] = {}
        pieces = lax.split(flat, [prod(place.shape) for place in self.places]) if self.places else ()
        for place, piece in zip(self.places, pieces, strict=True):
            arrays.setdefault(place.node, {})[place.name] = piece.reshape(place.shape)
        return arrays

    def regularised(self) -> NDArray[np.float32]:
        """1 where L1 and L2 act, 0 elsewhere: ``(size,)``."""
        mask = np.zeros(self.size, np.float32)
        for place in self.places:
            mask[place.slice] = float(place.regularised)
        return mask

    def learned(self) -> NDArray[np.float32]:
        """1 where the optimiser acts, 0 at tracked arrays: ``(size,)``."""
        mask = np.ones(self.size, np.float32)
        for place in self.tracked:
            mask[place.slice] = 0.0
        return mask

    def overwritten(self, flat: Array, fresh: Mapping[str, Mapping[str, Array]]) -> Array:
        """The flat vector with new values of tracked arrays: node id → array name → array."""
        for place in self.tracked:
            if place.name in fresh.get(place.node, {}):
                piece = fresh[place.node][place.name].reshape(-1)
                flat = lax.dynamic_update_slice_in_dim(flat, piece, place.offset, 0)
        return flat

    def start(self, network: NetworkSpec, seed: int) -> NDArray[np.float32]:
        """Start values ``(size,)``, drawn in NumPy: a node's draw depends on the seed and its id alone.

        ``network`` has the same shapes as the layout's but may start its weights in another way.
        """
        flat = np.zeros(self.size, np.float32)
        drawn: dict[str, dict[str, NDArray[np.float32]]] = {}
        for name in network.order:
            rng = np.random.default_rng([seed, crc32(name.encode())])
            drawn[name] = network.by_id[name].init(rng, inputs_of(network, name, self.shapes, self.input_shape))
        for place in self.places:
            flat[place.slice] = drawn[place.node][place.name].ravel()
        return flat

    def named(self, flat: NDArray[np.float32], prefix: str = "") -> dict[str, NDArray[np.float32]]:
        """Readable name → array, from the flat vector."""
        return {prefix + place.key: flat[place.slice].reshape(place.shape) for place in self.places}

    def told(self, flat: NDArray[np.float32]) -> dict[str, list[float]]:
        """Readable name → finite numbers in a row, from the flat vector."""
        named = self.named(np.nan_to_num(flat))
        return {name: [float(one) for one in array.ravel()] for name, array in named.items()}

    def packed(self, arrays: Mapping[str, NDArray[np.float32]], prefix: str = "") -> NDArray[np.float32]:
        """The flat vector from readable names.

        Raises:
            KeyError: when an array is missing.
            ValueError: when an array has another shape.
        """
        flat = np.zeros(self.size, np.float32)
        for place in self.places:
            array = arrays[prefix + place.key]
            if array.shape != place.shape:
                raise ValueError(f"{prefix + place.key} has shape {array.shape}; expected {place.shape}")
            flat[place.slice] = array.ravel()
        return flat
