"""Views of a run, as named tensors ready for the wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from glassnet.catalog.datasets import PointSet
from glassnet.engine import image_probes, margin, mask_probes, measuring, score_probes, table_probes, unit_probes
from glassnet.engine.pictures import grid
from glassnet.engine.results import Picture, Tensor
from glassnet.errors import SpecError

if TYPE_CHECKING:
    from glassnet.engine.trainer import Trainer


Maker = Callable[["Trainer", Any], Picture]


def needs(trainer: Trainer, view: Any) -> list[Any]:
    """The names of the compiled programs that a view needs; none when it cannot be made."""
    if view.kind not in _makers(trainer):
        return []
    batch = ["order", ("batch", trainer.program.key.batch_size)]
    match view.kind:
        case "surface" | "units" | "unit":
            return [(view.kind, view.size)]
        case "maps":
            return ["maps"]
        case "kernels":
            return ["activity"] if trainer.program.images else []
        case "masks":
            return [("masks", mask_probes.at_once(view))]
        case "augmented":
            return [("augmented", image_probes.shown(trainer, view.count))]
        case "activation" if unit_probes.has_activation(trainer, view.node):
            return [*batch, ("curve", view.node)]
        case "values" if view.part is not None:
            return ["sample"]
        case "values" | "spread":
            return batch
    return []


def judging(trainer: Trainer, view: Any) -> Literal["", "any", "fresh"]:
    """Whether a view tells of an evaluation: of the last one, however old, or of a fresh one (see `Trainer.ready`).

    The order of masks is that of the last one, whatever was edited since: nobody wants images to change places under
    the hand that moves a slider.
    """
    if view.kind not in _makers(trainer):
        return ""
    if view.kind == "masks":
        return "any" if mask_probes.ordered(view) else ""
    return "fresh" if view.kind in _JUDGED else ""


def under_way(trainer: Trainer, view: Any) -> bool:
    """Whether more of what a view shows is being measured, beside the caller, since it was last made."""
    return view.kind == "regions" and trainer.resting and measuring.under_way(trainer, view.part)


def probe(trainer: Trainer, view: Any) -> Picture:
    """What ``view`` (a `glassnet.protocol.views.View`) shows of ``trainer`` now. Reads only.

    Raises:
        SpecError: when the view does not go with the data, or names a node, a unit or an image that is not there.
    """
    makers = _makers(trainer)
    if view.kind not in makers:
        what = "on images" if trainer.program.images else "on points of the plane"
        if trainer.examples.table is not None:
            what = "on a table"
        if trainer.program.key.encoding.masks:
            what = "that finds a class for each pixel"
        detail = f"There is no view '{view.kind}' of a network {what}."
        raise SpecError("view", detail, f"Watch {', '.join(sorted(makers))}.", "view")
    return makers[view.kind](trainer, view)


def _makers(trainer: Trainer) -> dict[str, Maker]:
    if trainer.program.key.encoding.masks:
        return _OF_ALL | _OF_MASKS
    return _OF_ALL | _OF_ANSWERS | _OF_EXAMPLES | (_OF_IMAGES if trainer.program.images else _OF_POINTS)


def _grid(trainer: Trainer, view: Any) -> Any:
    """Inputs at the points of a plane."""
    data = trainer.spec.data
    return grid(view.size, tuple(data.features)) if isinstance(data, PointSet) else table_probes.grid(trainer, view)


def _axes(trainer: Trainer, view: Any) -> dict[str, Any]:
    """Which plane it is, where there are several."""
    return {} if trainer.examples.table is None else table_probes.axes(trainer, view)


def _surface(trainer: Trainer, view: Any) -> Picture:
    size = view.size
    at = _grid(trainer, view)
    codes, scale = trainer.program.surface(size, trainer.flat, trainer.live, at)
    array = np.asarray(codes)[0].reshape(-1, size, size)
    task = trainer.program.key.encoding.task
    if task == "regression":
        top = float(np.asarray(scale)[0, 0])
        low, high = (float(value) for value in trainer.examples.values(np.array([-top, top], np.float32)))
        return Picture([Tensor("output", array, low, high)], {"task": task, "signed": True} | _axes(trainer, view))
    return Picture([Tensor("output", array, 0.0, 1.0)], {"task": task, "signed": False} | _axes(trainer, view))


def _units(trainer: Trainer, view: Any) -> Picture:
    size = view.size
    at = _grid(trainer, view)
    codes, scales = (np.asarray(part)[0] for part in trainer.program.units(size, trainer.flat, trainer.live, at))
    tensors, first = [], 0
    for name in trainer.program.layout.network.order:
        last = first + int(np.prod(trainer.program.layout.shapes[name]))
        tensors.append(Tensor(name, codes[first:last].reshape(-1, size, size)))
        tensors.append(Tensor(f"{name}:scale", scales[first:last]))
        first = last
    return Picture(tensors, {"signed": True} | _axes(trainer, view))


def _unit(trainer: Trainer, view: Any) -> Picture:
    node, unit, size = view.node, view.unit, view.size
    layout = trainer.program.layout
    if node not in layout.shapes or unit >= int(np.prod(layout.shapes[node])):
        raise SpecError("view", f"There is no unit {unit} in '{node}'.", "Watch a unit of this network.", "view")
    at = _grid(trainer, view)
    number = layout.network.order.index(node)
    codes, scale = trainer.program.unit(size, trainer.flat, trainer.live, at, number, unit)
    top = float(np.asarray(scale)[0, 0])
    array = np.asarray(codes)[0].reshape(1, size, size)
    return Picture(
        [Tensor("output", array, -top, top)], {"node": node, "unit": unit, "signed": True} | _axes(trainer, view)
    )


def _weights(trainer: Trainer, view: Any) -> Picture:
    del view
    return Picture([Tensor(name, array) for name, array in trainer.parameters().items()], {})


def _data(trainer: Trainer, view: Any) -> Picture:
    classes = trainer.spec.data.class_count()
    facts = {"task": trainer.spec.data.task(), "classes": classes, "balance": trainer.examples.balance(classes)}
    points, tensors = trainer.examples.points, []
    if points is None:
        found = table_probes.data(trainer, view)
        return found._replace(meta=facts | {"names": trainer.spec.data.class_names()} | found.meta)
    for part, bounds in trainer.examples.bounds.items():
        tensors.append(Tensor(f"{part}.xy", points[bounds]))
        tensors.append(Tensor(f"{part}.label", trainer.examples.labels[bounds]))
    return Picture(tensors, facts)


_OF_ALL: dict[str, Maker] = {
    "weights": _weights,
    "kernels": image_probes.kernels,
    "activation": unit_probes.activation,
    "values": unit_probes.values,
    "spread": unit_probes.spread,
}
_OF_ANSWERS: dict[str, Maker] = {
    "confusion": score_probes.confusion,
    "scores": score_probes.scores,
    "roc": score_probes.roc,
    "residuals": score_probes.residuals,
    "losses": score_probes.losses,
}
_OF_EXAMPLES: dict[str, Maker] = {"margin": margin.of_run}
_OF_POINTS: dict[str, Maker] = {"surface": _surface, "units": _units, "unit": _unit, "data": _data}
_OF_IMAGES: dict[str, Maker] = {
    "samples": image_probes.samples,
    "maps": image_probes.maps,
    "gallery": image_probes.gallery,
    "augmented": image_probes.augmented,
}
_OF_MASKS: dict[str, Maker] = {
    **{kind: maker for kind, maker in _OF_IMAGES.items() if kind != "gallery"},
    "confusion": mask_probes.confusion,
    "masks": mask_probes.masks,
    "regions": mask_probes.regions_of,
}
_JUDGED = {*_OF_ANSWERS, "gallery", "regions"}
"""Views that tell of an evaluation."""
