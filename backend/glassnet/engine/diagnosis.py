"""Where a training went astray: the first node whose numbers are no longer finite."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from glassnet.engine.program import Chance, Program


class Fault(NamedTuple):
    """The node at fault and what became of it, in words."""

    node: str
    what: str


def first_fault(program: Program, flat: Any, live: Any, x: Any, target: Any, update: Chance) -> Fault:
    """Look for the first sign of trouble in a state that is finite but whose next update is not.

    Args:
        program: of the run.
        flat: parameters ``(parameters,)``.
        live: live values, without the replica axis.
        x: inputs of the batch of that update.
        target: its targets.
        update: which one it is.

    The forward pass is searched from the input on, then the gradients from the output back; when both are finite the
    step itself was too large, and the node with the largest gradient is named.
    """
    layout = program.layout
    values, loss, gradient = program.inspect(flat, live, x, target, update)
    for name in layout.network.order:
        if not np.isfinite(np.asarray(values[name])).all():
            return Fault(name, "its output is no longer a finite number")
    if not np.isfinite(float(loss)):
        return Fault(layout.network.output_id, "the loss of its output is no longer a finite number")
    gradients = layout.named(np.asarray(gradient))
    learned = [place for place in layout.places if place.learned]
    for place in reversed(learned):
        if not np.isfinite(gradients[place.key]).all():
            return Fault(place.node, "its gradient is no longer a finite number")
    if not learned:
        return Fault(layout.network.output_id, "its numbers are no longer finite")
    steepest = max(learned, key=lambda place: float(np.abs(gradients[place.key]).max()))
    return Fault(steepest.node, "the step it would take is too large for a finite number")
