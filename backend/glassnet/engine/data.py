"""A data set as the arrays the engine trains on."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import jax
import numpy as np
from jax import Array
from numpy.typing import NDArray

from glassnet.catalog.datasets import Cases, ImageSet, Raw, TableSet
from glassnet.catalog.datasets.scaling import Scaling, fitted
from glassnet.catalog.features import columns
from glassnet.engine import setup
from glassnet.engine.telling_columns import telling_pair
from glassnet.errors import SpecError
from glassnet.spec.run import RunSpec

PARTS = ("train", "validation", "test")
_PIECES = 64


class Tabled(NamedTuple):
    """The rows of a table in the order of the examples, and what was found in those that train.

    Attributes:
        scaling: fitted on them.
        telling: numbers of the two columns that tell most of what is learned; of one where there is no other.
    """

    raw: Raw
    scaling: Scaling
    telling: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Examples:
    """All examples, the training part first, then validation, then test.

    Attributes:
        points: in the plane, ``(n, 2)``; None for images.
        labels: class numbers or values, ``(n,)``; masks ``(n, height, width)`` uint8.
        inputs: features ``(n, features)`` float32, or pixels ``(n, height, width, channels)`` uint8.
        targets: what the network should say, ``(n, outputs)``; masks are their own targets.
        bounds: first and last + 1 example of every part.
        cases: more about each image, where anything is known.
        table: the rows of a table, and how they became inputs.
    """

    points: NDArray[np.float32] | None
    labels: NDArray[Any]
    inputs: NDArray[Any]
    targets: NDArray[Any]
    bounds: dict[str, slice]
    cases: Cases | None = None
    table: Tabled | None = None

    @cached_property
    def on_device(self) -> tuple[Array, Array]:
        """``inputs`` and ``targets`` where training happens; pixels and masks stay bytes there."""
        return jax.device_put(self.inputs), jax.device_put(self.targets)

    def balance(self, classes: int) -> list[int]:
        """How many examples of each class train, of masks how many pixels; empty where there are no classes."""
        return np.pad(self._counted, (0, max(0, classes - len(self._counted)))).tolist() if classes else []

    @cached_property
    def _counted(self) -> NDArray[np.intp]:
        """Labels of each class among those that train: piece by piece, for what counts makes 8 bytes of each."""
        found = np.zeros(int(self.labels.max(initial=0)) + 1, np.intp)
        for labels in np.array_split(self.labels[self.bounds["train"]], _PIECES):
            found += np.bincount(labels.ravel().astype(np.intp), minlength=len(found))
        return found

    def values(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """Outputs of the network in the unit of the labels: those of a table may be learned on another scale."""
        if self.table is None or self.table.scaling.target == (0.0, 1.0):
            return outputs
        return self.table.scaling.values(outputs).astype(np.float32)

    def shown(self, index: int) -> list[float]:
        """One example as people see it: the point, or the cells of the row; nothing for images."""
        if self.table is not None:
            return [float(cell) for cell in self.table.scaling.filled(self.table.raw.cells[index])]
        return [] if self.points is None else [float(number) for number in self.points[index]]


_known: WeakValueDictionary[str, Examples] = WeakValueDictionary()
_lock = threading.Lock()


def examples(spec: RunSpec) -> Examples:
    """The examples of a run, a function of its data specification alone. Runs on equal data share one copy.

    Raises:
        GlassnetError: when the data set is not there, or cannot be read.
    """
    key = spec.data.model_dump_json(exclude={"augment", "fill"}) + spec.encoding.stored
    with _lock:
        found = _known.get(key)
    if found is None:
        found = _drawn(spec)
        with _lock:
            found = _known.setdefault(key, found)
    return found


def _drawn(spec: RunSpec) -> Examples:
    ends = np.cumsum([0, *spec.data.parts()])
    bounds = {part: slice(int(ends[k]), int(ends[k + 1])) for k, part in enumerate(PARTS)}
    if isinstance(spec.data, ImageSet):
        images = spec.data.generate(setup.library())
        labels = _checked(spec, images.labels) if spec.encoding.masks else images.labels.astype(np.float32, copy=False)
        return Examples(None, labels, images.pixels, spec.encoding.encode(labels), bounds, images.cases)
    if isinstance(spec.data, TableSet):
        return _tabled(spec, spec.data, bounds)
    drawn = spec.data.generate()
    inputs = columns(drawn.points, spec.data.features)
    return Examples(drawn.points, drawn.labels, inputs, spec.encoding.encode(drawn.labels), bounds)


def _tabled(spec: RunSpec, data: TableSet, bounds: dict[str, slice]) -> Examples:
    """The rows of a table: the scaling knows nothing of those that validate and test."""
    raw, _ = data.generate(setup.library())
    train, chosen = bounds["train"], data.chosen()
    values = raw.labels[train] if not chosen.classes else None
    scaling = fitted(chosen.columns, raw.cells[train], data.missing_cells, data.standardise, values)
    targets = spec.encoding.encode(raw.labels if chosen.classes else scaling.targets(raw.labels))
    inputs, labels = scaling.inputs(raw.cells), raw.labels.astype(np.float32)
    texts = [bool(column.categories) for column in chosen.columns]
    telling = telling_pair(raw.cells[train], raw.labels[train], bool(chosen.classes), texts)
    return Examples(None, labels, inputs, targets, bounds, table=Tabled(raw, scaling, telling))


def _checked(spec: RunSpec, masks: NDArray[Any]) -> NDArray[Any]:
    """Masks as the run expects them; a class beyond its last would silently count as none."""
    expected, classes = spec.input_shape[:2], spec.data.class_count()
    highest = int(masks.max(initial=0))
    if masks.shape[1:] == expected and highest < classes:
        return masks
    what = "The masks of this data set are {} × {} with classes up to {}; the run expects {} × {} and {} classes."
    detail = what.format(*masks.shape[1:], highest, *expected, classes)
    raise SpecError("masks", detail, "Choose the data set anew, so that its classes are counted again.", "data")
