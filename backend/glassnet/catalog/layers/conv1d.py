"""The 1-D convolution layer."""

from __future__ import annotations

from typing import ClassVar, Literal

from glassnet.catalog.layers.filtering import Convolution


class Conv1D(Convolution):
    r"""Slides small patterns along a sequence and says at every place how well each fits.

    Inputs ``(length, channels)``, output ``(length', filters)``; weights ``(kernel, channels / groups, filters)``, bias
    ``(filters,)``. ``same`` pads zeros: d(k − 1) of them, half before and half after, so that the length is
    ⌈length / stride⌉ (for odd kernels PyTorch's ``padding = k // 2``).

    Equation: y_{t,f} = \varphi\!\left(\sum_{i,c} w_{i,c,f}\,x_{st + di - p,\,c} + b_f\right)
    Source: Waibel et al. (1989), doi:10.1109/29.21701
    """

    title: ClassVar[str] = "Conv 1-D"
    ranks: ClassVar[tuple[int, ...]] = (2,)

    kind: Literal["conv1d"] = "conv1d"
