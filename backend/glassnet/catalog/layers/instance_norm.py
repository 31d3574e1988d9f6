"""The instance normalisation layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from glassnet.catalog.layers.base import Shape, describe
from glassnet.catalog.layers.normalising import GroupNormalising


class InstanceNorm(GroupNormalising):
    r"""Brings every feature map of every image to mean 0 and variance 1: what counts is its pattern, not its contrast.

    Inputs ``(length, channels)`` or ``(height, width, channels)``, same shape out; gain and bias ``(channels,)``.

    Equation: y_c = \gamma_c\,\frac{x_c - \mu_c}{\sqrt{\sigma_c^2 + \varepsilon}} + \beta_c
    Source: Ulyanov, Vedaldi and Lempitsky (2016), arXiv:1607.08022
    """

    title: ClassVar[str] = "Instance norm"

    kind: Literal["instance_norm"] = "instance_norm"

    def group_count(self, channels: int) -> int:
        return channels

    def out_shape(self, inputs: Sequence[Shape]) -> Shape:
        (shape,) = inputs
        if len(shape) == 1:
            raise self.misfit(
                f"compares the positions of a feature map with each other but gets {describe(shape)}.",
                "Put it before the Flatten, or use Layer norm here.",
            )
        return super().out_shape(inputs)
