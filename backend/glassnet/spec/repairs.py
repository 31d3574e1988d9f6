"""Edits that mend a misfit somewhere else than at the node where it shows. Each is tried before it is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from glassnet.catalog.layers import Layer, Shape
from glassnet.catalog.layers.upsample2d import Upsample2D
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


def mend_output(network: NetworkSpec, shapes: Mapping[str, Shape], fitting: set[Shape]) -> Repair | None:
    """The edit that makes the output one of the ``fitting`` shapes: more numbers or fewer, or a larger image."""
    squash = network.by_id[network.output_id].squash()
    # Softmax compares classes: over a single number it says nothing.
    ordered = sorted(fitting, reverse=squash is not None and squash.kind_name() == "softmax")
    found = (_widened(network, shapes, wanted) or _enlarged(network, shapes, wanted) for wanted in ordered)
    return next((repair for repair in found if repair), None)


def _enlarged(network: NetworkSpec, shapes: Mapping[str, Shape], wanted: Shape) -> Repair | None:
    """Upsampling before the output node, where its image is too small by a whole factor."""
    name = network.output_id
    shape, before = shapes[name], network.inputs_of[name]
    if len(shape) != 3 or len(wanted) != 3 or len(before) != 1:
        return None
    factor = wanted[0] // shape[0]
    try:
        larger = Upsample2D(id="larger", factor=factor)
        mended = after(network.by_id[name], [after(larger, [shapes[before[0]]])])
    except (ShapeError, ValueError):
        return None
    return Repair(name, larger.kind, {"factor": factor}) if factor > 1 and mended[:2] == wanted[:2] else None


def _widened(network: NetworkSpec, shapes: Mapping[str, Shape], wanted: Shape) -> Repair | None:
    """Another number of units, or of filters, in the layer that decides how many numbers come out."""
    path = [network.output_id]
    while len(network.inputs_of[path[-1]]) == 1 and not _width(network.by_id[path[-1]]):
        path += network.inputs_of[path[-1]]
    name = path[-1]
    width = _width(network.by_id[name])
    if not width:
        return None
    try:
        changed = type(network.by_id[name]).model_validate({**dict(network.by_id[name]), width: wanted[-1]})
        shape = after(changed, [shapes[start] for start in network.inputs_of[name]])
        for reader in reversed(path[:-1]):
            shape = after(network.by_id[reader], [shape])
    except (ShapeError, ValueError):
        return None
    return Repair(name, "", {width: wanted[-1]}) if shape == wanted else None


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
