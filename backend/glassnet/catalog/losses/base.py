"""What a loss is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet.catalog.base import Part

if TYPE_CHECKING:
    from jax import Array

Fit = Literal["distance", "binary", "categorical"]

CLOSEST = 1e-7
"""How close to 0 and 1 a probability may come before its logarithm is taken."""


class Loss(Part):
    """How wrong an output is, as one number to make small.

    ``fit`` says what kind of target it compares with: a ``distance`` to any numbers, ``binary`` to 0 or 1 each, or
    ``categorical`` to one class of several (one-hot). A loss that compares with
    classes takes the output as the network gives it: probabilities after a sigmoid or a softmax, logits otherwise.
    After the activation that it ``fuses`` the engine hands over the sums before it, which is the stable form.
    """

    fit: ClassVar[Fit]
    fuses: ClassVar[str | None] = None

    @abstractmethod
    def per_sample(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        """The loss of every example: ``output`` and ``target`` are ``(batch, outputs)``, the result is ``(batch,)``.

        For losses that fuse, ``output`` is logits. ``live`` holds the loss's live values as traced scalars.
        """

    def logits(self, probabilities: Array) -> Array:
        """The logits that stand for ``probabilities`` (0 to 1, any shape), where a loss takes logits.

        Probabilities are kept 1e-7 away from 0 and 1, so that their logarithms stay finite.
        """
        return probabilities
