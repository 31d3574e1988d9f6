"""A network while it is being drawn: what is known of every node already, and all that is still wrong.

Nothing is refused here. A network has an outline without problems exactly if it can be part of a run.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import prod
from typing import NamedTuple

from glassnet.catalog.datasets import Dataset
from glassnet.catalog.layers import Layer, Shape
from glassnet.catalog.layers.input import Input
from glassnet.errors import GlassnetError, ShapeError, SpecError
from glassnet.spec import reach, repairs, structure
from glassnet.spec.network import NetworkSpec
from glassnet.spec.pairing import Pairing, pairing
from glassnet.spec.shapes import after
from glassnet.spec.targets import encoding, fitting_outputs
from glassnet.spec.training import TrainingSpec

FLOAT_BYTES = 4


class OutlinedNode(NamedTuple):
    """What is known of a node.

    Attributes:
        shape: of its output for one example, channels last.
        parameters: its numbers: those that are learned and those that are tracked.
        flops: operations of a forward pass of one example.
        activation_bytes: of its output for one example.
        receptive_field: see `reach.field`.
    """

    shape: Shape
    parameters: int
    flops: int
    activation_bytes: int
    receptive_field: list[int] | None


class Outline(NamedTuple):
    """All that can be said of a network: nodes whose shape is known, and what is wrong, the gravest first.

    ``pairing`` tells how output and loss go together, once nothing is wrong: what learns badly can still be trained.
    """

    nodes: dict[str, OutlinedNode]
    problems: list[GlassnetError]
    pairing: Pairing = Pairing("", [])


def outline(
    nodes: Sequence[Layer],
    edges: Sequence[structure.Ends],
    data: Dataset | None,
    training: TrainingSpec | None = None,
    unread: Collection[str] = (),
) -> Outline:
    """What is known of a network that may be incomplete.

    Args:
        nodes: the layers that could be read, ids not necessarily unique.
        edges: pairs of ids, not necessarily of nodes that are there.
        data: what it is to learn; without it no shape is known.
        training: loss and optimiser; without it the usual ones.
        unread: ids of nodes that are there but have settings that could not be read.
    """
    problems: list[GlassnetError] = list(structure.faults(nodes, edges, unread))
    sound = not problems and not unread
    by_id = {node.id: node for node in nodes}
    inputs = structure.sources([*by_id, *(name for name in unread if name not in by_id)], edges)
    shapes: dict[str, Shape] = {}
    paired = Pairing("", [])
    if data is not None:
        shapes, misfits = _shapes(by_id, inputs, data.input_shape())
        problems += misfits
        if sound and not misfits:
            network = NetworkSpec(nodes=list(nodes), edges=list(edges))  # type: ignore[arg-type]
            met = _output(network, data, training or TrainingSpec(), shapes)
            if isinstance(met, Pairing):
                paired = met
            else:
                problems.append(met)
    return Outline(_known(by_id, inputs, shapes, data), problems, paired)


def _shapes(
    nodes: Mapping[str, Layer], inputs: Mapping[str, Sequence[str]], input_shape: Shape
) -> tuple[dict[str, Shape], list[ShapeError]]:
    """The shapes that can be inferred, and the misfits; what comes after a misfit stays unknown."""
    shapes: dict[str, Shape] = {}
    misfits: list[ShapeError] = []
    for name in structure.order(inputs):
        node = nodes.get(name)
        if node is None:
            continue
        entering = [input_shape] if isinstance(node, Input) else [shapes.get(start) for start in inputs[name]]
        known = [shape for shape in entering if shape is not None]
        least, most = node.ports
        if len(known) < len(entering) or len(known) < least or (most is not None and len(known) > most):
            continue
        try:
            shapes[name] = after(node, known)
        except ShapeError as misfit:
            if misfit.repair is None:
                misfit.repair = repairs.pad_a_branch(name, nodes, inputs, shapes)
            misfits.append(misfit)
    return shapes, misfits


def _output(
    network: NetworkSpec, data: Dataset, training: TrainingSpec, shapes: dict[str, Shape]
) -> Pairing | GlassnetError:
    try:
        found = encoding(network, data, training.loss, shapes)
    except ShapeError as error:
        fitting = fitting_outputs(data, training.loss)
        error.repair = error.repair or repairs.mend_output(network, shapes, fitting)
        return error
    except SpecError as error:
        return error
    return pairing(network, data, training.loss, found)


def _known(
    nodes: Mapping[str, Layer], inputs: Mapping[str, Sequence[str]], shapes: Mapping[str, Shape], data: Dataset | None
) -> dict[str, OutlinedNode]:
    if data is None:
        return {}
    input_shape = data.input_shape()
    inner = {name: [] if isinstance(nodes[name], Input) else list(inputs[name]) for name in shapes}
    fields = reach.fields(list(shapes), nodes, inner, input_shape)
    found = {}
    for name, shape in shapes.items():
        entering = [shapes[start] for start in inner[name]] or [input_shape]
        found[name] = OutlinedNode(
            shape,
            sum(prod(one.shape) for one in nodes[name].parameters(entering)),
            nodes[name].flops(entering),
            FLOAT_BYTES * prod(shape),
            fields[name],
        )
    return found
