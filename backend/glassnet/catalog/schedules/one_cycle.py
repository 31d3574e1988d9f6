"""The one-cycle schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from glassnet import ops
from glassnet.catalog.base import live
from glassnet.catalog.schedules.base import Schedule

if TYPE_CHECKING:
    from jax import Array


class OneCycle(Schedule):
    r"""Rises to the learning rate that is set and falls to almost nothing, both along half a cosine: large steps in
    the middle find a wide valley, small ones at the end its bottom.

    The learning rate that is set is the highest one. Behind its length the end remains. Momentum stays as it is. With
    N updates in the T epochs it is PyTorch's with ``total_steps`` N + 1, ``pct_start`` (N p + 1) / (N + 1),
    ``div_factor`` 1 / f₀, ``final_div_factor`` f₀ / f₁ and ``cycle_momentum`` false.

    Equation: f(t) = \begin{cases} f_0 + (1 - f_0)\,\tfrac12\left(1 - \cos\frac{\pi t}{pT}\right) & t < pT \\ f_1 + (1 - f_1)\,\tfrac12\left(1 + \cos\frac{\pi (t - pT)}{(1 - p)T}\right) & t \ge pT \end{cases}
    Source: Smith and Topin (2018), Super-Convergence, arXiv:1708.07120; torch.optim.lr_scheduler.OneCycleLR
    """

    title: ClassVar[str] = "One cycle"

    kind: Literal["one_cycle"] = "one_cycle"
    epochs: float = live(100.0, ge=1.0, le=1e6, description="Length T in epochs; from there on the end remains.")
    rise: float = live(
        0.3, ge=0.01, le=0.99, description="Share p of the length in which it rises: a longer rise is gentler."
    )
    start: float = live(
        0.04, ge=0.0, le=1.0, description="What it begins with, as a share of the learning rate that is set."
    )
    floor: float = live(
        4e-6, ge=0.0, le=1.0, description="What is left of the learning rate at the end, as a share of it."
    )

    def scale(self, epoch: Array, knobs: Mapping[str, Any]) -> Array:
        jnp = ops.jnp
        top = knobs["rise"] * knobs["epochs"]
        up, down = epoch / top, jnp.minimum((epoch - top) / (knobs["epochs"] - top), 1.0)
        rising = knobs["start"] + (1.0 - knobs["start"]) * 0.5 * (1.0 - jnp.cos(3.141592653589793 * up))
        falling = knobs["floor"] + (1.0 - knobs["floor"]) * 0.5 * (1.0 + jnp.cos(3.141592653589793 * down))
        return jnp.where(epoch < top, rising, falling)
