"""What a learner can pick."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import ConfigDict, Field

from glassnet.api.access import Anyone
from glassnet.api.routes.answers import Answer, new_router
from glassnet.catalog.activations import ACTIVATIONS
from glassnet.catalog.augmentations import AUGMENTATIONS, Warp
from glassnet.catalog.base import Part, marked
from glassnet.catalog.clipping import CLIPPINGS
from glassnet.catalog.datasets import DATASETS, Dataset, Task
from glassnet.catalog.datasets.base import Needs
from glassnet.catalog.features import FEATURES
from glassnet.catalog.initialisers import INITIALISERS
from glassnet.catalog.layers import LAYERS
from glassnet.catalog.losses import LOSSES
from glassnet.catalog.optimisers import OPTIMISERS
from glassnet.catalog.schedules import SCHEDULES

router = new_router("catalog")


class CatalogEntry(Answer):
    """One thing a learner can pick."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, validate_by_name=True)

    kind: str = Field(description="Its name in JSON.", examples=["dense"])
    title: str = Field(description="Its name for people.", examples=["Dense"])
    summary: str = Field(description="What it is, in one sentence.")
    equation: str = Field(description="KaTeX; empty when there is none.")
    source: str = Field(description="Where it comes from; empty for common knowledge.")
    json_schema: dict[str, Any] = Field(alias="schema", description="JSON Schema of its fields.")
    live: list[str] = Field(description="Fields that may change while a run trains.")
    setup: list[str] = Field(description="Fields that only matter before training starts.")


class DatasetEntry(CatalogEntry):
    """A data set, with what there is to learn from it when its other fields are left alone."""

    task: Task
    shape: list[int] = Field(
        description="Of one example: its features, or height, width and channels. Empty where an upload decides.",
        examples=[[28, 28, 1]],
    )
    classes: list[str] = Field(description="Names of the classes in the order of their numbers; empty for values.")
    needs: Needs = Field(description="What must happen before a run can use it: nothing, `download` or `upload`.")


class AugmentationEntry(CatalogEntry):
    """An augmentation, and whether it moves pixels: then something comes in from beyond the border."""

    moves: bool


class ActivationEntry(CatalogEntry):
    """An activation, with the interval of its values; null is without bound."""

    range: tuple[float | None, float | None]


class Catalog(Answer):
    """Everything there is, each family in the order of its menu."""

    layers: list[CatalogEntry]
    activations: list[ActivationEntry]
    initialisers: list[CatalogEntry]
    datasets: list[DatasetEntry]
    augmentations: list[AugmentationEntry]
    losses: list[CatalogEntry]
    optimisers: list[CatalogEntry]
    schedules: list[CatalogEntry]
    clippings: list[CatalogEntry]
    features: list[CatalogEntry]


@router.get("/catalog", summary="Everything a learner can pick")
async def read_catalog(identity: Anyone) -> Catalog:
    """What networks, data sets and trainings are made of, each thing documented and with the schema of its fields."""
    return _catalog()


@cache
def _catalog() -> Catalog:
    return Catalog(
        layers=_entries(LAYERS.values()),
        activations=[
            ActivationEntry(**_fields(type(one)), range=(_bound(one.range[0]), _bound(one.range[1])))
            for one in ACTIVATIONS.values()
        ],
        initialisers=_entries(type(one) for one in INITIALISERS.values()),
        datasets=[DatasetEntry(**_fields(cls), **facts(cls())) for cls in DATASETS.values()],
        augmentations=[
            AugmentationEntry(**_fields(cls), moves=issubclass(cls, Warp)) for cls in AUGMENTATIONS.values()
        ],
        losses=_entries(LOSSES.values()),
        optimisers=_entries(OPTIMISERS.values()),
        schedules=_entries(SCHEDULES.values()),
        clippings=_entries(CLIPPINGS.values()),
        features=[
            CatalogEntry(
                kind=kind,
                title=feature.title,
                summary=feature.summary,
                equation=feature.equation,
                source="",
                json_schema={},
                live=[],
                setup=[],
            )
            for kind, feature in FEATURES.items()
        ],
    )


def facts(data: Dataset) -> dict[str, Any]:
    """What there is to learn from a data set, and what has to be done for it."""
    unknown = data.needs == "upload"
    return {
        "task": data.task(),
        "shape": [] if unknown else list(data.input_shape()),
        "classes": [] if unknown else data.class_names(),
        "needs": data.needs,
    }


def _entries(classes: Iterable[type[Part]]) -> list[CatalogEntry]:
    return [CatalogEntry(**_fields(cls)) for cls in classes]


def _fields(cls: type[Part]) -> dict[str, Any]:
    return {
        "kind": cls.kind_name(),
        **cls.documentation(),
        "json_schema": cls.model_json_schema(),
        "live": marked(cls, "live"),
        "setup": marked(cls, "setup"),
    }


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None
