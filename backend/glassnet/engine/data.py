"""A data set as the arrays the engine trains on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.features import columns
from glassnet.spec.run import RunSpec

PARTS = ("train", "validation", "test")


class Examples(NamedTuple):
    """All examples, the training part first, then validation, then test.

    Attributes:
        points: in the plane, ``(n, 2)``.
        labels: class numbers or values, ``(n,)``.
        inputs: features, ``(n, features)``.
        targets: what the network should say, ``(n, outputs)``.
        bounds: first and last + 1 example of every part.
    """

    points: NDArray[np.float32]
    labels: NDArray[np.float32]
    inputs: NDArray[np.float32]
    targets: NDArray[np.float32]
    bounds: dict[str, slice]


def examples(spec: RunSpec) -> Examples:
    """The examples of a run, a function of its data specification alone."""
    drawn = spec.data.generate()
    train, validation, test = spec.data.parts()
    ends = np.cumsum([0, train, validation, test])
    bounds = {part: slice(int(ends[k]), int(ends[k + 1])) for k, part in enumerate(PARTS)}
    inputs = columns(drawn.points, spec.data.features)
    return Examples(drawn.points, drawn.labels, inputs, spec.encoding.encode(drawn.labels), bounds)
