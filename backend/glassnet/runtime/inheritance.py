"""Runs that begin with what another one has learned: its weights alone, or all of a state that was kept."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np
from safetensors.numpy import load

from glassnet.catalog.layers import Shape
from glassnet.catalog.optimisers import OPTIMISERS
from glassnet.errors import ConflictError
from glassnet.protocol.events import Columns
from glassnet.runtime.trainer import Arrays
from glassnet.spec import RunSpec
from glassnet.spec.shapes import inputs_of
from glassnet.storage.checkpoints import Checkpoint

_LOSSES = "training.epoch_losses"

HINT = "Only runs whose layers have the same names and sizes can go on from each other; leave out weights_from."


class Beginning(NamedTuple):
    """Where a new run begins.

    Attributes:
        checkpoint: its first one, arrays and manifest; None: it begins with new weights.
        step, epoch: how far it is then.
        rows: its curves until then.
    """

    checkpoint: tuple[Arrays, dict[str, Any]] | None
    step: int = 0
    epoch: float = 0.0
    rows: Columns | None = None

    @property
    def newest(self) -> dict[str, float | None]:
        """The newest figure of every curve."""
        columns = {name: reversed(column) for name, column in (self.rows or {}).items() if column}
        return {name: next((one for one in column if one is not None), None) for name, column in columns.items()}


def continued(found: Checkpoint) -> Beginning:
    """The beginning of a run that goes on from a checkpoint of another one as that one itself would.

    What was answered to commands of the other one is left out, and its rows become the first history of the new one.
    """
    trainer = found.manifest["trainer"]
    rows: Columns = found.manifest["rows"]
    manifest = {"trainer": trainer, "placement": 0, "history": -1, "rows": rows, "answers": {}}
    return Beginning((found.arrays, manifest), trainer["step"], trainer["epoch"], rows)


def inherited(spec: RunSpec, content: bytes, source: str) -> tuple[Arrays, dict[str, Any]]:
    """The checkpoint at which a new run begins: the numbers of another one, and an optimiser that remembers nothing.

    Args:
        spec: of the new run.
        content: the other run's weights as a safetensors file.
        source: id of the other run.

    Raises:
        ConflictError: when the two have not the very same arrays; names the first that differs.
    """
    given, wanted = load(content), _wanted(spec)
    for name, shape in wanted.items():
        if name not in given:
            raise _unfit(f"run {source} has no '{name}'")
        if given[name].shape != shape:
            raise _unfit(f"'{name}' is {_said(given[name].shape)} in run {source} and {_said(shape)} here")
    ours = {name.split(".")[0] for name in wanted}
    for name in given:
        learned = name.count(".") == 1 and name != _LOSSES  # what an optimiser remembers has longer names
        if learned and name not in wanted:
            why = "which has another form here" if name.split(".")[0] in ours else "which is not there any more"
            raise _unfit(f"run {source} has '{name}', {why}")
    arrays: Arrays = {name: given[name] for name in wanted}
    for slot in OPTIMISERS[spec.training.optimiser.kind_name()].slots:
        arrays |= {f"optimiser.{slot}.{name}": np.zeros(shape, np.float32) for name, shape in wanted.items()}
    arrays[_LOSSES] = np.zeros(0, np.float32)
    trainer = {"step": 0, "epoch": 0.0, "sample": 0, "spec": spec.model_dump(mode="json")}
    return arrays, {"trainer": trainer, "placement": 0, "history": -1, "rows": {}, "answers": {}}


def _wanted(spec: RunSpec) -> dict[str, Shape]:
    network = spec.network
    return {
        f"{name}.{one.name}": one.shape
        for name in network.order
        for one in network.by_id[name].parameters(inputs_of(network, name, spec.shapes, spec.input_shape))
        if prod(one.shape)
    }


def _said(shape: Shape) -> str:
    return " × ".join(map(str, shape))


def _unfit(why: str) -> ConflictError:
    return ConflictError("weights", f"The weights do not fit: {why}.", HINT, "weights_from")
