"""Links for others: to look, to copy, or to put on a page of their own."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import Body, Path, Query, Request

from glassnet.api.access import Anyone, Known, Writer, require_write
from glassnet.api.identity import SHARE_HEADER
from glassnet.api.routes.answers import WITH_BODY, new_router, refusals
from glassnet.api.routes.projects import whole
from glassnet.api.service import Service, service_of
from glassnet.api.things import project_to_write
from glassnet.errors import NotFoundError, SpecError
from glassnet.protocol.projects import Control, MadeShare, Mode, NewShare, Shared, ShareLine
from glassnet.runtime.following import unknown
from glassnet.storage.shares import StoredShare, new_share

router = new_router("shares")

ShareId = Annotated[str, Path(description="Id of the link.", examples=["share_7hq2mwx9kd4tbc3e"])]
DAY_S = 86400.0


def line(share: StoredShare) -> ShareLine:
    """A link without its secret."""
    return ShareLine(
        id=share.id,
        project=share.project,
        run=share.run,
        mode=cast(Mode, share.mode),
        weights=share.weights,
        locked=cast(list[Control], share.locked),
        hidden=cast(list[Control], share.hidden),
        created_at=datetime.fromtimestamp(share.created_at, UTC),
        expires_at=None if share.expires_at is None else datetime.fromtimestamp(share.expires_at, UTC),
    )


@router.get("/shares", summary="List links", responses=refusals(422, 503))
async def read_shares(
    who: Known,
    request: Request,
    project: Annotated[str | None, Query(max_length=64, description="Only those to this project.")] = None,
    run: Annotated[str | None, Query(max_length=64, description="Only those to this run.")] = None,
) -> list[ShareLine]:
    """One's own links that are open, newest first, without their secrets."""
    found = await service_of(request).shares.of(who.id, time.time(), project=project, run=run)
    return [line(share) for share in found]


@router.post("/shares", status_code=201, summary="Share by a link", responses=refusals(404, *WITH_BODY, 503, 507))
async def create_share(
    share: Annotated[NewShare, Body(examples=[{"run": "run_7hq2mwx9kd4tbc3e", "hidden": ["data"]}])],
    who: Writer,
    request: Request,
) -> MadeShare:
    """Makes a link to a project, a run, or a project with one of its runs. Its secret is told once and never again."""
    service, now = service_of(request), time.time()
    if share.project is None and share.run is None:
        raise SpecError("nothing_shared", "Neither a project nor a run is named.", "Name what is to be shared.", "run")
    if share.project is not None:
        await project_to_write(service, who, share.project)
    if share.run is not None:
        owner = await (await service.pool()).owner(share.run)
        await require_write(who, owner, unknown(share.run), run=share.run)
    made = new_share(
        who.id,
        now,
        project=share.project,
        run=share.run,
        mode=share.mode,
        weights=share.weights,
        locked=list(share.locked),
        hidden=list(share.hidden),
        expires_at=None if share.expires_in_days is None else now + share.expires_in_days * DAY_S,
    )
    secret = await service.shares.add(made)
    return MadeShare(share=line(made), url=f"{_address(service, request)}/s#{secret}")


@router.delete("/shares/{id}", status_code=204, summary="Close a link", responses=refusals(404, 503))
async def close_share(id: ShareId, who: Writer, request: Request) -> None:
    """From now on it leads nowhere; pages that it has opened are closed."""
    service = service_of(request)
    owner = await service.shares.owner(id) if "\0" not in id else None
    missing = NotFoundError("no_such_share", f"There is no link {id}.", "It may be closed already.", "share")
    if owner is None:
        raise missing
    await require_write(who, owner, missing)
    await service.shares.close(id, time.time())
    service.presence.recheck(share=id)


@router.get("/shared", summary="Follow a link", responses=refusals(404, 503))
async def read_shared(who: Anyone, request: Request) -> Shared:
    """What the link leads to whose secret comes in the header `Glassnet-Share`."""
    service = service_of(request)
    # Asked for anew: to the owner of a laptop a link adds nothing, so their identity carries none.
    share = await service.shares.by_secret(request.headers.get(SHARE_HEADER, ""))
    missing = NotFoundError(
        "no_such_share", "This link leads nowhere.", "It is closed, has expired, or was not copied whole."
    )
    if share is None:
        raise missing
    project = await service.projects.get(share.project) if share.project is not None else None
    if share.project is not None and (project is None or project.user != share.user):
        raise missing
    run = await (await service.pool()).history.line(share.run) if share.run is not None else None
    names = await service.people.names([share.user])
    shown = None if project is None else whole(project, who)
    return Shared(
        share=line(share),
        title=project.title if project is not None else run.title if run is not None else "",
        owner=names.get(share.user, ""),
        project=shown,
        run=run,
    )


def _address(service: Service, request: Request) -> str:
    """Where this server is for others."""
    return (service.settings.public_url or str(request.base_url)).rstrip("/")
