"""Receptive fields: which part of the image one number of a layer depends on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from glassnet.catalog.layers import Layer, Shape


class Reach(NamedTuple):
    """What a position of a layer sees: ``extent`` positions of the input, the next one ``step`` further on."""

    extent: Fraction
    step: Fraction


def reach(node: Layer, inputs: Sequence[Reach | None]) -> Reach | None:
    """What ``node`` sees through layers that see ``inputs``; ``None`` is the whole input."""
    window = node.window()
    seen = [one for one in inputs if one is not None]
    if window is None or len(seen) < len(inputs):
        return None
    extent = max((one.extent for one in seen), default=Fraction(1))
    step = max((one.step for one in seen), default=Fraction(1))
    return Reach(extent + (window.extent - 1) * step, step * window.step)


def field(seen: Reach | None, input_shape: Shape) -> list[int] | None:
    """Sides of the receptive field: ``[rows, columns]`` of an image, ``[length]`` of a sequence; no larger than it.

    ``None`` for data without positions.
    """
    sides = input_shape[:-1]
    if not sides:
        return None
    return [size if seen is None else min(size, ceil(seen.extent)) for size in sides]


def fields(
    order: Sequence[str], nodes: Mapping[str, Layer], inputs: Mapping[str, Sequence[str]], input_shape: Shape
) -> dict[str, list[int] | None]:
    """The receptive field of every node of ``order``, in which inputs come first."""
    seen: dict[str, Reach | None] = {}
    for name in order:
        seen[name] = reach(nodes[name], [seen[start] for start in inputs[name]])
    return {name: field(one, input_shape) for name, one in seen.items()}
