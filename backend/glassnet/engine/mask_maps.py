"""What a network that says a class for each pixel makes of a few images, computed on the device."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from glassnet.engine.feature_maps import Tensors
from glassnet.engine.forward import Graph
from glassnet.engine.tally import tally

AT_ONCE = 6
"""Images of one call, when there are several: enough to fill a strip, few enough that training hardly waits."""


def masks(graph: Graph, flat: Array, live: Array, images: Array, truths: Array, *, classes: int) -> Tensors:
    """Probabilities, loss and agreement of a few images.

    Args:
        graph: the network.
        flat: its parameters.
        live: the live values.
        images: ``(n, height, width, channels)`` uint8.
        truths: class numbers, ``(n, height, width)`` uint8.
        classes: how many there are.

    Returns:
        ``probabilities`` uint8 ``(n, height, width, classes)``, 255 is 1; ``loss`` of every pixel float32 ``(n, height,
        width)``; ``counts`` of pixels by truth and prediction, ``(n, classes, classes)``.
    """
    passed = graph.run(flat, graph.enter(images, live), live)
    said = jnp.nan_to_num(graph.predictions(passed), nan=0.0)
    return {
        "probabilities": jnp.rint(said * 255.0).astype(jnp.uint8),
        "loss": graph.loss_map(passed, truths, live),
        "counts": tally(truths, graph.found(passed), classes),
    }
