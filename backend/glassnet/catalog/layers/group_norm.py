"""The group normalisation layer."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd
from typing import ClassVar, Literal

from pydantic import Field

from glassnet.catalog.layers.base import Shape, describe
from glassnet.catalog.layers.normalising import GroupNormalising


class GroupNorm(GroupNormalising):
    r"""Brings each group of neighbouring channels of one example to mean 0 and variance 1; it works for batches of any size.

    Any shape, same shape out; gain and bias ``(channels,)``.

    Equation: y_c = \gamma_c\,\frac{x_c - \mu_g}{\sqrt{\sigma_g^2 + \varepsilon}} + \beta_c,\quad c \in g
    Source: Wu and He (2018), arXiv:1803.08494
    """

    title: ClassVar[str] = "Group norm"

    kind: Literal["group_norm"] = "group_norm"
    groups: int = Field(default=2, ge=1, le=1024, description="Into how many groups the channels are divided.")

    def group_count(self, channels: int) -> int:
        del channels
        return self.groups

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        (shape,) = inputs
        if shape[-1] % self.groups:
            raise self.misfit(
                f"divides the channels into {self.groups} groups but gets {describe(shape)}.",
                f"Choose a number of groups that divides {shape[-1]}.",
                groups=gcd(shape[-1], self.groups),
            )
        return super().out_shape(inputs)
