"""Who may do what: every route declares one of these, and asks `require_read` or `require_write` about a thing.

Whoever may not know of a thing is told the same as if it did not exist.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from glassnet.api.identity import Identity
from glassnet.errors import AuthError, ForbiddenError, NotFoundError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

Ask = Callable[[HTTPConnection], Awaitable[Identity | None]]


def identity_at(connection: HTTPConnection) -> Identity | None:
    """Who asks; None for a stranger."""
    found: Identity | None = getattr(connection.state, "identity", None)
    return found


async def anyone(connection: HTTPConnection) -> Identity | None:
    """Everybody, strangers included; the value may be None."""
    return identity_at(connection)


async def reader(connection: HTTPConnection) -> Identity:
    """Whoever is known, or brings a share link."""
    found = identity_at(connection)
    if found is None:
        raise _stranger()
    return found


async def known(connection: HTTPConnection) -> Identity:
    """Whoever has an account."""
    found = identity_at(connection)
    if found is None or found.how == "share":
        raise _stranger()
    return found


async def writer(connection: HTTPConnection) -> Identity:
    """Whoever has an account and may change what is theirs."""
    found = await known(connection)
    _require_working(found)
    return found


async def in_person(connection: HTTPConnection) -> Identity:
    """Whoever has an account and is there in person: a program's token cannot make tokens or end accounts."""
    found = await known(connection)
    if found.how == "token":
        raise ForbiddenError("not_by_token", "A program's token cannot do this.", "Sign in with a browser.")
    return found


async def teacher_only(connection: HTTPConnection) -> Identity:
    """Teachers and administrators; to change something a token needs the scope for it."""
    return await _with_role(connection, "teacher", "admin", "owner")


async def admin_only(connection: HTTPConnection) -> Identity:
    """Administrators; on a laptop, its owner."""
    return await _with_role(connection, "admin", "owner")


async def _with_role(connection: HTTPConnection, *roles: str) -> Identity:
    found = await known(connection)
    if found.account.role not in roles:
        raise ForbiddenError("role", f"Only a {roles[0]} may do this.", "Sign in as one.")
    if connection.scope.get("method", "GET") not in SAFE_METHODS:
        _require_scope(found)
    return found


def _require_working(identity: Identity) -> None:
    _require_scope(identity)
    if identity.class_closed:
        raise ForbiddenError(
            "class_closed", "Your class is closed: what you made can be seen, not changed.", "Ask your teacher."
        )


def _require_scope(identity: Identity) -> None:
    if "write" not in identity.scopes:
        raise ForbiddenError("scope", "This token may only read.", "Make one with the scope 'write'.")


def _not_yours() -> ForbiddenError:
    return ForbiddenError("not_yours", "You may look at this, not change it.", "Make a copy of your own.")


def _stranger() -> AuthError:
    return AuthError("sign_in", "Nobody is signed in here.", "Sign in, join a class by its code, or send a token.")


Anyone = Annotated[Identity | None, Depends(anyone)]
Reader = Annotated[Identity, Depends(reader)]
Known = Annotated[Identity, Depends(known)]
Writer = Annotated[Identity, Depends(writer)]
InPerson = Annotated[Identity, Depends(in_person)]
TeacherOnly = Annotated[Identity, Depends(teacher_only)]
AdminOnly = Annotated[Identity, Depends(admin_only)]

DECLARATIONS: tuple[Callable[..., Awaitable[Identity | None]], ...] = (
    anyone,
    reader,
    known,
    writer,
    in_person,
    teacher_only,
    admin_only,
)
"""Every route depends on exactly one of these, directly or not."""


async def may_read(identity: Identity, owner_id: str, *, run: str | None = None, project: str | None = None) -> bool:
    """Whether somebody may know of a thing.

    Args:
        identity: who asks.
        owner_id: whose it is.
        run: its id, if it is a run; a share link to this run opens it.
        project: its id, if it is a project; likewise.
    """
    if may_write(identity, owner_id):
        return True
    if identity.how != "share" and identity.account.role == "admin":
        return True
    share = identity.share
    if share is not None and share.user == owner_id:
        if run is not None and share.run == run:
            return True
        if project is not None and share.project == project:
            return True
    return await identity.teaches(owner_id)


def may_write(identity: Identity, owner_id: str) -> bool:
    """Whether a thing is somebody's own."""
    if identity.how == "share":
        return False
    return identity.is_owner or identity.id == owner_id


async def require_read(
    identity: Identity, owner_id: str, missing: NotFoundError, *, run: str | None = None, project: str | None = None
) -> None:
    """Go on only if somebody may know of a thing.

    Args:
        identity: who asks.
        owner_id: whose it is.
        missing: what is said when there is no such thing.
        run: see `may_read`.
        project: see `may_read`.

    Raises:
        NotFoundError: `missing`.
    """
    if not await may_read(identity, owner_id, run=run, project=project):
        raise missing


async def require_write(
    identity: Identity, owner_id: str, missing: NotFoundError, *, run: str | None = None, project: str | None = None
) -> None:
    """Go on only if a thing is somebody's own.

    Raises:
        NotFoundError: `missing`, when they may not know of it. ForbiddenError: when they may read it but not change it.
    """
    await require_read(identity, owner_id, missing, run=run, project=project)
    if not may_write(identity, owner_id):
        raise _not_yours()


def require_change(identity: Identity, owner_id: str) -> None:
    """Go on only if a thing that somebody knows of is theirs to change, and they may change things now.

    Raises:
        ForbiddenError: why not.
    """
    if not may_write(identity, owner_id):
        raise _not_yours()
    _require_working(identity)
