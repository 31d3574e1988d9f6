"""How branches of different shapes can be brought together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from glassnet.catalog.layers.base import Shape

LARGEST_FACTOR = 8


def adapter(inputs: Sequence[Shape], *, to_channels: bool = False) -> dict[str, Any]:
    """The layer that brings the one input that differs to the shape of the others, as arguments of `Layer.misfit`.

    Args:
        inputs: the shapes that should agree.
        to_channels: whether channels must agree too.

    Returns:
        ``insert``, ``port`` and the fields of the layer; nothing when several differ or no single layer can.
    """
    for port, shape in enumerate(inputs):
        others = {one if to_channels else one[:-1] for k, one in enumerate(inputs) if k != port}
        if len(others) != 1 or len({len(one) for one in inputs}) != 1:
            continue
        wanted = others.pop() if to_channels else (*others.pop(), shape[-1])
        found = _between(shape, wanted)
        if found:
            return {"port": port, **found}
    return {}


def _between(shape: Shape, wanted: Shape) -> dict[str, Any]:
    if len(shape) == 1:
        return {"insert": "dense", "units": wanted[0], "activation": "linear"}
    if len(shape) != 3:
        return {}
    if shape[-1] == wanted[-1]:
        factor = _factor(shape[:-1], wanted[:-1])
        return {"insert": "upsample2d", "factor": factor} if factor else {}
    stride = _factor(wanted[:-1], shape[:-1])
    if not stride:
        return {}
    filters = {"filters": wanted[-1], "kernel": 1, "stride": stride, "activation": "linear"}
    return {"insert": "conv2d", **filters} if wanted[-1] <= 1024 else {}


def _factor(small: Shape, large: Shape) -> int:
    """How many times ``small`` goes into ``large`` along every side; 0 when it does not."""
    factor = large[0] // small[0]
    whole = all(n * factor == m for n, m in zip(small, large, strict=True))
    return factor if whole and 1 <= factor <= LARGEST_FACTOR else 0
