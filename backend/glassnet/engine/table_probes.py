"""The plane that is drawn of a table: two of its columns, all others held; see `glassnet.protocol.views.Plane`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets.scaling import Scaling
from glassnet.engine.data import Tabled
from glassnet.engine.results import Picture, Tensor
from glassnet.errors import SpecError, shown

if TYPE_CHECKING:
    from glassnet.engine.trainer import Trainer

MOST_DRAWN = 5000
"""Rows of one part that are drawn, evenly chosen."""

_MARGIN = 0.05

Floats = NDArray[np.float64]


class Axis(NamedTuple):
    """One side of the plane.

    Attributes:
        column: its number among the columns that the network gets; None where there is only one column.
        low, high: what it shows, in the unit of the table; of texts their numbers, half a place more on each side.
    """

    column: int | None
    low: float
    high: float

    def ticks(self, size: int) -> Floats:
        """The middles of ``size`` equal steps, ascending."""
        return self.low + (np.arange(size) + 0.5) / size * (self.high - self.low)


class Plane(NamedTuple):
    """What is drawn: its axes, and the cells of the row that all others are held at ``(columns,)``."""

    x: Axis
    y: Axis
    held: Floats


def plane(trainer: Trainer, view: Any) -> Plane:
    """The plane that a view means.

    Raises:
        SpecError: when there is no such column or sample.
    """
    table = _table(trainer)
    first, second = (_chosen(table.scaling, name, field) for name, field in ((view.x, "x"), (view.y, "y")))
    telling = table.telling
    if first is None:
        first = next((k for k in telling if k != second), telling[0])
    if second is None:
        second = next((k for k in telling if k != first), None)
    if first == second:
        raise SpecError("view", f"Both axes show {shown(view.x)}.", "Choose two columns.", "view.y")
    return Plane(_axis(table, first), _axis(table, second), _held(trainer, table, view))


def _table(trainer: Trainer) -> Tabled:
    assert trainer.examples.table is not None
    return trainer.examples.table


def _chosen(scaling: Scaling, name: str, field: str) -> int | None:
    if not name:
        return None
    names = [column.name for column in scaling.columns]
    if name not in names:
        known = ", ".join(shown(one) for one in names[:20])
        raise SpecError("view", f"The network gets no column {shown(name)}.", f"It gets {known}.", f"view.{field}")
    return names.index(name)


def _axis(table: Tabled, number: int | None) -> Axis:
    if number is None:
        return Axis(None, 0.0, 1.0)
    categories = table.scaling.columns[number].categories
    if categories:
        return Axis(number, -0.5, len(categories) - 0.5)
    cells = table.raw.cells[:, number]
    there = cells[~np.isnan(cells)]
    low, high = (float(there.min()), float(there.max())) if len(there) else (0.0, 1.0)
    margin = _MARGIN * (high - low) or max(1.0, abs(low)) * _MARGIN
    return Axis(number, low - margin, high + margin)


def _held(trainer: Trainer, table: Tabled, view: Any) -> Floats:
    if view.index is None:
        return table.scaling.middle
    bounds = trainer.examples.bounds[view.part]
    count = bounds.stop - bounds.start
    if view.index >= count:
        detail = f"There is no row {view.index} in the part '{view.part}': it has {count}."
        raise SpecError("view", detail, "Choose a smaller number, or another part.", "view.index")
    return table.scaling.filled(table.raw.cells[bounds.start + view.index])


def grid(trainer: Trainer, view: Any) -> NDArray[np.float32]:
    """Inputs at ``size × size`` points of the plane, row 0 at the top: ``(size * size, units)``.

    Only numbers differ between planes: whatever is chosen, the same compiled program draws it.
    """
    scaling, drawn, size = _table(trainer).scaling, plane(trainer, view), view.size
    inputs = np.repeat(scaling.inputs(drawn.held[None]), size * size, axis=0)
    across, down = np.meshgrid(drawn.x.ticks(size), drawn.y.ticks(size)[::-1])
    for axis, ticks in ((drawn.x, across), (drawn.y, down)):
        if axis.column is not None:
            cells = np.rint(ticks) if scaling.columns[axis.column].categories else ticks
            inputs[:, scaling.place(axis.column)] = scaling.of_column(axis.column, cells.ravel())
    return inputs


def axes(trainer: Trainer, view: Any) -> dict[str, Any]:
    """Facts of the plane, for people: see `glassnet.protocol.views.Plane`."""
    scaling, drawn = _table(trainer).scaling, plane(trainer, view)
    facts: dict[str, Any] = {"held": [float(cell) for cell in drawn.held]}
    for name, axis in (("x", drawn.x), ("y", drawn.y)):
        column = None if axis.column is None else scaling.columns[axis.column]
        facts[name] = "" if column is None else column.name
        facts[f"{name}_range"] = [axis.low, axis.high]
        facts[f"{name}_categories"] = [] if column is None else list(column.categories)
    return facts


def data(trainer: Trainer, view: Any) -> Picture:
    """The rows of a table over the plane."""
    table, drawn = _table(trainer), plane(trainer, view)
    tensors = []
    for part, bounds in trainer.examples.bounds.items():
        count = bounds.stop - bounds.start
        kept = np.unique(np.linspace(0, max(0, count - 1), min(count, MOST_DRAWN)).astype(np.intp))
        rows = bounds.start + kept
        cells = table.scaling.filled(table.raw.cells[rows])
        pair = [np.zeros(len(rows)) if axis.column is None else cells[:, axis.column] for axis in (drawn.x, drawn.y)]
        tensors += [
            Tensor(f"{part}.xy", np.stack(pair, axis=1).astype(np.float32)),
            Tensor(f"{part}.label", trainer.examples.labels[rows]),
            Tensor(f"{part}.index", kept.astype(np.int32)),
            Tensor(f"{part}.row", table.raw.row[rows].astype(np.int32)),
        ]
    return Picture(tensors, axes(trainer, view))
