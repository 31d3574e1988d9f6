"""What a loss is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet.catalog.base import Part

if TYPE_CHECKING:
    from jax import Array

Fit = Literal["distance", "binary", "categorical"]


class Loss(Part):
    """How wrong an output is, as one number to make small.

    ``fit`` says what kind of target it compares with: a ``distance`` to any numbers, ``binary`` to 0 or 1 each, or
    ``categorical`` to one class of several (one-hot). ``fuses`` names the activation whose values it takes as
    probabilities; the engine then hands over the sums before that activation, which is the stable form. Outputs of
    any other activation are taken as logits.
    """

    fit: ClassVar[Fit]
    fuses: ClassVar[str | None] = None

    @abstractmethod
    def per_sample(self, output: Array, target: Array, live: Mapping[str, Any]) -> Array:
        """The loss of every example: ``output`` and ``target`` are ``(batch, outputs)``, the result is ``(batch,)``.

        For losses that fuse, ``output`` is logits. ``live`` holds the loss's live values as traced scalars.
        """
