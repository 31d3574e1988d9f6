"""Views of a run, as named tensors ready for the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.pictures import grid
from glassnet.errors import SpecError

if TYPE_CHECKING:
    from glassnet.engine.trainer import Trainer

Array = NDArray[Any]


class Tensor(NamedTuple):
    """A named array; ``lo`` and ``hi`` are the values of its lowest and highest code when it is a quantised map."""

    key: str
    array: Array
    lo: float | None = None
    hi: float | None = None


class Picture(NamedTuple):
    """The tensors of a view and small facts about it."""

    tensors: list[Tensor]
    meta: dict[str, Any]


def program_name(view: Any) -> Any:
    """The compiled program that a view needs, or ``None`` when it needs none."""
    return (view.kind, view.size) if view.kind in ("surface", "units", "unit") else None


def probe(trainer: Trainer, view: Any) -> Picture:
    """What ``view`` (a `glassnet.protocol.views.View`) shows of ``trainer`` now. Reads only.

    Raises:
        SpecError: when the view names a node or unit that is not there.
    """
    match view.kind:
        case "surface":
            return _surface(trainer, view.size)
        case "units":
            return _units(trainer, view.size)
        case "unit":
            return _unit(trainer, view.node, view.unit, view.size)
        case "weights":
            return Picture([Tensor(name, array) for name, array in trainer.parameters().items()], {})
        case "data":
            return _data(trainer)
    raise SpecError("view", f"There is no view '{view.kind}'.", "Watch surface, units, unit, weights or data.", "view")


def _surface(trainer: Trainer, size: int) -> Picture:
    at = grid(size, tuple(trainer.spec.data.features))
    codes, scale = trainer.program.surface(size, trainer.flat, trainer.live, at)
    array = np.asarray(codes)[0].reshape(-1, size, size)
    task = trainer.program.key.encoding.task
    if task == "regression":
        top = float(np.asarray(scale)[0, 0])
        return Picture([Tensor("output", array, -top, top)], {"task": task, "signed": True})
    return Picture([Tensor("output", array, 0.0, 1.0)], {"task": task, "signed": False})


def _units(trainer: Trainer, size: int) -> Picture:
    at = grid(size, tuple(trainer.spec.data.features))
    codes, scales = (np.asarray(part)[0] for part in trainer.program.units(size, trainer.flat, trainer.live, at))
    tensors, first = [], 0
    for name in trainer.program.layout.network.order:
        last = first + int(np.prod(trainer.program.layout.shapes[name]))
        tensors.append(Tensor(name, codes[first:last].reshape(-1, size, size)))
        tensors.append(Tensor(f"{name}:scale", scales[first:last]))
        first = last
    return Picture(tensors, {"signed": True})


def _unit(trainer: Trainer, node: str, unit: int, size: int) -> Picture:
    layout = trainer.program.layout
    if node not in layout.shapes or unit >= int(np.prod(layout.shapes[node])):
        raise SpecError("view", f"There is no unit {unit} in '{node}'.", "Watch a unit of this network.", "view")
    at = grid(size, tuple(trainer.spec.data.features))
    number = layout.network.order.index(node)
    codes, scale = trainer.program.unit(size, trainer.flat, trainer.live, at, number, unit)
    top = float(np.asarray(scale)[0, 0])
    array = np.asarray(codes)[0].reshape(1, size, size)
    return Picture([Tensor("output", array, -top, top)], {"node": node, "unit": unit, "signed": True})


def _data(trainer: Trainer) -> Picture:
    tensors = []
    for part, bounds in trainer.examples.bounds.items():
        tensors.append(Tensor(f"{part}.xy", trainer.examples.points[bounds]))
        tensors.append(Tensor(f"{part}.label", trainer.examples.labels[bounds]))
    return Picture(tensors, {"task": trainer.spec.data.task(), "classes": trainer.spec.data.class_count()})
