"""Clipping by the norm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.clipping.base import Clipping

if TYPE_CHECKING:
    from jax import Array


class ByNorm(Clipping):
    r"""Shortens a gradient that is too long and keeps its direction: a cliff in the loss no longer throws the weights far
    away.

    The length is that of the gradient of all parameters together, penalties included.

    Equation: g \leftarrow g\,\min\!\left(1, \frac{c}{\lVert g \rVert_2 + 10^{-6}}\right)
    Source: Pascanu et al. (2013), arXiv:1211.5063; torch.nn.utils.clip_grad_norm_
    """

    title: ClassVar[str] = "By norm"

    kind: Literal["norm"] = "norm"
    most: float = live(
        1.0,
        ge=1e-6,
        le=1e6,
        description="Length c that a gradient may have: lower is safer, and slower where gradients are large.",
    )

    def clip(self, gradient: Array, knobs: Mapping[str, Any]) -> Array:
        length = ops.jnp.sqrt((gradient * gradient).sum())
        return gradient * ops.jnp.minimum(1.0, knobs["most"] / (length + 1e-6))
