"""Losses and accuracies of the parts of a data set, from what the network said of examples."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glassnet.engine import measures, regions
from glassnet.spec.targets import Encoding

Floats = NDArray[np.float32]

MOST_NAMED = 16
"""With more classes than this only means are told: a row is kept two thousand times."""


def classes(predictions: Floats) -> NDArray[np.int32]:
    """The class that each prediction ``(n, outputs)`` amounts to, ``(n,)``."""
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5).astype(np.int32)
    return predictions.argmax(1).astype(np.int32)


def right(predictions: Floats, labels: Floats) -> NDArray[np.bool_]:
    """Whether each example is classified correctly: predictions ``(n, outputs)``, class numbers ``(n,)``."""
    return classes(predictions) == np.rint(labels).astype(np.int32)


def scores(
    predictions: Floats, losses: Floats, labels: Floats, bounds: Mapping[str, slice], encoding: Encoding
) -> dict[str, float | None]:
    """``<part>_loss`` (mean) and ``<part>_accuracy`` (0 to 1) of classes, ``<part>_mae`` and ``<part>_r2`` of values.

    ``None`` where it is not finite. The mean absolute error is in the unit of the labels, the loss in that of the
    outputs.

    Args:
        predictions: ``(n, outputs)``, values in the unit of the labels.
        losses: ``(n,)``.
        labels: class numbers or values, ``(n,)``.
        bounds: first and last + 1 example of each part; parts without examples are left out.
        encoding: how labels are put.
    """
    found: dict[str, float | None] = {}
    for part, own in bounds.items():
        if own.stop == own.start:
            continue
        loss = float(np.mean(losses[own], dtype=np.float64))
        found[f"{part}_loss"] = loss if np.isfinite(loss) else None
        if encoding.task == "regression":
            found[f"{part}_mae"] = measures.finite(measures.mae(labels[own], predictions[own, 0]))
            found[f"{part}_r2"] = measures.finite(measures.r2(labels[own], predictions[own, 0]))
        else:
            found[f"{part}_accuracy"] = float(right(predictions[own], labels[own]).mean())
    return found


def mask_scores(counts: Floats, losses: Floats, bounds: Mapping[str, slice]) -> dict[str, float | None]:
    """``<part>_loss`` (mean), ``<part>_accuracy`` of all pixels, and ``<part>_dice`` and ``<part>_iou``.

    Dice and IoU are hard: for each class the mean over the images in which it is there or found; then over the classes
    but the first. Of 3 to `MOST_NAMED` classes also ``<part>_dice_<class>`` and ``<part>_iou_<class>`` for each of
    those. ``None`` where a figure is not finite, or a class is in no image, neither there nor found.

    Args:
        counts: pixels by truth (row) and prediction (column), ``(n, classes, classes)``.
        losses: ``(n,)``.
        bounds: first and last + 1 example of each part; parts without examples are left out.
    """
    found: dict[str, float] = {}
    for part, own in bounds.items():
        if own.stop == own.start:
            continue
        pixels = counts[own].astype(np.float64)
        found[f"{part}_loss"] = float(np.mean(losses[own], dtype=np.float64))
        found[f"{part}_accuracy"] = float(np.trace(pixels.sum(0)) / pixels.sum())
        for name, measure in (("dice", regions.dice), ("iou", regions.iou)):
            by_class = regions.mean(measure(pixels)[:, 1:])
            found[f"{part}_{name}"] = float(regions.mean(by_class))
            if 1 < len(by_class) < MOST_NAMED:
                found |= {f"{part}_{name}_{k}": float(value) for k, value in enumerate(by_class, start=1)}
    return {name: value if np.isfinite(value) else None for name, value in found.items()}
