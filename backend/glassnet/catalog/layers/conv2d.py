"""The 2-D convolution layer."""

from __future__ import annotations

from typing import ClassVar, Literal

from glassnet.catalog.layers.filtering import Convolution


class Conv2D(Convolution):
    r"""Slides small patterns over an image and says at every place how well each fits: one feature map for each pattern.

    Inputs ``(height, width, channels)``, output ``(height', width', filters)``; weights ``(kernel, kernel, channels /
    groups, filters)``, bias ``(filters,)``. ``same`` pads zeros: d(k − 1) of them along each side, half before and half
    after, so that a side of n gives ⌈n / stride⌉ (for odd kernels PyTorch's ``padding = k // 2``).

    Equation: y_{u,v,f} = \varphi\!\left(\sum_{i,j,c} w_{i,j,c,f}\,x_{su + di - p,\,sv + dj - p,\,c} + b_f\right)
    Source: LeCun et al. (1989), doi:10.1162/neco.1989.1.4.541
    """

    title: ClassVar[str] = "Conv 2-D"

    kind: Literal["conv2d"] = "conv2d"
