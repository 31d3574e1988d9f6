"""Losses and accuracies of the parts of a data set, from what the network said of every example."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.data import Examples
from glassnet.spec.targets import Encoding


def right(predictions: NDArray[np.float32], labels: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether each example is classified correctly: predictions ``(n, outputs)``, class numbers ``(n,)``."""
    if predictions.shape[1] == 1:
        return (predictions[:, 0] > 0.5) == (labels > 0.5)
    return predictions.argmax(1) == labels.astype(np.int64)


def scores(
    predictions: NDArray[np.float32], losses: NDArray[np.float32], examples: Examples, encoding: Encoding
) -> dict[str, float | None]:
    """``<part>_loss`` (mean) and, for classes, ``<part>_accuracy`` (0 to 1); ``None`` where it is not finite.

    Parts without examples are left out.
    """
    found: dict[str, float | None] = {}
    for part, bounds in examples.bounds.items():
        if bounds.stop == bounds.start:
            continue
        loss = float(np.mean(losses[bounds], dtype=np.float64))
        found[f"{part}_loss"] = loss if np.isfinite(loss) else None
        if encoding.task != "regression":
            found[f"{part}_accuracy"] = float(right(predictions[bounds], examples.labels[bounds]).mean())
    return found
