"""How well a run that finds a class for each pixel does, class by class."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from glassnet.api.access import Reader
from glassnet.api.owned import ReadableRun
from glassnet.api.routes.answers import Answer, new_router, refusals
from glassnet.api.service import InTurnHere, PoolHere
from glassnet.protocol import views

router = new_router("runs")

Figures = list[float | None]


class RegionsTable(Answer):
    """Agreement of masks with the truth: a figure for each class, null where there is nothing to divide by."""

    part: views.Part
    step: int = Field(description="Updates done when it was asked; the figures are those of the last evaluation.")
    images: int = Field(description="How many were judged.")
    classes: list[str] = Field(description="Names, in the order of their numbers.")
    dice: Figures = Field(description="Mean over the images in which the class is there or found.")
    iou: Figures = Field(description="Likewise.")
    precision: Figures = Field(description="Over all pixels.")
    recall: Figures = Field(description="Over all pixels.")
    share: Figures = Field(description="Share of the true pixels.")
    empty: list[int] = Field(description="Images without the class.")
    counts: list[list[float]] = Field(description="Pixels by truth (row) and prediction (column).")
    unit: Literal["mm", "pixels"] = Field(description="Of the distances.")
    hausdorff: Figures | None = Field(
        default=None, description="Mean distance of outlines; null while the run trains. The first class has none."
    )
    hausdorff95: Figures | None = Field(default=None, description="Likewise, but for the farthest 5 % of the pixels.")
    group: list[int] | None = Field(default=None, description="Groups of known volume; null when there are none.")
    volumes: list[list[list[Figures]]] | None = Field(
        default=None, description="In ml: by group, truth or prediction, end of diastole or of systole, and class."
    )
    ejection: list[list[Figures]] | None = Field(
        default=None, description="Ejection fraction: by group, truth or prediction, and class."
    )


@router.get("/runs/{id}/regions", summary="How well masks agree", responses=refusals(404, 409, 422, 429, 503))
async def read_regions(
    id: ReadableRun,
    who: Reader,
    pool: PoolHere,
    turns: InTurnHere,
    part: Annotated[views.Part, Query(description="Of which part of the data.")] = "test",
) -> RegionsTable:
    """Dice, IoU, distances of outlines and volumes as of the last evaluation.

    The distances are measured when the run rests, and the answer waits for them, at most 20 seconds.
    """
    async with turns.of(who):
        seen = await pool.look(id, views.Regions(part=part))
    told = {key: seen["meta"][key] for key in ("classes", "unit", "images")}
    return RegionsTable(part=part, step=seen["step"], **told, **seen["tensors"])
