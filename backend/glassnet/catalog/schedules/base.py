"""What a schedule is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from glassnet import ops
from glassnet.catalog.base import Part, live

if TYPE_CHECKING:
    from jax import Array


class Schedule(Part):
    """A factor on the learning rate as a function of the epoch. Every field is a live value.

    The engine works it out for every update, the page draws it: both read these few lines (`editor/schedule.ts`).
    """

    steady: ClassVar[bool] = False
    """Whether the factor is always 1, so that nothing needs to be computed."""

    @abstractmethod
    def scale(self, epoch: Array, knobs: Mapping[str, Any]) -> Array:
        """What the learning rate is multiplied by.

        Args:
            epoch: passes over the training data before this update, with the fraction of the current one, float32
                scalar.
            knobs: the live values by field name, traced float32 scalars.

        Returns:
            0 or more, float32 scalar.
        """


def warm_up(default: float = 0.0) -> Any:
    """The field that says for how long the learning rate rises first."""
    return live(
        default,
        ge=0.0,
        le=1e6,
        description="Epochs in which the learning rate first rises from nothing: the first steps, whose direction is "
        "chance, do less harm.",
    )


def risen(epoch: Array, knobs: Mapping[str, Any]) -> Array:
    r"""What a linear warm-up of ``warm_up`` epochs leaves of the factor: from 0 to 1 along a straight line, then 1.

    Equation: \min(1, t / t_\text{warm})
    """
    rising = epoch / ops.jnp.maximum(knobs["warm_up"], 1e-6)
    return ops.jnp.where(epoch < knobs["warm_up"], rising, 1.0)
