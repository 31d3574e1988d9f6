"""The students of a class and what they do, for their teacher."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path, Request

from glassnet.api.access import TeacherOnly
from glassnet.api.routes.answers import new_router, refusals
from glassnet.api.routes.projects import line
from glassnet.api.service import PoolHere, service_of
from glassnet.api.things import class_to_teach
from glassnet.protocol.people import Member

router = new_router("classes")

ClassId = Annotated[str, Path(description="Id of the class.", examples=["class_7hq2mwx9kd4tbc3e"])]
MOST_PROJECTS = MOST_RUNS = 20
ONLINE_S = 150.0
"""Whoever asked for something so lately is there: it is written down once a minute."""


@router.get("/classes/{id}/members", summary="List students", responses=refusals(404, 503))
async def read_members(id: ClassId, who: TeacherOnly, pool: PoolHere, request: Request) -> list[Member]:
    """Everybody in a class with their newest projects and runs, as they are at this moment."""
    service, now = service_of(request), time.time()
    await class_to_teach(service, who, id)
    present = await service.classes.members(id)
    accounts = [member.account for member in present]
    projects = await service.projects.of(accounts, MOST_PROJECTS)
    runs = await pool.history.of(accounts, MOST_RUNS)
    here = service.presence.here()
    return [
        Member(
            account=member.account,
            nickname=member.nickname,
            joined_at=datetime.fromtimestamp(member.joined_at, UTC),
            seen_at=None if member.seen_at is None else datetime.fromtimestamp(member.seen_at, UTC),
            online=member.account in here or now - (member.seen_at or 0.0) < ONLINE_S,
            has_password=member.has_password,
            projects=[line(project) for project in projects[member.account]],
            runs=runs[member.account],
        )
        for member in present
    ]
