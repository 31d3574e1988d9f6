"""Links for others to a project or a run. Only a hash of the secret is stored, so a stolen database opens nothing."""

from __future__ import annotations

import hashlib
import secrets
import time
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, RowMapping, Select, and_, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from glassnet.errors import LimitError, NotFoundError
from glassnet.ids import new_id
from glassnet.storage.database import Database
from glassnet.storage.owners import require_owner
from glassnet.storage.schema import accounts, shares

MOST_SHARES = 500
MOST_SECRET = 200


class StoredShare(msgspec.Struct, frozen=True, kw_only=True):
    """A link for others.

    Attributes:
        id, user: who made it.
        project, run: what it leads to; one of them or both.
        mode: ``view``, ``fork`` or ``embed``.
        weights: whether what the run has learned may be downloaded and forked.
        locked, hidden: parts of the page that cannot be changed, or are not seen.
        created_at, expires_at, closed_at: seconds since 1970.
    """

    id: str
    user: str
    project: str | None
    run: str | None
    mode: str
    weights: bool
    locked: list[str]
    hidden: list[str]
    created_at: float
    expires_at: float | None
    closed_at: float | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What may be done and seen."""
        return {"weights": self.weights, "locked": self.locked, "hidden": self.hidden}


class Shares:
    """The links of a server.

    Args:
        database: opened by its owner.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, share: StoredShare) -> str:
        """Store a link.

        Returns:
            Its secret, which nobody can find out later.

        Raises:
            LimitError: when this user has too many. NotFoundError: when what it leads to was deleted meanwhile.
            AuthError: when their account was.
        """
        secret = secrets.token_urlsafe(32)
        kept = ("id", "user", "project", "run", "mode", "created_at", "expires_at", "closed_at")
        values: dict[str, Any] = {name: getattr(share, name) for name in kept}
        try:
            async with self._database.write() as connection:
                await connection.run_sync(require_owner, share.user)
                mine = (shares.c.user == share.user, shares.c.closed_at.is_(None))
                if (await connection.scalar(select(func.count()).where(*mine)) or 0) >= MOST_SHARES:
                    detail = f"There are {MOST_SHARES} open links; that is the limit."
                    raise LimitError("too_many_shares", detail, "Close one that nobody needs any more.")
                await connection.execute(
                    insert(shares).values(values | {"hash": digest(secret), "options": share.options})
                )
        except IntegrityError:
            raise NotFoundError("gone", "What was to be shared is not there any more.", "It was deleted.") from None
        return secret

    async def by_secret(self, secret: str, now: float | None = None) -> StoredShare | None:
        """The link with this secret; None when there is none, it is closed or expired, or its maker's account is.

        Args:
            secret: as in the link.
            now: seconds since 1970; the present when left out.
        """
        if len(secret) > MOST_SECRET:
            return None
        left = exists().where(accounts.c.id == shares.c.user, accounts.c.closed_at.is_not(None))
        query = _open(time.time() if now is None else now).where(shares.c.hash == digest(secret), ~left)
        row = await self._database.row(query)
        return _share(row) if row is not None else None

    async def of(
        self, user: str, now: float, *, project: str | None = None, run: str | None = None
    ) -> list[StoredShare]:
        """The open links that somebody made, newest first; those to one project or run only."""
        query = _open(now).where(shares.c.user == user).order_by(shares.c.created_at.desc(), shares.c.id)
        for column, wanted in ((shares.c.project, project), (shares.c.run, run)):
            if wanted is not None:
                query = query.where(column == wanted)
        return [_share(row) for row in await self._database.rows(query)]

    async def owner(self, share: str) -> str | None:
        """Who made a link; None when there is none, or it is closed."""
        query = select(shares.c.user).where(shares.c.id == share, shares.c.closed_at.is_(None))
        found: str | None = await self._database.value(query)
        return found

    async def close(self, share: str, now: float) -> None:
        """Close a link: from now on its secret opens nothing."""
        async with self._database.write() as connection:
            here = (shares.c.id == share, shares.c.closed_at.is_(None))
            await connection.execute(update(shares).where(*here).values(closed_at=now))


def new_share(
    user: str,
    now: float,
    *,
    project: str | None = None,
    run: str | None = None,
    mode: str = "view",
    weights: bool = False,
    locked: list[str] | None = None,
    hidden: list[str] | None = None,
    expires_at: float | None = None,
) -> StoredShare:
    """A link that is not stored yet."""
    return StoredShare(
        id=new_id("share"),
        user=user,
        project=project,
        run=run,
        mode=mode,
        weights=weights,
        locked=locked or [],
        hidden=hidden or [],
        created_at=now,
        expires_at=expires_at,
    )


def digest(secret: str) -> str:
    """What is stored of a secret. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_open(now: float) -> ColumnElement[bool]:
    """Whether a link opens anything at a time (seconds since 1970)."""
    return and_(shares.c.closed_at.is_(None), or_(shares.c.expires_at.is_(None), shares.c.expires_at > now))


def _open(now: float) -> Select[Any]:
    return select(shares).where(is_open(now))


def _share(row: RowMapping) -> StoredShare:
    options = row["options"]
    named = {name: options[name] for name in ("weights", "locked", "hidden")}
    plain = [name for name in StoredShare.__struct_fields__ if name not in named]
    return StoredShare(**named, **{name: row[name] for name in plain})
