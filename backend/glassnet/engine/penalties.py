"""L1 and L2: what they add to the gradient, and to what training makes small."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from glassnet.catalog.layers.penalised import Penalised
from glassnet.engine.layout import Layout
from glassnet.spec.run import RunSpec

Knobs = Callable[[str], dict[str, Array]]
"""The live values ``l1`` and ``l2`` at a path: ``training``, or a node's."""


NEAR_ZERO = 0.01
"""Size below which a weight counts as vanished: L1 moves weights to and fro about 0, by little."""


class Penalties:
    """Where which strengths act: those of the run, and those of layers that have their own.

    Without such layers nothing is computed for them.
    """

    def __init__(self, layout: Layout) -> None:
        self.regularised = layout.regularised()
        self.of_run = self.regularised.copy()
        self.own: dict[str, NDArray[np.float32]] = {}
        for place in layout.places:
            node = layout.network.by_id[place.node]
            if place.regularised and isinstance(node, Penalised) and node.own_penalty:
                self.of_run[place.slice] = 0.0
                self.own.setdefault(place.node, np.zeros(layout.size, np.float32))[place.slice] = 1.0

    def gradient(self, flat: Array, knobs: Knobs) -> Array:
        """What is added to the gradient of the loss, ``(parameters,)``."""
        run = knobs("training")
        if not self.own:
            return (run["l1"] * jnp.sign(flat) + run["l2"] * flat) * self.regularised
        l1, l2 = run["l1"] * self.of_run, run["l2"] * self.of_run
        for node, where in self.own.items():
            strengths = knobs(f"network.nodes.{node}")
            l1, l2 = l1 + strengths["l1"] * where, l2 + strengths["l2"] * where
        return l1 * jnp.sign(flat) + l2 * flat

    def penalty(self, spec: RunSpec, flat: NDArray[np.float32]) -> dict[str, float | None]:
        r"""What L1 and L2 add to the loss, under ``penalty``, ``None`` when it is not finite; nothing when all are 0.

        Beside it ``near_zero``: the share of the weights they pull at that are below `NEAR_ZERO`, from 0 to 1.

        Equation: \sum_k l_{1,k} |w_k| + \tfrac12 \sum_k l_{2,k} w_k^2
        """
        strengths = [(where, l1, l2) for where, l1, l2 in self._strengths(spec) if l1 or l2]
        if not strengths:
            return {}
        found, small, count = 0.0, 0, 0
        for where, l1, l2 in strengths:
            weights = flat[where > 0].astype(np.float64)
            found += float(l1 * np.abs(weights).sum() + 0.5 * l2 * (weights**2).sum())
            small, count = small + int((np.abs(weights) < NEAR_ZERO).sum()), count + len(weights)
        return {"penalty": found if np.isfinite(found) else None, "near_zero": small / max(1, count)}

    def _strengths(self, spec: RunSpec) -> Iterator[tuple[NDArray[np.float32], float, float]]:
        yield self.of_run, spec.training.l1, spec.training.l2
        for name, where in self.own.items():
            node = spec.network.by_id[name]
            assert isinstance(node, Penalised)
            yield where, node.l1, node.l2
