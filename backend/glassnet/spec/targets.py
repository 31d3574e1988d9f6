"""What the network is asked to say: how labels become targets, and outputs become predictions."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets import Dataset, Task
from glassnet.catalog.layers import Shape, describe
from glassnet.catalog.losses import Loss
from glassnet.errors import ShapeError, SpecError
from glassnet.spec.network import NetworkSpec

PROBABILITIES = ("sigmoid", "softmax")
"""Activations whose values are probabilities."""


class Encoding(NamedTuple):
    """How labels are put to the network.

    Attributes:
        task: what there is to learn.
        outputs: how many numbers the network says.
        low, high: the targets of a wrong and of the right class: -1 and 1 when the output can be negative and the loss
            is a distance, 0 and 1 otherwise.
        reads: what the loss takes: the ``outputs`` as they are, the ``sums`` before the last activation, or
            the outputs as ``probabilities`` (see `Loss`).
    """

    task: Task
    outputs: int
    low: float
    high: float
    reads: Literal["outputs", "sums", "probabilities"]

    def encode(self, labels: NDArray[np.float32]) -> NDArray[np.float32]:
        """Targets ``(n, outputs)`` for labels ``(n,)``."""
        if self.task == "regression":
            return labels[:, None].astype(np.float32)
        if self.outputs == 1:
            return np.where(labels[:, None] > 0.5, self.high, self.low).astype(np.float32)
        hot = labels[:, None] == np.arange(self.outputs)[None]
        return np.where(hot, self.high, self.low).astype(np.float32)


def encoding(network: NetworkSpec, data: Dataset, loss: Loss, shapes: dict[str, Shape]) -> Encoding:
    """How ``data`` is put to ``network`` under ``loss``.

    Raises:
        ShapeError: when the output does not fit the data, naming the output node.
        SpecError: when the loss does not fit the task.
    """
    task, classes = data.task(), data.class_count()
    _check_loss(task, loss)
    node = network.by_id[network.output_id]
    shape = shapes[network.output_id]
    fitting = fitting_outputs(data, loss)
    if shape not in fitting:
        wanted = " or ".join(describe(one) for one in sorted(fitting))
        why = {"binary": "two classes need", "regression": "one value needs"}.get(task, f"{classes} classes need")
        raise ShapeError(
            "output_shape",
            f"The output '{node.id}' gives {describe(shape)}; {why} {wanted}"
            + (" with this loss." if loss.fit == "categorical" else "."),
            f"Set the units of '{node.id}' to {min(fitting)[0]}."
            if "units" in type(node).model_fields
            else f"Let the last Dense layer have {min(fitting)[0]} units.",
            f"network.nodes.{node.id}",
        )
    squash = node.squash()
    kind = squash.kind_name() if squash else ""
    reads: Literal["outputs", "sums", "probabilities"] = "outputs"
    if loss.fuses and kind in PROBABILITIES:
        reads = "sums" if kind == loss.fuses else "probabilities"
    negative = loss.fit == "distance" and (squash is None or squash.range[0] <= -1.0)
    return Encoding(task, shape[0], -1.0 if negative else 0.0, 1.0, reads)


def fitting_outputs(data: Dataset, loss: Loss) -> set[Shape]:
    """The shapes of an output that can be compared with the labels of ``data`` by ``loss``."""
    if data.task() == "binary":
        return {(2,)} if loss.fit == "categorical" else {(1,), (2,)}
    return {(max(1, data.class_count()),)}


def _check_loss(task: Task, loss: Loss) -> None:
    if task == "regression" and loss.fit != "distance":
        raise SpecError(
            "loss",
            f"{loss.title} compares with classes, but this data set has values.",
            "Choose mse, l1 or huber, or a data set with classes.",
            "training.loss",
        )
