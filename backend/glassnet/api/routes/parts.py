"""How data are parted: what trains, what validates, what tests."""

from __future__ import annotations

import asyncio
from typing import Annotated

import numpy as np
from fastapi import Body
from pydantic import BaseModel, ConfigDict, Field

from glassnet.api.access import Reader
from glassnet.api.routes.answers import WITH_BODY, Answer, new_router, refusals
from glassnet.catalog.datasets import Dataset, TableSet
from glassnet.catalog.datasets.grouped import Grouped
from glassnet.catalog.datasets.tables import Chosen
from glassnet.spec import DataSpec

router = new_router("datasets")


class Parted(BaseModel):
    """The data that are to be parted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: DataSpec = Field(description="As in a RunSpec.")


class PartSize(Answer):
    """What one part is made of."""

    images: int = Field(description="Examples in it.", examples=[368])
    groups: int = Field(description="Groups, such as patients, of which it has examples.", examples=[39])


class Parts(Answer):
    """How many examples and groups each part has."""

    train: PartSize
    validation: PartSize
    test: PartSize
    grouped: bool = Field(description="Whether examples belong together in groups at all.")
    chosen: Chosen | None = Field(default=None, description="Of a table: what the network gets, and what it learns.")


@router.post("/datasets/parts", summary="How data are parted", responses=refusals(*WITH_BODY))
async def parts(parted: Annotated[Parted, Body(examples=[{"data": {"kind": "cells"}}])], identity: Reader) -> Parts:
    """What each part of the data has. Parted by group, no group is in two parts. Nothing is drawn or read for that."""
    return await asyncio.to_thread(_parts, parted.data)


def _parts(data: Dataset) -> Parts:
    if not isinstance(data, Grouped):
        train, validation, test = (PartSize(images=count, groups=count) for count in data.parts())
        chosen = data.chosen() if isinstance(data, TableSet) else None
        return Parts(train=train, validation=validation, test=test, grouped=False, chosen=chosen)
    sizes = data.group_sizes()
    group = np.repeat(np.arange(len(sizes)), sizes)
    train, validation, test = (
        PartSize(images=len(part), groups=len(np.unique(group[part]))) for part in data.arrangement()
    )
    return Parts(train=train, validation=validation, test=test, grouped=any(size > 1 for size in sizes))
