"""Data sets: what there is, how it looks, and away with it."""

from __future__ import annotations

import asyncio
import base64
from typing import Annotated, Any, Literal

from fastapi import Path, Query, Request
from pydantic import Field, ValidationError

from glassnet.api.access import Reader, Writer, may_write
from glassnet.api.identity import Identity
from glassnet.api.routes.answers import Answer, new_router, refusals
from glassnet.api.routes.catalog import facts
from glassnet.api.service import PoolHere, Service, service_of
from glassnet.api.table_preview import TablePreview, preview_of
from glassnet.api.uploaded import as_seen, listed, remove_unneeded, require
from glassnet.api.validation import explain
from glassnet.catalog.datasets import (
    DATASETS,
    ImageSet,
    PointSet,
    StoredSet,
    Table,
    Task,
    Upload,
    stored_table,
)
from glassnet.catalog.datasets.base import Dataset, Needs
from glassnet.catalog.datasets.builtin import BuiltIn
from glassnet.catalog.datasets.medmnist import Name
from glassnet.errors import ConflictError, ForbiddenError, NotFoundError, shown
from glassnet.storage.datasets.library import Manifest, Stored
from glassnet.storage.datasets.manifests import TableManifest
from glassnet.storage.datasets.sources import SOURCES
from glassnet.storage.store import RunOf

router = new_router("datasets")

MOST_IMAGES = 200
_LEAST = 10

DatasetId = Annotated[str, Path(description="One of the ids that `/datasets` lists.", examples=["circles"])]


class DatasetView(Answer):
    """A data set one can choose."""

    id: str = Field(description="Of a built-in or published one its `kind`.", examples=["circles"])
    kind: str = Field(description="Its `kind` in a RunSpec.", examples=["circles"])
    title: str = Field(examples=["Circles"])
    summary: str
    task: Task
    shape: list[int] = Field(description="Of one example; empty where an upload decides.", examples=[[28, 28, 1]])
    classes: list[str] = Field(description="Names of the classes in the order of their numbers; empty for values.")
    needs: Needs = Field(description="What must still happen before a run can use it: nothing, `download` or `upload`.")
    samples: int = Field(description="How many examples there are, or are drawn when nothing is said.")
    counts: list[int] = Field(
        default=[],
        description="Of an uploaded one: examples of each class; with masks, images in which the class is there.",
    )
    problems: list[str] = Field(default=[], description="Of an uploaded one: what was changed or left out, in words.")
    columns: list[str] = Field(default=[], description="Of a table: the names of all its columns, in order.")
    target: str = Field(default="", description="Of a table: the column that is learned unless another is chosen.")
    tested: int = Field(default=0, description="Of an uploaded table: rows of the test file that came beside.")
    groups: list[int] = Field(
        default=[],
        description="Of an uploaded one: how many images each group, such as a patient, has; empty without groups.",
    )
    shares: list[float] = Field(
        default=[],
        description="Of an uploaded one with masks: share of all pixels of each class.",
        examples=[[0.95, 0.05]],
    )
    empty: int = Field(default=0, description="Of an uploaded one: how many masks are all background.")
    phases: int = Field(
        default=0, description="Of an uploaded one: images of which is known that they show end of diastole or systole."
    )
    spacing: list[float] | None = Field(
        default=None,
        description="Of an uploaded one: row, column and slice in mm, the middle of all images, at their size here; 0 "
        "where unknown.",
    )


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


class ImagePreview(Answer):
    """Images of a data set."""

    task: Task
    classes: list[str] = Field(description="Names of the classes.")
    shape: list[int] = Field(description="Height, width and channels of an image.", examples=[[28, 28, 1]])
    images: str = Field(description="Base64 of the pixels, uint8, row by row, channels last, one image after another.")
    labels: list[int] = Field(description="Class number of every image; empty where labels are masks.")
    masks: str | None = Field(
        default=None, description="Base64 of the masks, uint8 class numbers, row by row, one image after another."
    )


@router.get("/datasets", summary="The data sets there are")
async def read_datasets(request: Request, identity: Reader) -> DatasetPage:
    """All built-in and published data sets in the order of the menu, then those that were uploaded, newest first."""
    service = service_of(request)
    uploaded = await listed(identity, await asyncio.to_thread(service.library.uploads), service)
    known = [_known(cls(), service) for cls in DATASETS.values()]
    return DatasetPage(items=[*known, *(view_of(one) for one in uploaded)])


@router.get("/datasets/{id}", summary="Look at a data set", responses=refusals(404))
async def read_dataset(id: DatasetId, request: Request, identity: Reader) -> DatasetView:
    """One data set, built in, published or uploaded."""
    service = service_of(request)
    if id in DATASETS:
        return _known(DATASETS[id](), service)
    if id.startswith("data_"):
        await require(identity, id, service)
        return view_of(await as_seen(identity, await asyncio.to_thread(service.library.upload, id), service))
    raise _unknown(id)


@router.delete("/datasets/{id}", status_code=204, summary="Delete a data set", responses=refusals(404, 409, 503))
async def delete_dataset(id: DatasetId, request: Request, pool: PoolHere, identity: Writer) -> None:
    """Deletes an uploaded data set, or the files of a downloaded one. Not while runs use it, ended ones included.

    An uploaded one is deleted by whoever brought it, a downloaded one by a teacher.
    """
    service = service_of(request)
    if id in SOURCES:
        if identity.account.role == "student":
            raise ForbiddenError("role", "Only a teacher may delete what everybody uses.", "Leave it where it is.")
        _refuse_used(await pool.learning_from(id), identity)
        await service.downloads.delete(id)
        return
    if id in DATASETS:
        raise ConflictError("built_in", f"{DATASETS[id].title} comes with Glassnet.", "Leave it where it is.")
    if not id.startswith("data_"):
        raise _unknown(id)
    await require(identity, id, service)
    await asyncio.to_thread(service.library.upload, id)
    owners = await service.uploaded.owners(id)
    if not (identity.is_owner or identity.id in owners):
        raise ForbiddenError("not_yours", "You may use this data set, not delete it.", "Leave it where it is.")
    others = owners - {identity.id}
    users = await pool.learning_from(id)
    _refuse_used([run for run in users if run.user == identity.id] if others else users, identity)
    await service.uploaded.drop(id, identity.id)
    await remove_unneeded(id, service, pool)


def _refuse_used(users: list[RunOf], identity: Identity) -> None:
    if not users:
        return
    mine = [run.id for run in users if may_write(identity, run.user)]
    if not mine:
        detail = f"{len(users)} runs of others use this data set."
        raise ConflictError("dataset_in_use", detail, "It can be deleted when they are gone.")
    runs = f"The run {mine[0]} uses" if len(users) == 1 else f"{len(users)} runs, among them {mine[0]}, use"
    hint = f"Delete {'the run' if len(users) == 1 else 'these runs'} first; an ended run too shows its examples."
    raise ConflictError("dataset_in_use", f"{runs} this data set.", hint)


@router.get("/datasets/{id}/preview", summary="How a data set looks", responses=refusals(404, 409, 422))
async def preview(
    id: DatasetId,
    request: Request,
    identity: Reader,
    samples: Annotated[
        int,
        Query(ge=1, le=2000, description=f"Number of points (at least {_LEAST}) or images (at most {MOST_IMAGES})."),
    ] = 200,
    noise: Annotated[
        float | None, Query(ge=0.0, le=1.0, description="How far examples stray, where the data set says so.")
    ] = None,
    seed: Annotated[int, Query(ge=0, le=2**31 - 1, description="Equal seeds draw equal examples.")] = 0,
    classes: Annotated[
        int | None, Query(ge=2, le=5, description="Number of classes, where the data set has a choice.")
    ] = None,
    name: Annotated[Name | None, Query(description="Which set of `medmnist`.")] = None,
    colours: Annotated[Literal["grey", "rgb"] | None, Query(description="Of shapes.")] = None,
) -> Preview | ImagePreview | TablePreview:
    """Examples as a run with the same arguments would get them; of a table its columns and first rows."""
    service = service_of(request)
    if id.startswith("data_"):
        await require(identity, id, service)
        found = await as_seen(identity, await asyncio.to_thread(service.library.upload, id), service)
        if isinstance(found, TableManifest):
            return preview_of(found)
    built_in = DATASETS[id]() if id in DATASETS else None
    if isinstance(built_in, BuiltIn):
        return preview_of(built_in)
    said = {"noise": noise, "classes": classes, "name": name, "colours": colours}
    data = _chosen(id, samples, {"seed": seed, **{key: one for key, one in said.items() if one is not None}}, service)
    service.library.require(data)
    if isinstance(data, PointSet):
        drawn = data.generate()
        return Preview(
            task=data.task(),
            classes=data.class_count(),
            points=[(x, y) for x, y in drawn.points.round(4).tolist()],
            labels=drawn.labels.round(4).tolist(),
        )
    assert isinstance(data, ImageSet)
    images = await asyncio.to_thread(data.generate, service.library.folder)
    count = min(samples, MOST_IMAGES)
    labels = images.labels[:count]
    return ImagePreview(
        task=data.task(),
        classes=data.class_names(),
        shape=list(data.input_shape()),
        images=base64.b64encode(images.pixels[:count].tobytes()).decode(),
        labels=[] if data.masked() else labels.astype(int).tolist(),
        masks=base64.b64encode(labels.tobytes()).decode() if data.masked() else None,
    )


def _chosen(id: str, samples: int, others: dict[str, Any], service: Service) -> Dataset:
    """The data set that is meant, with those of the arguments that it has."""
    arguments: dict[str, Any] = {"kind": id}
    if id.startswith("data_"):
        service.library.upload(id)
        arguments = {"kind": "upload", "dataset": id, "described": service.library.describe(id)}
    cls = DATASETS.get(arguments["kind"])
    if cls is None:
        raise _unknown(id)
    samples = max(_LEAST, samples if issubclass(cls, PointSet) else min(samples, MOST_IMAGES))
    arguments |= {key: one for key, one in {"samples": samples, **others}.items() if key in cls.model_fields}
    try:
        return cls.model_validate(arguments)
    except ValidationError as error:
        raise explain(
            error.errors(include_url=False, include_input=False), arguments, cls.model_json_schema(), "query"
        ) from None


def _known(data: Dataset, service: Service) -> DatasetView:
    """A data set of the catalogue."""
    documentation = data.documentation()
    there = isinstance(data, StoredSet) and data.needs == "download" and service.library.has(data.folder())
    return DatasetView(
        id=data.kind_name(),
        kind=data.kind_name(),
        title=documentation["title"],
        summary=documentation["summary"],
        samples=data.count(),
        columns=[one.name for one in data.facts()] if isinstance(data, BuiltIn) else [],
        target=data.chosen().target if isinstance(data, BuiltIn) else "",
        **facts(data) | ({"needs": ""} if there else {}),
    )


def view_of(manifest: Stored) -> DatasetView:
    """An uploaded data set."""
    return _table_view(manifest) if isinstance(manifest, TableManifest) else _image_view(manifest)


def _table_view(manifest: TableManifest) -> DatasetView:
    facts = manifest.facts
    target = facts.columns[stored_table.place_of(facts.columns, facts.target, "target")]
    classes = [] if facts.learns_values() else target.classes()
    task: Task = "regression" if not classes else "binary" if len(classes) == 2 else "multiclass"
    told = f"values of {shown(target.name)}" if not classes else f"{len(classes)} classes in {shown(target.name)}"
    tested = f", {facts.tested:,} of them to test with" if facts.tested else ""
    return DatasetView(
        id=manifest.id,
        kind=Table.kind_name(),
        title=manifest.title,
        summary=f"{manifest.samples:,} rows{tested} of {len(facts.columns)} columns: {told}.",
        task=task,
        shape=[],
        classes=classes,
        needs="",
        samples=manifest.samples,
        counts=target.counts if classes else [],
        problems=manifest.notes,
        columns=[one.name for one in facts.columns],
        target=facts.target,
        tested=facts.tested,
    )


def _image_view(manifest: Manifest) -> DatasetView:
    height, width, channels = manifest.shape
    colours = "in colour" if channels == 3 else "in grey"
    classes = f"with masks of {len(manifest.classes)}" if manifest.masks else f"of {len(manifest.classes)}"
    groups = f", {len(manifest.groups):,} groups" if manifest.groups else ""
    task: Task = "binary" if len(manifest.classes) == 2 else "multiclass"
    return DatasetView(
        id=manifest.id,
        kind=Upload.kind_name(),
        title=manifest.title,
        summary=f"{manifest.samples:,} images {classes} classes, {height} × {width}, {colours}{groups}.",
        task="segmentation" if manifest.masks else task,
        shape=list(manifest.shape),
        classes=manifest.classes,
        needs="",
        samples=manifest.samples,
        counts=manifest.counts,
        problems=manifest.notes,
        groups=manifest.groups,
        shares=manifest.shares,
        empty=manifest.empty,
        phases=manifest.phases,
        spacing=None if manifest.spacing is None else list(manifest.spacing),
    )


def _unknown(id: str) -> NotFoundError:
    return NotFoundError("no_dataset", f"There is no data set {shown(id)}.", f"There are {', '.join(DATASETS)}.")
