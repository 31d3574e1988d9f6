"""What lets somebody in: sessions of browsers and tokens of programs. Only hashes of the secrets are stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import msgspec
from sqlalchemy import ColumnElement, RowMapping, Table, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from glassnet.errors import LimitError
from glassnet.ids import new_id
from glassnet.storage.changes import HARMLESS
from glassnet.storage.database import Database
from glassnet.storage.owners import require_owner
from glassnet.storage.remembered import Remembered
from glassnet.storage.schema import accounts, classes, sessions, tokens

MOST_TOKENS = 50
MOST_SECRET = 200
MOST_REMEMBERED = 10_000
TOKEN_PREFIX = "glassnet_"
"""Tells people, and programs that look for leaked secrets, what a found token is."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was recognised.

    Attributes:
        key: what they were recognised by: the hash of a session, or the id of a token.
        account, role, name, has_password, seen_at: who.
        class_id, class_title: of a student's class.
        class_closed: whether that class is closed.
        scopes: what the key is good for.
        expires_at: when it no longer is, seconds since 1970.
    """

    key: str
    account: str
    role: str
    name: str
    has_password: bool
    seen_at: float | None
    class_id: str | None
    class_title: str
    class_closed: bool
    scopes: frozenset[str]
    expires_at: float


class StoredToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token without its secret."""

    id: str
    account: str
    title: str
    scopes: list[str]
    created_at: float
    expires_at: float
    used_at: float | None = None


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session that is about to begin, and the secret that goes into the browser's cookie."""

    secret: str
    id: str
    created_at: float
    expires_at: float
    replaces: str = ""


class Keys:
    """The sessions and tokens of a server.

    Who was recognised is remembered until this process changes or deletes an account, a class, a session or a token;
    when another process may have, somebody has to say so: see `forget`.

    Args:
        database: opened by its owner.
        secret: the server's; sessions are worth nothing under another one.
    """

    def __init__(self, database: Database, secret: str = "") -> None:
        self._database = database
        self._secret = secret.encode()
        self._recognised = Remembered[Known](MOST_REMEMBERED)
        database.changes.heed((accounts, classes, sessions, tokens), self.forget)

    def forget(self) -> None:
        """Ask the database anew about everybody."""
        self._recognised.forget()

    # ------------------------------------------------------------------------------------------------ sessions

    def new_session(self, now: float, lasts_s: float, replaces: str = "") -> NewSession:
        """A session with a secret of its own, not begun yet.

        Args:
            now: seconds since 1970.
            lasts_s: for how long.
            replaces: id of the session that ends when it begins.
        """
        secret = secrets.token_urlsafe(32)
        ends = now + lasts_s
        return NewSession(secret=secret, id=self.session_id(secret), created_at=now, expires_at=ends, replaces=replaces)

    async def begin_session(self, account: str, now: float, lasts_s: float, replaces: str = "") -> str:
        """Begin a session; the answer goes into the browser's cookie. Sessions that have ended are swept.

        Args:
            account: whose.
            now: seconds since 1970.
            lasts_s: for how long.
            replaces: id of the session that ends when it begins.
        """
        session = self.new_session(now, lasts_s, replaces)
        async with self._database.write() as connection:
            await connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
            await begin(connection, account, session)
        return session.secret

    async def by_session(self, secret: str, now: float) -> Known | None:
        """Whose session this is; None when it has ended."""
        if not 0 < len(secret) <= MOST_SECRET:
            return None
        return await self._known(sessions, sessions.c.id, self.session_id(secret), now)

    async def renew_session(self, session_id: str, expires_at: float) -> None:
        """Have a session last longer."""
        async with self._database.write() as connection:
            await connection.execute(update(sessions).where(sessions.c.id == session_id).values(expires_at=expires_at))

    async def end_session(self, session_id: str) -> None:
        """Sign out."""
        async with self._database.write() as connection:
            await connection.execute(delete(sessions).where(sessions.c.id == session_id))

    def session_id(self, secret: str) -> str:
        """What is stored of a session."""
        return hmac.new(self._secret, secret.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    # -------------------------------------------------------------------------------------------------- tokens

    async def add_token(
        self, account: str, title: str, scopes: list[str], now: float, lasts_s: float
    ) -> tuple[StoredToken, str]:
        """A new token and its secret, which nobody can find out later.

        Raises:
            LimitError: when this account has too many. AuthError: when it was closed meanwhile.
        """
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        token = StoredToken(
            id=new_id("token"), account=account, title=title, scopes=scopes, created_at=now, expires_at=now + lasts_s
        )
        async with self._database.write() as connection:
            await connection.run_sync(require_owner, account)
            await connection.execute(delete(tokens).where(tokens.c.account == account, tokens.c.expires_at <= now))
            held = await connection.scalar(select(func.count()).where(tokens.c.account == account))
            if (held or 0) >= MOST_TOKENS:
                detail = f"There are {MOST_TOKENS} tokens; that is the limit."
                raise LimitError("too_many_tokens", detail, "Delete one that no program needs any more.")
            await connection.execute(insert(tokens).values(msgspec.structs.asdict(token) | {"hash": digest(secret)}))
        return token, secret

    async def by_token(self, secret: str, now: float) -> Known | None:
        """Whose token this is; None when there is none, or it has expired."""
        if not secret.startswith(TOKEN_PREFIX) or len(secret) > MOST_SECRET:
            return None
        return await self._known(tokens, tokens.c.hash, digest(secret), now)

    async def tokens_of(self, account: str) -> list[StoredToken]:
        """Somebody's tokens, newest first."""
        query = select(tokens).where(tokens.c.account == account).order_by(tokens.c.created_at.desc(), tokens.c.id)
        return [_token(row) for row in await self._database.rows(query)]

    async def used(self, token_id: str, now: float) -> None:
        """A program has used a token."""
        async with self._database.write() as connection:
            use = update(tokens).where(tokens.c.id == token_id).values(used_at=now)
            await connection.execute(use.execution_options(**{HARMLESS: True}))

    async def delete_token(self, account: str, token_id: str) -> bool:
        """Make somebody's token worthless; False when they have no such token."""
        async with self._database.write() as connection:
            mine = (tokens.c.id == token_id, tokens.c.account == account)
            found = await connection.scalar(select(tokens.c.id).where(*mine))
            await connection.execute(delete(tokens).where(*mine))
        return found is not None

    async def _known(self, table: Table, column: ColumnElement[str], key: str, now: float) -> Known | None:
        found = await self._recognised.get(f"{table.name}/{key}", lambda: self._read(table, column == key))
        return found if found is not None and found.expires_at > now else None

    async def _read(self, table: Table, where: ColumnElement[bool]) -> Known | None:
        scopes = [table.c.scopes] if table is tokens else []
        query = (
            select(
                table.c.id.label("key"),
                table.c.expires_at,
                *scopes,
                accounts,
                classes.c.closed_at.label("class_closed_at"),
                classes.c.title.label("class_title"),
            )
            .join(accounts, accounts.c.id == table.c.account)
            .outerjoin(classes, classes.c.id == accounts.c["class"])
            .where(where, accounts.c.closed_at.is_(None))
        )
        row = await self._database.row(query)
        return _recognised(row) if row is not None else None


def digest(secret: str) -> str:
    """What is stored of a secret that is long and random: a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _recognised(row: RowMapping) -> Known:
    return Known(
        key=row["key"],
        account=row["id"],
        role=row["role"],
        name=row["name"],
        has_password=row["password"] is not None,
        seen_at=row["seen_at"],
        class_id=row["class"],
        class_title=row["class_title"] or "",
        class_closed=row["class_closed_at"] is not None,
        scopes=frozenset(row.get("scopes", ("read", "write"))),
        expires_at=row["expires_at"],
    )


def _token(row: RowMapping) -> StoredToken:
    return StoredToken(**{name: row[name] for name in StoredToken.__struct_fields__})


async def begin(connection: AsyncConnection, account: str, session: NewSession) -> None:
    """Begin a session in a transaction that does more than that.

    Raises:
        AuthError: when the account was closed meanwhile.
    """
    await connection.run_sync(require_owner, account)
    await connection.execute(delete(sessions).where(sessions.c.id == session.replaces))
    row = {name: getattr(session, name) for name in ("id", "created_at", "expires_at")}
    await connection.execute(insert(sessions).values(row | {"account": account}))
