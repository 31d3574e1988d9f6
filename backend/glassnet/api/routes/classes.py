"""Classes: made, closed, deleted, and how students get in and out."""

from __future__ import annotations

import io
import time
from typing import Annotated, Any

import segno
import structlog
from fastapi import Body, Path, Query, Request
from starlette.responses import FileResponse

from glassnet.api import erasure, exporting
from glassnet.api.access import TeacherOnly
from glassnet.api.addresses import public_address, sender
from glassnet.api.routes.answers import WITH_BODY, new_router, refusals
from glassnet.api.routes.me import ZIP, zipped
from glassnet.api.service import PoolHere, Service, service_of
from glassnet.api.things import class_to_teach
from glassnet.api.who import moment, require_hosted
from glassnet.errors import ConflictError, NotFoundError
from glassnet.ids import new_code
from glassnet.protocol.people import ClassView, EditClass, JoinCode, NewClass, NewCode, ResumeCode
from glassnet.storage.classes import StoredClass, StoredCode, read_aloud

router = new_router("classes")

ClassId = Annotated[str, Path(description="Id of the class.", examples=["class_7hq2mwx9kd4tbc3e"])]
MemberId = Annotated[str, Path(description="Id of the student.", examples=["user_7hq2mwx9kd4tbc3e"])]
_log = structlog.get_logger(__name__)


@router.get("/classes", summary="List classes", responses=refusals(503))
async def read_classes(who: TeacherOnly, request: Request) -> list[ClassView]:
    """One's own classes, newest first; for an administrator, all."""
    service = service_of(request)
    everything = who.account.role in ("admin", "owner")
    found = await service.classes.all() if everything else await service.classes.of_teacher(who.id)
    return [await _view(one, request, service) for one in found]


@router.post("/classes", status_code=201, summary="Make a class", responses=refusals(409, *WITH_BODY, 503, 507))
async def create_class(
    new: Annotated[NewClass, Body(examples=[{"title": "8b"}])], who: TeacherOnly, request: Request
) -> ClassView:
    """A new class, without a join code yet."""
    service = service_of(request)
    require_hosted(service)
    made = await service.classes.add(who.id, new.title, time.time())
    _log.info("class_made", actor=who.id, group=made.id)
    return await _view(made, request, service)


@router.get("/classes/{id}", summary="Look at a class", responses=refusals(404, 503))
async def read_class(id: ClassId, who: TeacherOnly, request: Request) -> ClassView:
    """How many are in it, and how one joins."""
    service = service_of(request)
    return await _view(await class_to_teach(service, who, id), request, service)


@router.patch("/classes/{id}", summary="Change a class", responses=refusals(404, *WITH_BODY, 503, 507))
async def edit_class(
    id: ClassId,
    edit: Annotated[EditClass, Body(examples=[{"closed": True}])],
    who: TeacherOnly,
    request: Request,
    pool: PoolHere,
) -> ClassView:
    """Its title, its share of the host, whether it is closed. In a closed class all is seen, and nothing trains."""
    service, now = service_of(request), time.time()
    found = await class_to_teach(service, who, id)
    values: dict[str, Any] = {name: value for name in ("title", "weight") if (value := getattr(edit, name)) is not None}
    if edit.closed is not None and edit.closed != (found.closed_at is not None):
        values["closed_at"] = now if edit.closed else None
    await service.classes.edit(id, **values)
    if edit.weight is not None:
        await pool.weigh(id, edit.weight)
    if values.get("closed_at") is not None:
        await service.classes.close_code(id, now)
        await erasure.rest(id, service, pool)
    if "closed_at" in values:
        service.presence.recheck()
        _log.info("class_closed" if edit.closed else "class_opened", actor=who.id, group=id)
    return await _view(await class_to_teach(service, who, id), request, service)


@router.delete("/classes/{id}", status_code=204, summary="Delete a class", responses=refusals(404, 503))
async def delete_class(id: ClassId, who: TeacherOnly, request: Request, pool: PoolHere) -> None:
    """Deletes it with everybody who is or was in it and everything they made, for good. Take an export first."""
    service = service_of(request)
    await erasure.erase_class(await class_to_teach(service, who, id), service, pool)
    pool.portions.forget(id)
    _log.info("class_deleted", actor=who.id, group=id)


@router.get("/classes/{id}/export", summary="Take a class along", responses={**refusals(404, 429, 503, 507), **ZIP})
async def export_class(id: ClassId, who: TeacherOnly, request: Request, pool: PoolHere) -> FileResponse:
    """Everything about a class in a zip: who is or was in it, with projects, runs, weights and data sets."""
    service = service_of(request)
    found = await class_to_teach(service, who, id)
    present = [member.account for member in await service.classes.members(id)]
    everybody = [account.id for account in await service.classes.all_accounts(id)]
    about = {"id": found.id, "title": found.title, "members": present, "removed": sorted({*everybody} - {*present})}
    path = await exporting.of_accounts(service, who.id, everybody, {"class": about})
    return zipped(path, f"{found.id}.zip")


# --------------------------------------------------------------------------------------------------- getting in


@router.post(
    "/classes/{id}/code",
    status_code=201,
    summary="Make a join code",
    responses=refusals(404, 409, *WITH_BODY, 503, 507),
)
async def create_code(
    id: ClassId, new: Annotated[NewCode, Body(examples=[{"expires_in_s": 3600}])], who: TeacherOnly, request: Request
) -> JoinCode:
    """A new code, link and QR code; the ones before lead nowhere any more."""
    service = service_of(request)
    found = await class_to_teach(service, who, id)
    if found.closed_at is not None:
        raise ConflictError("class_closed", "This class is closed: nobody can join.", "Open it first.")
    made = await service.classes.new_code(id, time.time(), new.expires_in_s)
    # Who makes a code is mostly where it will be used.
    service.tries.trust(sender(request.scope, service.settings.proxies), made.code, time.monotonic())
    _log.info("code_made", actor=who.id, group=id)
    return _code(made, public_address(request, service.settings))


@router.delete("/classes/{id}/code", status_code=204, summary="Close the join code", responses=refusals(404, 503))
async def delete_code(id: ClassId, who: TeacherOnly, request: Request) -> None:
    """From now on nobody can join; those who are in stay."""
    service = service_of(request)
    await class_to_teach(service, who, id)
    await service.classes.close_code(id, time.time())
    _log.info("code_closed", actor=who.id, group=id)


@router.post(
    "/classes/{id}/members/{account}/resume", summary="Give a new resume code", responses=refusals(404, 503, 507)
)
async def create_resume(id: ClassId, account: MemberId, who: TeacherOnly, request: Request) -> ResumeCode:
    """For a student who has lost theirs; the one before is worth nothing any more."""
    service = service_of(request)
    await class_to_teach(service, who, id)
    if account not in {member.account for member in await service.classes.members(id)}:
        raise _no_member(account)
    code = new_code(4, 4)
    await service.people.set_resume(account, code)
    _log.info("resume_made", actor=who.id, member=account)
    return ResumeCode(code=code)


@router.delete(
    "/classes/{id}/members/{account}", status_code=204, summary="Remove a student", responses=refusals(404, 422, 503)
)
async def remove_member(
    id: ClassId,
    account: MemberId,
    who: TeacherOnly,
    request: Request,
    pool: PoolHere,
    everything: Annotated[
        bool, Query(description="Delete all they made, too; otherwise it goes with the class.")
    ] = False,
) -> None:
    """Lets a student in no more: they are signed out at once, and their runs pause."""
    service = service_of(request)
    await class_to_teach(service, who, id)
    present = "\0" not in account and await service.classes.remove(id, account, time.time())
    was_in = {one.id for one in await service.classes.all_accounts(id)}
    if not present and not (everything and account in was_in):
        raise _no_member(account)
    service.presence.recheck()
    if everything:
        await erasure.erase_account(account, service, pool)
    else:
        await erasure.pause(account, service, pool)
    _log.info("member_removed", actor=who.id, member=account, everything=everything)


async def _view(found: StoredClass, request: Request, service: Service) -> ClassView:
    code = await service.classes.code(found.id, time.time())
    return ClassView(
        id=found.id,
        title=found.title,
        weight=found.weight,
        created_at=moment(found.created_at),
        closed_at=None if found.closed_at is None else moment(found.closed_at),
        members=found.members,
        code=None if code is None else _code(code, public_address(request, service.settings)),
    )


def _code(code: StoredCode, address: str) -> JoinCode:
    shown = read_aloud(code.code)
    url = f"{address}/join/{shown}"
    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", scale=8, border=2, xmldecl=False, light="#fff")
    return JoinCode(code=shown, url=url, expires_at=moment(code.expires_at), qr=drawn.getvalue().decode())


def _no_member(account: str) -> NotFoundError:
    return NotFoundError(
        "no_such_member", f"There is no student {account} in this class.", "They may have left.", "account"
    )
