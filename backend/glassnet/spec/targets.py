"""What the network is asked to say: how labels become targets, and outputs become predictions."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.catalog.datasets import Dataset, Grouped, Task
from glassnet.catalog.layers import Layer, Shape, describe
from glassnet.catalog.losses import Loss
from glassnet.errors import Repair, ShapeError, SpecError
from glassnet.spec.corrections import check as check_corrections
from glassnet.spec.network import NetworkSpec

PROBABILITIES = ("sigmoid", "softmax")
"""Activations whose values are probabilities."""

STEP = "step"
"""The activation without a slope: losses look at the sum before it, or cannot learn."""


class Encoding(NamedTuple):
    """How labels are put to the network.

    Attributes:
        task: what there is to learn.
        outputs: how many numbers the network says, of masks for every pixel.
        low, high: the targets of a wrong and of the right class: -1 and 1 when what the loss takes can be negative
            and it is a distance, 0 and 1 otherwise.
        reads: what the loss takes: the ``outputs`` as they are, the ``sums`` before the last activation
            (one that it is fused with, or a step), or the outputs as ``probabilities`` (see `Loss`).
    """

    task: Task
    outputs: int
    low: float
    high: float
    reads: Literal["outputs", "sums", "probabilities"]

    @property
    def masks(self) -> bool:
        """Whether there is an answer for every pixel."""
        return self.task == "segmentation"

    @property
    def stored(self) -> str:
        """What decides `encode`: equal names give equal targets of equal labels."""
        return "masks" if self.masks else f"{self.task} {self.outputs} {self.low} {self.high}"

    def encode(self, labels: NDArray[Any]) -> NDArray[Any]:
        """Targets as they are stored: float32 ``(n, outputs)`` for labels ``(n,)``; masks stay as they are, bytes."""
        if self.masks:
            return labels
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
        SpecError: when the loss does not fit the task, or a correction not the masks.
    """
    task = data.task()
    _check_loss(task, loss)
    _check_weights(data, loss)
    if isinstance(data, Grouped):
        check_corrections(data)
    node, shape = network.by_id[network.output_id], shapes[network.output_id]
    fitting = fitting_outputs(data, loss)
    if shape not in fitting:
        raise _misfit(node, shape, fitting, data, loss)
    squash = node.squash()
    kind = squash.kind_name() if squash else ""
    if task == "segmentation" and shape[-1] == 1 and kind == "softmax":
        raise _lone_softmax(node)
    reads: Literal["outputs", "sums", "probabilities"] = "outputs"
    fused = loss.fused(shape[-1])
    if fused and kind in PROBABILITIES:
        reads = "sums" if kind == fused else "probabilities"
    if kind == STEP:
        if not loss.under_step:
            raise _flat_output(node, shape, loss)
        reads = "sums"
    negative = loss.fit == "distance" and (squash is None or kind == STEP or squash.range[0] <= -1.0)
    return Encoding(task, shape[-1], -1.0 if negative else 0.0, 1.0, reads)


def fitting_outputs(data: Dataset, loss: Loss) -> set[Shape]:
    """The shapes of an output that can be compared with the labels of ``data`` by ``loss``."""
    classes, place = data.class_count(), data.input_shape()[:-1] if data.masked() else ()
    several = (*place, max(1, classes))
    return {several} if classes != 2 or loss.fit == "categorical" else {(*place, 1), several}


def _misfit(node: Layer, shape: Shape, fitting: set[Shape], data: Dataset, loss: Loss) -> ShapeError:
    task, classes, least = data.task(), data.class_count(), min(fitting)
    wanted = " or ".join(describe(one) for one in sorted(fitting))
    if task == "segmentation":
        why = f"masks of {'two' if classes == 2 else classes} classes need"
    else:
        why = {"binary": "two classes need", "regression": "one value needs"}.get(task, f"{classes} classes need")
    if task == "segmentation":
        hint = _mask_hint(node, shape, least)
    elif "units" in type(node).model_fields:
        hint = f"Set the units of '{node.id}' to {least[0]}."
    else:
        hint = f"Let the last Dense layer have {least[0]} units."
    return ShapeError(
        "output_shape",
        f"The output '{node.id}' gives {describe(shape)}; {why} {wanted}"
        + (" with this loss." if loss.fit == "categorical" else "."),
        hint,
        f"network.nodes.{node.id}",
    )


def _mask_hint(node: Layer, shape: Shape, wanted: Shape) -> str:
    """What to do about an output that is no mask of the images' size."""
    height, width, channels = wanted
    whole = f"{height} × {width}"
    if len(shape) != 3:
        return (
            f"A mask has an answer for every pixel: leave out Flatten, Dense and global pooling, and end in a Conv 2-D "
            f"with {channels} filters at {whole}, as the template U-Net does."
        )
    if shape[:2] == wanted[:2]:
        if "filters" in type(node).model_fields:
            return f"Set the filters of '{node.id}' to {channels}."
        return f"Let the last Conv 2-D have {channels} filters."
    if shape[0] < height and shape[1] < width:
        return f"Enlarge it to {whole}: by Upsample 2-D, or by Transposed conv 2-D, which learns how."
    return f"Let pooling, strides and upsampling lead back to {whole}, with padding same."


def _lone_softmax(node: Layer) -> ShapeError:
    repair = Repair(node.id, "", {"activation": "sigmoid"}) if "activation" in type(node).model_fields else None
    return ShapeError(
        "output_shape",
        f"The output '{node.id}' gives a softmax over one channel, which is always 1.",
        "Choose sigmoid for one channel, or give it one channel for each class.",
        f"network.nodes.{node.id}",
        repair,
    )


def _flat_output(node: Layer, shape: Shape, loss: Loss) -> ShapeError:
    smooth = "sigmoid" if shape[-1] == 1 or loss.fit == "binary" else "softmax"
    return ShapeError(
        "flat_output",
        f"The output '{node.id}' ends in a step, whose slope is 0: with {loss.title} no weight would ever move.",
        f"Choose {smooth} for the output, or one of the losses perceptron, delta_rule and hinge.",
        f"network.nodes.{node.id}",
        Repair(node.id, "", {"activation": "linear" if loss.fit == "distance" else smooth}),
    )


def _check_weights(data: Dataset, loss: Loss) -> None:
    weights, classes = loss.weights(), data.class_count()
    if weights and len(weights) != classes:
        raise SpecError(
            "class_weights",
            f"There are {len(weights)} class weights, but {classes} classes.",
            f"Give one weight for each of {', '.join(data.class_names())}, or none.",
            "training.loss.class_weights",
        )


def _check_loss(task: Task, loss: Loss) -> None:
    if task == "regression" and loss.fit != "distance":
        raise SpecError(
            "loss",
            f"{loss.title} compares with classes, but this data set has values.",
            "Choose mse, l1, huber or delta_rule, or a data set with classes.",
            "training.loss",
        )
    if task != "segmentation" and loss.masks_only:
        raise SpecError(
            "loss",
            f"{loss.title} compares regions of pixels, but this data set has no masks.",
            "Choose cross_entropy, binary_cross_entropy or focal, or a data set with masks such as cells.",
            "training.loss",
        )
