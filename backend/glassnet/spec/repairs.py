"""Edits that mend a misfit somewhere else than at the node where it shows. Each is tried before it is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from glassnet.catalog.layers import Layer, Shape
from glassnet.errors import Repair, ShapeError
from glassnet.spec import structure
from glassnet.spec.network import NetworkSpec
from glassnet.spec.shapes import after

MOST_TRIALS = 8
"""Edits tried for one misfit: each infers the shapes anew."""

WIDTHS = ("units", "filters")
"""Fields that say how many numbers or channels a layer gives."""


def pad_a_branch(
    at: str, nodes: Mapping[str, Layer], inputs: Mapping[str, Sequence[str]], shapes: Mapping[str, Shape]
) -> Repair | None:
    """Padding ``same`` in one layer before ``at``, if that makes its inputs fit: a branch shrank at its rim."""
    if len(inputs[at]) < 2:
        return None
    before = _ancestors(at, inputs)
    tried = [name for name in before if getattr(nodes[name], "padding", "") == "valid"][:MOST_TRIALS]
    for name in tried:
        changed = {**nodes, name: nodes[name].model_copy(update={"padding": "same"})}
        if _fits(at, changed, inputs, shapes, _behind(name, inputs)):
            return Repair(name, "", {"padding": "same"})
    return None


def widen_output(network: NetworkSpec, shapes: Mapping[str, Shape], fitting: set[Shape]) -> Repair | None:
    """Another number of units, or of filters, in the layer that decides how many numbers come out."""
    wanted = min(fitting)
    path = [network.output_id]
    while len(network.inputs_of[path[-1]]) == 1 and not _width(network.by_id[path[-1]]):
        path += network.inputs_of[path[-1]]
    name = path[-1]
    width = _width(network.by_id[name])
    if not width:
        return None
    try:
        changed = type(network.by_id[name]).model_validate({**dict(network.by_id[name]), width: wanted[0]})
        shape = after(changed, [shapes[start] for start in network.inputs_of[name]])
        for reader in reversed(path[:-1]):
            shape = after(network.by_id[reader], [shape])
    except (ShapeError, ValueError):
        return None
    return Repair(name, "", {width: wanted[0]}) if shape == wanted else None


def _width(node: Layer) -> str:
    return next((name for name in WIDTHS if name in type(node).model_fields), "")


def _ancestors(at: str, inputs: Mapping[str, Sequence[str]]) -> list[str]:
    """Everything that ``at`` depends on, the nearest first."""
    found, seen = [at], {at}
    for name in found:
        fresh = [start for start in inputs[name] if start not in seen]
        found += fresh
        seen.update(fresh)
    return found[1:]


def _behind(name: str, inputs: Mapping[str, Sequence[str]]) -> set[str]:
    """``name`` and everything that depends on it."""
    found: set[str] = {name}
    for other in structure.order(inputs):
        if found.intersection(inputs[other]):
            found.add(other)
    return found


def _fits(
    at: str,
    nodes: Mapping[str, Layer],
    inputs: Mapping[str, Sequence[str]],
    shapes: Mapping[str, Shape],
    moved: set[str],
) -> bool:
    """Whether ``at`` fits when only the shapes of the ``moved`` nodes change."""
    fresh = {name: shape for name, shape in shapes.items() if name not in moved}
    for name in structure.order(inputs):
        if name in moved and all(start in fresh for start in inputs[name]):
            try:
                fresh[name] = after(nodes[name], [fresh[start] for start in inputs[name]])
            except ShapeError:
                return False
            if name == at:
                return True
    return False
