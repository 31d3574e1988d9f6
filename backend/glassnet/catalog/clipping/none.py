"""Gradients as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet.catalog.clipping.base import Clipping

if TYPE_CHECKING:
    from jax import Array


class Unclipped(Clipping):
    r"""Takes every gradient as it is, however large.

    Equation: g \leftarrow g
    Source: Cauchy (1847), for whom all were small
    """

    title: ClassVar[str] = "None"
    idle: ClassVar[bool] = True

    kind: Literal["none"] = "none"

    def clip(self, gradient: Array, knobs: Mapping[str, Any]) -> Array:
        del knobs
        return gradient
