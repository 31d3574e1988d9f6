"""Views into units: activations, the numbers of one example, and how everything is spread; see `protocol.views`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.moments import looked_into, upcoming
from glassnet.engine.passes import POINTS
from glassnet.engine.results import Picture, Tensor
from glassnet.errors import SpecError

if TYPE_CHECKING:
    from glassnet.engine.trainer import Trainer

BINS = 64
NEAR = 0.01
"""Weights closer to zero than this count as gone: L1 moves them back and forth across zero, never quite onto it."""

FLAT = 0.1
"""A slope below this share of the steepest is flat: hardly any gradient comes through."""

_LEAST, _MOST = -24, 24
"""Histograms reach to a power of two between 2**-24 and 2**24."""

_ROOM = 2.0, 16.0
"""An activation is drawn at least and at most so far to both sides, so that its bend is seen whatever the sums are."""

Floats = NDArray[np.float32]


class Spread(NamedTuple):
    """How numbers are spread.

    Attributes:
        counts: in `BINS` bins of equal width from -reach to reach, int32.
        reach: a power of two, so that the bins of one reach fall exactly into those of a larger one.
        zeros: how many are exactly zero.
        near: how many are closer to zero than `NEAR`.
        total: how many there are, finite ones only.
        rms: the root of their mean square.
    """

    counts: NDArray[np.int32]
    reach: float
    zeros: int
    near: int
    total: int
    rms: float


def spread_of(values: Floats, least: float = 0.0, most: float = 2.0**_MOST) -> Spread:
    """How ``values`` of any shape are spread.

    The reach is between ``least`` and ``most``, powers of two; what lies beyond it falls into the outermost bins.
    """
    flat = values.ravel()
    flat = flat[np.isfinite(flat)]
    top = float(np.abs(flat).max(initial=0.0))
    power = int(np.clip(np.ceil(np.log2(top)), _LEAST, _MOST)) if top > 0.0 else _LEAST
    reach = min(max(2.0**power, least), most)
    places = np.floor(flat.astype(np.float64) * (BINS / 2 / reach)).astype(np.int64) + BINS // 2
    counts = np.bincount(np.clip(places, 0, BINS - 1), minlength=BINS).astype(np.int32)
    zeros, near = flat.size - np.count_nonzero(flat), int((np.abs(flat) < NEAR).sum())
    rms = float(np.sqrt(np.mean(np.square(flat, dtype=np.float64)))) if flat.size else 0.0
    return Spread(counts, reach, int(zeros), near, int(flat.size), rms)


def activation(trainer: Trainer, view: Any) -> Picture:
    """An activation, its slope, and where the sums of this batch fall."""
    _known(trainer, view.node, view.unit)
    moment = upcoming(trainer)
    insight = looked_into(trainer, moment)
    every = np.asarray(insight.sums[view.node])
    chosen = every if view.unit is None else every[view.unit : view.unit + 1]
    spread = spread_of(chosen, *_ROOM)
    axis = np.linspace(-spread.reach, spread.reach, POINTS, dtype=np.float32)
    row = np.nan_to_num(every.mean(1))
    program = trainer.program
    found = program.curve(view.node, moment.flat, moment.live, row, view.unit or 0, axis)
    value, slope = (np.asarray(part) for part in found)
    steepness = np.abs(slope)
    flat = np.interp(np.nan_to_num(chosen), axis, steepness) < FLAT * steepness.max()
    outside = np.abs(np.nan_to_num(chosen)) > spread.reach
    meta = {
        "unit": view.unit,
        "reach": spread.reach,
        "total": spread.total,
        "flat": float(flat.mean()),
        "below": float((chosen <= 0.0).mean()),
        "outside": float(outside.mean()),
        "stuck": int(flat.all(1).sum()),
        "units": len(chosen),
        "examples": int(moment.weight.sum()),
    }
    tensors = [Tensor("axis", axis), Tensor("value", value), Tensor("slope", slope), Tensor("counts", spread.counts)]
    return Picture(tensors, meta)


def _known(trainer: Trainer, node: str, unit: int | None) -> None:
    by_id, shapes = trainer.program.layout.network.by_id, trainer.program.layout.shapes
    having = [name for name in shapes if by_id[name].squash() is not None]
    if node not in having:
        hint = f"There is one in: {', '.join(having)}." if having else "No layer here has one."
        raise SpecError("view", f"'{node}' has no activation.", hint, "view.node")
    if unit is not None and unit >= shapes[node][-1]:
        raise SpecError("view", f"'{node}' has {shapes[node][-1]} units; there is no {unit}.", "Count from 0.", "view")


def has_activation(trainer: Trainer, node: str) -> bool:
    """Whether the network has this node, and it an activation."""
    layer = trainer.program.layout.network.by_id.get(node)
    return layer is not None and layer.squash() is not None


def values(trainer: Trainer, view: Any) -> Picture:
    """What every unit makes of one example."""
    examples, dropped = trainer.examples, {}
    if view.part is None:
        moment = trainer.moment
        if moment is None:
            return Picture([], {"part": None})
        insight: Any = looked_into(trainer, moment)
        part, index, row, place, dropped = "train", moment.example, moment.example, moment.place, insight.dropped
    else:
        bounds = examples.bounds[view.part]
        part, index, row, place = view.part, view.index, bounds.start + view.index, 0
        if row >= bounds.stop:
            detail = f"The part '{part}' has {bounds.stop - bounds.start} examples; there is no {index}."
            raise SpecError("view", detail, "Choose a smaller number, or another part.", "view.index")
        data = examples.inputs[row : row + 1], examples.targets[row : row + 1]
        insight = trainer.program.sample(np.asarray(trainer.flat)[0], trainer.live[0], *data)
    tensors = [Tensor(name, np.asarray(found)) for name, found in insight.own.items()]
    tensors += [Tensor(f"{name}:sum", np.asarray(found)) for name, found in insight.own_sums.items()]
    tensors += [Tensor(f"{name}:dropped", np.asarray(gone).astype(np.uint8)) for name, gone in dropped.items()]
    tensors.append(Tensor("said", np.asarray(insight.said)))
    if not trainer.program.key.encoding.masks:
        tensors.append(Tensor("target", examples.targets[row]))
    loss = float(np.asarray(insight.losses)[place])
    point = None if examples.points is None else [float(number) for number in examples.points[row]]
    held = {"loss": loss if np.isfinite(loss) else None, "point": point}
    return Picture(tensors, {"part": part, "index": index, "step": view.part is None, **held})


def spread(trainer: Trainer, view: Any) -> Picture:
    """How weights, biases, activations and gradients of every layer are spread."""
    del view
    moment, layout = upcoming(trainer), trainer.program.layout
    insight = looked_into(trainer, moment)
    learned, gradients = trainer.parameters(), layout.named(np.asarray(insight.gradient))
    rows: list[dict[str, str]] = []
    found: list[Spread] = []
    norms: dict[str, float] = {}
    for name in layout.network.order:
        places = [place for place in layout.places if place.node == name and place.learned]
        weights = [learned[place.key] for place in places if place.regularised]
        others = [learned[place.key] for place in places if not place.regularised]
        slopes = [gradients[place.key] for place in places]
        given = [np.asarray(insight.values[name])] if places or layout.network.by_id[name].squash() is not None else []
        for what, arrays in (("weights", weights), ("biases", others), ("activations", given), ("gradients", slopes)):
            if arrays:
                rows.append({"node": name, "what": what})
                found.append(spread_of(np.concatenate([array.ravel() for array in arrays])))
        if slopes:
            square = sum(float(np.square(array, dtype=np.float64).sum()) for array in slopes)
            norms[name] = float(np.sqrt(square)) if np.isfinite(square) else -1.0
    columns = [[getattr(one, field) for one in found] for field in Spread._fields]
    kinds = (np.int32, np.float32, np.int32, np.int32, np.int32, np.float32)
    tensors = [
        Tensor(key, np.asarray(column, kind)) for key, column, kind in zip(Spread._fields, columns, kinds, strict=True)
    ]
    return Picture(tensors, {"rows": rows, "norms": norms, "near": NEAR, "examples": int(moment.weight.sum())})
