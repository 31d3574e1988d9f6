"""Clipping by value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.clipping.base import Clipping

if TYPE_CHECKING:
    from jax import Array


class ByValue(Clipping):
    r"""Cuts every number of the gradient off at a limit: no weight is pulled harder than that, but the direction changes.

    Equation: g_j \leftarrow \max(-c, \min(c, g_j))
    Source: Mikolov (2012), Statistical Language Models Based on Neural Networks; torch.nn.utils.clip_grad_value_
    """

    title: ClassVar[str] = "By value"

    kind: Literal["value"] = "value"
    most: float = live(
        0.5,
        ge=1e-6,
        le=1e6,
        description="Most that the gradient of one weight may be: lower is safer, and slower where gradients are large.",
    )

    def clip(self, gradient: Array, knobs: Mapping[str, Any]) -> Array:
        return ops.jnp.clip(gradient, -knobs["most"], knobs["most"])
