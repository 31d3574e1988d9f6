"""Handing out a project to a class."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import Body, Request

from glassnet.api.access import TeacherOnly
from glassnet.api.routes.answers import WITH_BODY, new_router, refusals
from glassnet.api.routes.members import ClassId
from glassnet.api.service import service_of
from glassnet.api.things import class_to_teach, project_to_read, require_copy
from glassnet.errors import ConflictError
from glassnet.protocol.people import HandedOut, HandOut

router = new_router("classes")


@router.post(
    "/classes/{id}/handouts",
    status_code=201,
    summary="Hand out a project",
    responses=refusals(404, 409, *WITH_BODY, 503, 507),
)
async def hand_out(
    id: ClassId,
    handout: Annotated[HandOut, Body(examples=[{"project": "project_7hq2mwx9kd4tbc3e"}])],
    who: TeacherOnly,
    request: Request,
) -> HandedOut:
    """Gives every student a copy of a project as it is now, and those who join later one as well.

    Handed out again unchanged, only those who have no copy get one; changed, everybody gets the new one beside what
    they made of the old one.
    """
    service = service_of(request)
    taught = await class_to_teach(service, who, id)
    if taught.closed_at is not None:
        raise ConflictError("class_closed", "This class is closed.", "Open it first.")
    project = await project_to_read(service, who, handout.project)
    await require_copy(who, project.user, project=project.id)
    return HandedOut(copies=await service.handouts.hand_out(project, id, time.time()))
