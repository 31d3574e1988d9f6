"""What a learner holds at zero: units whose output counts as nothing, and single weights.

An entry is text: ``h1.units.2`` is the third unit (or channel) of the node ``h1``, ``h1.weight.0.2`` the weight from
its first input to its third unit; of a convolution a weight is named by its row, column, input channel and filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from glassnet.catalog.layers import Shape
from glassnet.errors import SpecError
from glassnet.spec.network import NetworkSpec
from glassnet.spec.shapes import inputs_of

PREFIX = "network.held."
"""A live value for each entry: 1 holds it at zero, 0 lets it go."""


class Held(NamedTuple):
    """One entry, taken apart.

    Attributes:
        node: the layer.
        array: ``units``, or the name of the learned array: ``weight``.
        place: where in it.
    """

    node: str
    array: str
    place: tuple[int, ...]


def read(entry: str) -> Held:
    """An entry that has the form `NetworkSpec.held` asks for."""
    node, array, *index = entry.split(".")
    return Held(node, array, tuple(int(number) for number in index))


def check(network: NetworkSpec, shapes: Mapping[str, Shape], input_shape: Shape) -> None:
    """Raises `SpecError` for the first entry of ``network.held`` that names nothing that is there."""
    for entry in network.held or ():
        _check(entry, network, shapes, input_shape)


def _check(entry: str, network: NetworkSpec, shapes: Mapping[str, Shape], input_shape: Shape) -> None:
    node, array, index = read(entry)
    if node not in network.by_id:
        raise _missing(entry, f"there is no node '{node}'", f"There are: {', '.join(network.order)}.")
    if array == "units":
        if node == network.output_id:
            raise _missing(entry, f"'{node}' is the output", "Hold units of the layers before it.")
        _within(entry, index, shapes[node][-1:], f"units of '{node}'")
        return
    places = network.by_id[node].parameters(inputs_of(network, node, shapes, input_shape))
    place = next((one for one in places if one.name == array and one.regularised), None)
    if place is None:
        named = ", ".join(f"{node}.{one.name}" for one in places if one.regularised) or "none here"
        raise _missing(entry, f"'{node}' has no weights '{array}'", f"Weights that can be held: {named}.")
    _within(entry, index, place.shape, f"{node}.{array}")


def _within(entry: str, index: tuple[int, ...], shape: Shape, what: str) -> None:
    if len(index) != len(shape) or any(k >= n for k, n in zip(index, shape, strict=True)):
        size = " × ".join(map(str, shape))
        raise _missing(entry, f"{what} has {size} places", "Count each from 0.")


def _missing(entry: str, why: str, hint: str) -> SpecError:
    return SpecError("held", f"'{entry}' cannot be held at zero: {why}.", hint, "network.held")
