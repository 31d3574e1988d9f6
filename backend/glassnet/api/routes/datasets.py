"""Data sets: what there is, and how it looks."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import Field, ValidationError

from glassnet.api.routes.answers import Answer, new_router, refusals
from glassnet.api.strict_json import shown
from glassnet.api.validation import explain
from glassnet.catalog.datasets import DATASETS, PointSet, Task
from glassnet.errors import NotFoundError

router = new_router("datasets")


class DatasetView(Answer):
    """A data set one can choose."""

    id: str = Field(description="Also its `kind` in a RunSpec.", examples=["circles"])
    kind: str = Field(examples=["circles"])
    title: str = Field(examples=["Circles"])
    summary: str
    task: Task


class DatasetPage(Answer):
    """A page of data sets."""

    items: list[DatasetView]
    next: str | None = Field(default=None, description="Always null: all fit on one page.")


class Preview(Answer):
    """Points of a data set."""

    task: Task
    classes: int = Field(description="Number of classes; 0 for values.")
    points: list[tuple[float, float]] = Field(description="In the plane, from -6 to 6.")
    labels: list[float] = Field(description="Class numbers, or values from -1 to 1.")


@router.get("/datasets", summary="The data sets there are")
async def read_datasets() -> DatasetPage:
    """All built-in data sets in the order of the menu."""
    items = []
    for kind, cls in DATASETS.items():
        documentation = cls.documentation()
        items.append(
            DatasetView(
                id=kind,
                kind=kind,
                title=documentation["title"],
                summary=documentation["summary"],
                task=cls().task(),
            )
        )
    return DatasetPage(items=items)


@router.get("/datasets/{kind}/preview", summary="How a data set looks", responses=refusals(404, 422))
async def preview(
    kind: Annotated[str, Path(description="One of the ids that `/datasets` lists.", examples=["circles"])],
    samples: Annotated[int, Query(ge=10, le=2000, description="Number of points.")] = 200,
    noise: Annotated[float, Query(ge=0.0, le=1.0, description="How far points stray.")] = 0.1,
    seed: Annotated[int, Query(ge=0, le=2**31 - 1, description="Equal seeds draw equal points.")] = 0,
    classes: Annotated[
        int | None, Query(ge=2, le=5, description="Number of classes, where the data set has a choice.")
    ] = None,
) -> Preview:
    """Draws points as a run with the same arguments would."""
    cls = DATASETS.get(kind)
    if cls is None:
        raise NotFoundError("no_dataset", f"There is no data set {shown(kind)}.", f"There are {', '.join(DATASETS)}.")
    arguments: dict[str, Any] = {"kind": kind, "samples": samples, "noise": noise, "seed": seed}
    if classes is not None and "classes" in cls.model_fields:
        arguments["classes"] = classes
    try:
        data = cls.model_validate(arguments)
    except ValidationError as error:
        raise explain(
            error.errors(include_url=False, include_input=False), arguments, cls.model_json_schema(), "query"
        ) from None
    assert isinstance(data, PointSet)
    drawn = data.generate()
    return Preview(
        task=data.task(),
        classes=data.class_count(),
        points=[(x, y) for x, y in drawn.points.round(4).tolist()],
        labels=drawn.labels.round(4).tolist(),
    )
