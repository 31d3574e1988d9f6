"""Teachers and administrators, for administrators."""

from __future__ import annotations

import time
from typing import Annotated, cast

import structlog
from fastapi import Body, Path, Request

from glassnet.api import erasure
from glassnet.api.access import AdminOnly
from glassnet.api.routes.answers import WITH_BODY, new_router, refusals
from glassnet.api.service import PoolHere, service_of
from glassnet.api.who import moment, require_hosted, require_visible
from glassnet.errors import ConflictError, NotFoundError
from glassnet.protocol.people import Account, NewTeacher, Role, TeacherLine
from glassnet.storage.people import StaffLine

router = new_router("people")

AccountId = Annotated[str, Path(description="Id of the account.", examples=["user_7hq2mwx9kd4tbc3e"])]
_log = structlog.get_logger(__name__)


@router.get("/admin/teachers", summary="List teachers", responses=refusals(503))
async def read_teachers(who: AdminOnly, request: Request) -> list[TeacherLine]:
    """All teachers and administrators, oldest first."""
    return [_line(one) for one in await service_of(request).people.staff()]


@router.post(
    "/admin/teachers", status_code=201, summary="Make a teacher", responses=refusals(409, *WITH_BODY, 429, 503, 507)
)
async def create_teacher(
    new: Annotated[NewTeacher, Body(examples=[{"name": "Ms Curie", "password": "horse battery staple"}])],
    who: AdminOnly,
    request: Request,
) -> TeacherLine:
    """A new account for a teacher, who should choose another password soon."""
    service = service_of(request)
    require_hosted(service)
    require_visible(new.name, "name")
    password = await service.passwords.hash(new.password)
    made = await service.people.add_staff("teacher", new.name, password, time.time())
    _log.info("teacher_made", actor=who.id, account=made.id)
    return _line(StaffLine(made, 0))


@router.delete("/admin/teachers/{id}", status_code=204, summary="Delete a teacher", responses=refusals(404, 409, 503))
async def delete_teacher(id: AccountId, who: AdminOnly, request: Request, pool: PoolHere) -> None:
    """Deletes the account with everything it has made. Its classes must be deleted first."""
    service = service_of(request)
    found = next((one.account for one in await service.people.staff() if one.account.id == id), None)
    if found is None:
        raise NotFoundError("no_such_teacher", f"There is no teacher {id}.", "They may have been deleted.", "id")
    if found.id == who.id:
        raise ConflictError("yourself", "This is you.", "Have another administrator do it, or delete your own account.")
    await erasure.erase_account(id, service, pool)
    _log.info("teacher_deleted", actor=who.id, account=id)


def _line(one: StaffLine) -> TeacherLine:
    found = one.account
    return TeacherLine(
        account=Account(
            id=found.id, role=cast(Role, found.role), name=found.name, has_password=found.password is not None
        ),
        created_at=moment(found.created_at),
        seen_at=None if found.seen_at is None else moment(found.seen_at),
        classes=one.classes,
    )
