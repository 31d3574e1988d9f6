"""The layer normalisation layer."""

from __future__ import annotations

from typing import ClassVar, Literal

from glassnet.catalog.layers.normalising import GroupNormalising


class LayerNorm(GroupNormalising):
    r"""Brings all numbers of one example to mean 0 and variance 1, so that their size never runs away from layer to layer.

    Any shape, same shape out; gain and bias ``(channels,)``. For images PyTorch's ``GroupNorm(1, channels)``.

    Equation: y = \gamma\,\frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta
    Source: Ba, Kiros and Hinton (2016), arXiv:1607.06450
    """

    title: ClassVar[str] = "Layer norm"

    kind: Literal["layer_norm"] = "layer_norm"

    def group_count(self, channels: int) -> int:
        del channels
        return 1
