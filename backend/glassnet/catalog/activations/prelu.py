"""The PReLU activation."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import TYPE_CHECKING, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.activations.base import Activation

if TYPE_CHECKING:
    from jax import Array


class PReLU(Activation):
    r"""A leaky ReLU that learns how much of negative numbers it lets through: each unit has a slope of its own.

    The slopes are learned numbers of the layer, ``slope`` ``(units,)`` or ``(channels,)``. They start at 0.25, and L1
    and L2 leave them alone, because a pull to 0 would make a plain ReLU of it.

    Equation: f(x) = \begin{cases} x & x > 0 \\ a_k\,x & x \le 0 \end{cases}
    Source: He et al. (2015), arXiv:1502.01852, channel-wise; torch.nn.PReLU(num_parameters=channels)
    """

    title: ClassVar[str] = "PReLU"
    range: ClassVar[tuple[float, float]] = (-inf, inf)
    learned: ClassVar[Mapping[str, float]] = {"slope": 0.25}

    kind: Literal["prelu"] = "prelu"

    def apply(self, x: Array) -> Array:
        return ops.jnp.where(x > 0.0, x, self.learned["slope"] * x)

    def apply_learned(self, x: Array, params: Mapping[str, Array]) -> Array:
        return ops.jnp.where(x > 0.0, x, ops.per_channel(params["slope"], x) * x)
