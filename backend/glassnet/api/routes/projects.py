"""Projects: set-ups that are saved, finished or not."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Body, Path, Query, Request, Response

from glassnet.api.access import Known, Reader, Writer, may_write
from glassnet.api.identity import Identity
from glassnet.api.routes.answers import WITH_BODY, Whose, new_router, refusals
from glassnet.api.service import service_of
from glassnet.api.things import (
    adopt_data,
    no_project,
    project_to_read,
    project_to_write,
    require_copy,
    require_past,
    user_to_read,
)
from glassnet.errors import NotFoundError
from glassnet.protocol.projects import (
    EditProject,
    ForkProject,
    NewProject,
    Project,
    ProjectLine,
    ProjectPage,
    SaveProject,
)
from glassnet.spec.templates import TEMPLATES
from glassnet.storage.projects import StoredProject, WholeProject

router = new_router("projects")

ProjectId = Annotated[str, Path(description="Id of the project.", examples=["project_7hq2mwx9kd4tbc3e"])]
MADE: dict[int | str, dict[str, Any]] = {
    201: {"headers": {"Location": {"description": "Address of the project.", "schema": {"type": "string"}}}}
}
AsPage = Annotated[str | None, Query(max_length=64, description="`next` of the page before.")]

_EXAMPLE = {"spec": TEMPLATES[0].spec.model_dump(mode="json")}


def line(project: StoredProject) -> ProjectLine:
    """A project as lists show it."""
    return ProjectLine(**_told(project))


def whole(project: WholeProject, who: Identity | None) -> Project:
    """A project as one of its readers sees it; None is somebody with nothing but a link."""
    return Project(
        **_told(project),
        notes=project.notes,
        document=project.document,  # type: ignore[arg-type]  # pydantic reads it
        may_write=who is not None and may_write(who, project.user) and "write" in who.scopes and not who.class_closed,
    )


def _told(project: StoredProject) -> dict[str, Any]:
    return {
        "id": project.id,
        "title": project.title,
        "owner": project.user,
        "version": project.version,
        "created_at": datetime.fromtimestamp(project.created_at, UTC),
        "changed_at": datetime.fromtimestamp(project.changed_at, UTC),
        "handed_from": project.handed_from,
        "runs": project.runs,
    }


@router.get("/projects", summary="List projects", responses=refusals(401, 404, 422, 503))
async def read_projects(
    who: Known,
    request: Request,
    user: Whose = None,
    after: AsPage = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Most projects on the page.")] = 50,
    deleted: Annotated[bool, Query(description="Those that can be brought back, instead.")] = False,
) -> ProjectPage:
    """Projects, changed last first, page by page."""
    if user is not None:
        await user_to_read(who, user)
    whose = [who.id if user is None else user]
    found, following = await service_of(request).projects.page(whose, after, limit, deleted=deleted)
    return ProjectPage(items=[line(project) for project in found], next=following)


@router.post(
    "/projects",
    status_code=201,
    summary="Make a project",
    responses={**refusals(401, *WITH_BODY, 503, 507), **MADE},
)
async def create_project(
    project: Annotated[NewProject, Body(examples=[{"title": "Spiral", "document": _EXAMPLE}])],
    who: Writer,
    request: Request,
    response: Response,
) -> Project:
    """Stores a set-up under a title; it need not be finished."""
    document = project.document.model_dump(mode="json")
    made = await service_of(request).projects.add(who.id, project.title, document, time.time(), notes=project.notes)
    return told_as_made(made, who, response)


def told_as_made(made: WholeProject, who: Identity, response: Response) -> Project:
    """A new project, with its address."""
    response.headers["Location"] = f"/api/v1/projects/{made.id}"
    return whole(made, who)


@router.get("/projects/{id}", summary="Open a project", responses=refusals(401, 404, 503))
async def read_project(id: ProjectId, who: Reader, request: Request) -> Project:
    """The set-up as it was saved last."""
    return whole(await project_to_read(service_of(request), who, id), who)


@router.put("/projects/{id}", summary="Save a project", responses=refusals(401, 404, 409, *WITH_BODY, 503, 507))
async def save_project(
    id: ProjectId,
    save: Annotated[SaveProject, Body(examples=[{"version": 1, "document": _EXAMPLE}])],
    who: Writer,
    request: Request,
) -> Project:
    """Stores the set-up as it is now, if the version that was edited is the one that is stored.

    Refused with `changed_meanwhile` where somebody, in another tab perhaps, has saved in between: nothing is ever
    written over unseen. A set-up that is stored already is answered as it is, so a request may be sent twice.
    """
    service = service_of(request)
    await project_to_write(service, who, id)
    document = save.document.model_dump(mode="json")
    saved = await service.projects.save(id, save.version, document, time.time(), keep=save.keep)
    return whole(_there(saved, id), who)


@router.patch("/projects/{id}", summary="Rename a project", responses=refusals(401, 404, *WITH_BODY, 503, 507))
async def edit_project(
    id: ProjectId,
    edit: Annotated[EditProject, Body(examples=[{"title": "Spiral, deeper"}])],
    who: Writer,
    request: Request,
) -> Project:
    """Changes the title or the notes; the version stays."""
    service = service_of(request)
    await project_to_write(service, who, id)
    return whole(_there(await service.projects.edit(id, title=edit.title, notes=edit.notes), id), who)


@router.delete("/projects/{id}", status_code=204, summary="Delete a project", responses=refusals(401, 404, 503))
async def delete_project(id: ProjectId, who: Writer, request: Request) -> None:
    """Its runs stay, and for 30 days it can be brought back with `restore`."""
    service = service_of(request)
    await project_to_write(service, who, id)
    await service.projects.delete(id, time.time())


@router.post("/projects/{id}/restore", summary="Bring a deleted project back", responses=refusals(401, 404, 503))
async def restore_project(id: ProjectId, who: Writer, request: Request) -> Project:
    """As it was when it was deleted; one that was not deleted stays as it is."""
    service = service_of(request)
    await project_to_write(service, who, id, deleted=True)
    await service.projects.restore(id)
    return whole(_there(await service.projects.get(id), id), who)


@router.post(
    "/projects/{id}/fork",
    status_code=201,
    summary="Copy a project",
    responses={**refusals(401, 404, *WITH_BODY, 503, 507), **MADE},
)
async def fork_project(
    id: ProjectId,
    fork: Annotated[ForkProject, Body(examples=[{"title": "Mine"}])],
    who: Writer,
    request: Request,
    response: Response,
) -> Project:
    """A copy of one's own, of the present version or of one that was kept. Runs are not copied.

    A share link gives the present version only.
    """
    service = service_of(request)
    source = await project_to_read(service, who, id)
    await require_copy(who, source.user, project=id)
    document = source.document
    if fork.version is None:
        await service.projects.keep(id)
    elif fork.version != source.version:
        await require_past(who, source.user, no_version(fork.version))
        kept = await service.projects.version(id, fork.version)
        if kept is None:
            raise no_version(fork.version)
        document = kept[1]
    title = fork.title or (f"{source.title} (copy)" if source.user == who.id else source.title)[:120]
    made = await service.projects.add(who.id, title, document, time.time(), notes=source.notes)
    await adopt_data(service, who, document)
    return told_as_made(made, who, response)


def no_version(version: int) -> NotFoundError:
    """It was never there, or too long ago."""
    hint = "Of older work one version is kept for each stretch of it: list them."
    return NotFoundError("no_such_version", f"Version {version} of this project is not kept.", hint, "version")


def _there(project: WholeProject | None, name: str) -> WholeProject:
    """A project that was there a moment ago."""
    if project is None:
        raise no_project(name)
    return project
