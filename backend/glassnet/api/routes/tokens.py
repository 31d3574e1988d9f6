"""Keys for programs."""

from __future__ import annotations

import time
from typing import Annotated, cast

import structlog
from fastapi import Body, Path, Request

from glassnet.api.access import InPerson
from glassnet.api.cookies import DAY_S
from glassnet.api.routes.answers import WITH_BODY, new_router, refusals
from glassnet.api.service import service_of
from glassnet.api.who import moment, require_hosted
from glassnet.errors import NotFoundError
from glassnet.protocol.people import MadeToken, NewToken, Scope, TokenLine
from glassnet.storage.keys import StoredToken

router = new_router("people")
TokenId = Annotated[str, Path(description="Id of the token.", examples=["token_7hq2mwx9kd4tbc3e"])]
_log = structlog.get_logger(__name__)


@router.get("/tokens", summary="List tokens", responses=refusals(503))
async def read_tokens(identity: InPerson, request: Request) -> list[TokenLine]:
    """One's own tokens, newest first, without their secrets."""
    return [_line(token) for token in await service_of(request).keys.tokens_of(identity.id)]


@router.post("/tokens", status_code=201, summary="Make a token", responses=refusals(409, *WITH_BODY, 503, 507))
async def create_token(
    new: Annotated[NewToken, Body(examples=[{"title": "my notebook", "scopes": ["read"]}])],
    identity: InPerson,
    request: Request,
) -> MadeToken:
    """A key for a program: `Authorization: Bearer …`. The secret is told once and never again."""
    service = service_of(request)
    require_hosted(service)
    scopes = sorted(set(new.scopes))
    token, secret = await service.keys.add_token(
        identity.id, new.title, list(scopes), time.time(), new.expires_in_days * DAY_S
    )
    _log.info("token_made", actor=identity.id, token=token.id, scopes=scopes)
    return MadeToken(token=_line(token), secret=secret)


@router.delete("/tokens/{id}", status_code=204, summary="Delete a token", responses=refusals(404, 503))
async def delete_token(id: TokenId, identity: InPerson, request: Request) -> None:
    """From now on it opens nothing; sockets that it has opened are closed."""
    service = service_of(request)
    if "\0" in id or not await service.keys.delete_token(identity.id, id):
        raise NotFoundError("no_such_token", f"You have no token {id}.", "It may be deleted already.", "token")
    service.presence.recheck(account=identity.id)
    _log.info("token_deleted", actor=identity.id, token=id)


def _line(token: StoredToken) -> TokenLine:
    return TokenLine(
        id=token.id,
        title=token.title,
        scopes=cast(list[Scope], token.scopes),
        created_at=moment(token.created_at),
        expires_at=moment(token.expires_at),
        used_at=None if token.used_at is None else moment(token.used_at),
    )
