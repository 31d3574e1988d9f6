"""Guests: they join a class by its code, and come back by one of their own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import structlog
from fastapi import Body, Path, Request, Response

from glassnet.api.access import Anyone
from glassnet.api.addresses import sender
from glassnet.api.limits_of_tries import ADDRESS_CODES, ALL_CODES
from glassnet.api.routes.answers import WITH_BODY, new_router, refusals
from glassnet.api.service import Service, service_of
from glassnet.api.who import admitted, lasting, let_in, me, moment, require_hosted, require_visible, session_at
from glassnet.errors import NotFoundError
from glassnet.ids import new_code
from glassnet.protocol.people import Join, Joined, JoinInfo, Me, Resume
from glassnet.storage.classes import StoredClass, StoredCode, spelt

router = new_router("people")
_log = structlog.get_logger(__name__)

Code = Annotated[str, Path(max_length=40, description="A join code.", examples=["kx4-9pt"])]


@router.get("/join/{code}", summary="Look where a join code leads", responses=refusals(404, 409, 422, 429, 503))
async def read_join(code: Code, request: Request, identity: Anyone) -> JoinInfo:
    """The class that a code leads to, and its teacher."""
    service = service_of(request)
    require_hosted(service)
    found, good = await _found(code, request, service)
    names = await service.people.names([found.teacher])
    return JoinInfo(title=found.title, teacher=names.get(found.teacher, ""), expires_at=moment(good.expires_at))


@router.post("/join", status_code=201, summary="Join a class", responses=refusals(404, 409, *WITH_BODY, 429, 503, 507))
async def join(
    said: Annotated[Join, Body(examples=[{"code": "kx4-9pt", "nickname": "Ada"}])],
    request: Request,
    response: Response,
    identity: Anyone,
) -> Joined:
    """As a guest under a nickname, without any other word about oneself. The browser gets a cookie.

    The resume code in the answer is shown once; with it the guest comes back on any device.
    """
    service, now = service_of(request), time.time()
    require_hosted(service)
    require_visible(said.nickname, "nickname")
    found, _ = await _found(said.code, request, service)
    resume_code = new_code(4, 4)
    session = service.keys.new_session(now, lasting("student", service), session_at(request))
    account = await service.classes.join(found.id, said.nickname, resume_code, now, session)
    _log.info("joined", actor=account.id, group=found.id)
    who = await admitted(account, session.secret, request, response, service)
    return Joined(me=await me(who, service), resume_code=resume_code)


@router.post("/resume", summary="Come back", responses=refusals(404, 409, *WITH_BODY, 429, 503))
async def resume(
    said: Annotated[Resume, Body(examples=[{"code": "kx49-pt3m-7hq2-mwx9"}])],
    request: Request,
    response: Response,
    identity: Anyone,
) -> Me:
    """A guest comes back by their resume code, however it is typed; the browser gets a cookie."""
    service = service_of(request)
    require_hosted(service)
    with _guessing(request, service):
        account = await service.people.by_resume(said.code)
        if account is None:
            raise NotFoundError(
                "no_such_code", "Nobody has this resume code.", "Check it; ask your teacher for a new one."
            )
    return await me(await let_in(account, request, response, service), service)


async def _found(code: str, request: Request, service: Service) -> tuple[StoredClass, StoredCode]:
    """The class a code leads to; wrong ones are counted."""
    address, now = sender(request.scope, service.settings.proxies), time.monotonic()
    code = spelt(code)
    if service.tries.trusts(address, code, now):
        found = await _of_code(code, service)
    else:
        with _guessing(request, service):
            found = await _of_code(code, service)
    service.tries.trust(address, code, now)
    return found


@contextmanager
def _guessing(request: Request, service: Service) -> Iterator[None]:
    address = sender(request.scope, service.settings.proxies)
    with service.tries.guess(time.monotonic(), codes=(address, ADDRESS_CODES), all_codes=("", ALL_CODES)):
        yield


async def _of_code(code: str, service: Service) -> tuple[StoredClass, StoredCode]:
    good = await service.classes.by_code(code, time.time())
    found = await service.classes.get(good.class_id) if good is not None else None
    if good is None or found is None:
        raise NotFoundError(
            "no_such_code", "No class has this code now.", "Check it, or ask your teacher for a new one."
        )
    return found, good
