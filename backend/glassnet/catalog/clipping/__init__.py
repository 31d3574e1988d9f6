"""Clipping: what becomes of gradients that are too large. To add one, write its file and name it in `ClippingSpec`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from glassnet.catalog.base import members
from glassnet.catalog.clipping.base import Clipping
from glassnet.catalog.clipping.none import Unclipped
from glassnet.catalog.clipping.norm import ByNorm
from glassnet.catalog.clipping.value import ByValue

ClippingSpec = Annotated[Unclipped | ByNorm | ByValue, Field(discriminator="kind")]

CLIPPINGS: dict[str, type[Clipping]] = members(ClippingSpec)

__all__ = ["CLIPPINGS", "Clipping", "ClippingSpec"]
