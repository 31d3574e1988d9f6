"""What a loss is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from glassnet import ops
from glassnet.catalog.base import Part, live

if TYPE_CHECKING:
    from jax import Array

Fit = Literal["distance", "binary", "categorical", "classes"]

CLOSEST = 1e-7
"""How close to 0 and 1 a probability may come before its logarithm is taken."""


class Loss(Part):
    """How wrong an output is, as one number to make small.

    ``fit`` says what kind of target it compares with: a ``distance`` to any numbers, ``binary`` to 0 or 1 each,
    ``categorical`` to one class of several (one-hot), or ``classes``: one output that is the second of two classes, or
    one for each class. A loss that compares with classes takes the output as the network gives it: probabilities after
    a sigmoid or a softmax, logits otherwise. After the activation that it is `fused` with the engine hands over the
    sums before it, which is the stable form.

    Outputs and targets are vectors ``(batch, outputs)`` or, where every pixel has an answer, images in the layout of
    `glassnet.ops.layout`, ``(outputs, rows, columns, batch)``.
    """

    fit: ClassVar[Fit]
    fuses: ClassVar[str | None] = None
    masks_only: ClassVar[bool] = False
    """Whether it compares regions, and so needs a class for each pixel."""
    under_step: ClassVar[bool] = False
    """Whether it takes the sum before a step: the step decides, the sum learns."""

    @abstractmethod
    def per_position(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        """The loss of every answer: ``(batch,)`` for vectors, ``(rows, columns, batch)`` for images.

        For losses that fuse, ``output`` is logits. ``live`` holds the loss's live values as traced scalars.
        """

    def per_sample(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        """The loss of every example, ``(batch,)``: the mean over its positions, unless a loss says otherwise."""
        found = self.per_position(output, target, live)
        return found if found.ndim == 1 else found.mean((0, 1))

    def fused(self, outputs: int) -> str | None:
        """The activation that makes probabilities of ``outputs`` logits; None for distances."""
        if self.fit == "classes":
            return "sigmoid" if outputs == 1 else "softmax"
        return self.fuses

    def weights(self) -> list[float]:
        """How much each class counts; empty when all count alike."""
        return []

    def logits(self, probabilities: Array) -> Array:
        """The logits that stand for ``probabilities`` (0 to 1), where a loss takes logits.

        Probabilities are kept 1e-7 away from 0 and 1, so that their logarithms stay finite.
        """
        match self.fused(probabilities.shape[ops.channel_axis(probabilities)]):
            case "sigmoid":
                safe = ops.jnp.clip(probabilities, CLOSEST, 1.0 - CLOSEST)
                return ops.jnp.log(safe) - ops.jnp.log1p(-safe)
            case "softmax":
                return ops.jnp.log(ops.jnp.maximum(probabilities, CLOSEST))
        return probabilities


def foreground() -> Any:
    """The field that says how much more every class but the first counts."""
    return live(
        1.0,
        ge=0.01,
        le=100.0,
        description="Weight of every class but the first, for classes that are rare: 10 counts ten-fold.",
    )


def class_weights() -> Any:
    """The field that says how much each class counts."""
    return Field(
        default=[],
        min_length=0,
        max_length=100,
        json_schema_extra={"live": True},
        description="How much each class counts, in their order; empty counts all alike. More for a rare class, and the "
        "network overlooks it less, but raises more false alarms.",
    )


ClassWeight = Annotated[float, Field(ge=0.0, le=1000.0)]
