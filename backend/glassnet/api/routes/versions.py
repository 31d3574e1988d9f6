"""Earlier versions of projects: one for each stretch of work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path, Request

from glassnet.api.access import Known
from glassnet.api.routes.answers import new_router, refusals
from glassnet.api.routes.projects import ProjectId, no_version
from glassnet.api.service import service_of
from glassnet.api.things import no_project, project_to_read, require_past
from glassnet.protocol.projects import Document, ProjectVersion, VersionLine

router = new_router("projects")


@router.get("/projects/{id}/versions", summary="List versions", responses=refusals(401, 404, 503))
async def read_versions(id: ProjectId, who: Known, request: Request) -> list[VersionLine]:
    """The versions that are kept, newest first: about one for every five minutes of work, the last 50.

    A share link shows a project as it is, not how it came to be.
    """
    service = service_of(request)
    project = await project_to_read(service, who, id)
    await require_past(who, project.user, no_project(id))
    kept = await service.projects.versions(id)
    return [VersionLine(version=one.version, at=datetime.fromtimestamp(one.at, UTC)) for one in kept]


@router.get("/projects/{id}/versions/{version}", summary="Open a version", responses=refusals(401, 404, 422, 503))
async def read_version(
    id: ProjectId,
    version: Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the version.")],
    who: Known,
    request: Request,
) -> ProjectVersion:
    """A version that is kept, or the present one. To go back to it, save its document with `keep`."""
    service = service_of(request)
    project = await project_to_read(service, who, id)
    await require_past(who, project.user, no_project(id))
    found = await service.projects.version(id, version)
    if found is None:
        raise no_version(version)
    kept, document = found
    return ProjectVersion(
        version=kept.version,
        at=datetime.fromtimestamp(kept.at, UTC),
        document=Document.model_validate(document),
    )
