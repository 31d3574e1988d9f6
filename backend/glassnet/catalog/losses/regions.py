"""What losses that compare regions have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.losses.base import Loss
from glassnet.catalog.losses.classes import log_truth

if TYPE_CHECKING:
    from jax import Array


class RegionLoss(Loss):
    """A loss of whole regions: no pixel has a loss of its own. Shown for each is how little it believes the truth."""

    masks_only: ClassVar[bool] = True

    def per_position(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        """One minus the probability of the true class, ``(rows, columns, batch)``."""
        del live
        return -ops.jnp.expm1(log_truth(output, target))


def smooth() -> Any:
    """The field that keeps the division defined where a class is neither there nor found."""
    return live(
        1.0, ge=1e-6, le=1e4, description="Pixels added above and below the line: small regions pull more calmly."
    )


def background() -> Any:
    """The field that says how much the first class counts."""
    return live(0.0, ge=0.0, le=1.0, description="Weight of the first class in the mean over classes: 0 leaves it out.")
