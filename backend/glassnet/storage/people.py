"""Who uses a server: accounts. Secrets are never stored, only what they can be checked with."""

from __future__ import annotations

import unicodedata
from typing import Any

import msgspec
from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.exc import IntegrityError

from glassnet.errors import ConflictError, shown
from glassnet.ids import new_id
from glassnet.storage.changes import HARMLESS
from glassnet.storage.database import Database
from glassnet.storage.keys import digest
from glassnet.storage.schema import accounts, classes, sessions, tokens

LOCAL = "local"
"""The account of a laptop's owner; it is in no table."""

STAFF = ("admin", "teacher")


class StoredAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody.

    Attributes:
        id: such as ``user_7hq2…``.
        role: ``admin``, ``teacher`` or ``student``.
        name: as it is shown.
        name_key: what the name is found by at signing in; None for a guest, who has no name of their own.
        password: hashed; None for a guest.
        class_id: a student's.
        created_at, seen_at, closed_at: seconds since 1970.
    """

    id: str
    role: str
    name: str
    name_key: str | None = None
    password: str | None = None
    class_id: str | None = None
    created_at: float
    seen_at: float | None = None
    closed_at: float | None = None


class StaffLine(msgspec.Struct, frozen=True):
    """A teacher or administrator, and how many classes they have."""

    account: StoredAccount
    classes: int


def name_key(name: str) -> str:
    """What a name is found by: capitals, accents written another way and further spaces make no other name."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class People:
    """The accounts of a server.

    Args:
        database: opened by its owner.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_staff(self, role: str, name: str, password: str, now: float) -> StoredAccount:
        """A new teacher or administrator.

        Args:
            role: ``teacher`` or ``admin``.
            name: to sign in with.
            password: hashed.
            now: seconds since 1970.

        Raises:
            ConflictError: ``name_taken``.
        """
        account = StoredAccount(
            id=new_id("user"), role=role, name=name, name_key=name_key(name), password=password, created_at=now
        )
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(accounts).values(values_of(account)))
        except IntegrityError:
            raise _taken(name) from None
        return account

    async def get(self, account_id: str) -> StoredAccount | None:
        """An account that is not closed, or None."""
        return await self._one(accounts.c.id == account_id)

    async def by_name(self, name: str) -> StoredAccount | None:
        """The account that signs in by this name, or None."""
        return await self._one(accounts.c.name_key == name_key(name))

    async def by_resume(self, code: str) -> StoredAccount | None:
        """The guest with this resume code, as typed, or None."""
        return await self._one(accounts.c.resume_hash == resume_digest(code))

    async def _one(self, where: Any) -> StoredAccount | None:
        row = await self._database.row(select(accounts).where(where, accounts.c.closed_at.is_(None)))
        return account_of(row) if row is not None else None

    async def names(self, ids: list[str]) -> dict[str, str]:
        """Names by id, closed accounts included; those that are unknown are left out."""
        rows = await self._database.rows(select(accounts.c.id, accounts.c.name).where(accounts.c.id.in_(ids)))
        return {row["id"]: row["name"] for row in rows}

    async def staff(self) -> list[StaffLine]:
        """All teachers and administrators, oldest first; also one whose deletion was broken off."""
        count = select(func.count()).where(classes.c.teacher == accounts.c.id).scalar_subquery().label("classes")
        query = select(accounts, count).where(accounts.c.role.in_(STAFF))
        rows = await self._database.rows(query.order_by(accounts.c.created_at, accounts.c.id))
        return [StaffLine(account_of(row), row["classes"]) for row in rows]

    async def set_password(self, account_id: str, password: str, name: str | None = None, *, but: str = "") -> None:
        """Give an account a new password; whatever opened it before opens it no more: sessions, tokens, a resume code.

        Args:
            account_id: whose.
            password: hashed.
            name: what a guest signs in with from now on.
            but: id of the session that goes on.

        Raises:
            ConflictError: ``name_taken``.
        """
        values: dict[str, Any] = {"password": password, "resume_hash": None}
        if name is not None:
            values |= {"name": name, "name_key": name_key(name)}
        try:
            async with self._database.write() as connection:
                await connection.execute(update(accounts).where(accounts.c.id == account_id).values(values))
                await connection.execute(
                    delete_from(sessions).where(sessions.c.account == account_id, sessions.c.id != but)
                )
                await connection.execute(delete_from(tokens).where(tokens.c.account == account_id))
        except IntegrityError:
            raise _taken(name or "") from None

    async def rehash(self, account_id: str, before: str, password: str) -> None:
        """Keep the same password hashed in another way, unless it is no longer the one that was hashed as `before`."""
        async with self._database.write() as connection:
            same = (accounts.c.id == account_id, accounts.c.password == before)
            await connection.execute(update(accounts).where(*same).values(password=password))

    async def set_resume(self, account_id: str, code: str) -> None:
        """Give a guest a new resume code; the one before is worth nothing any more."""
        async with self._database.write() as connection:
            values = {"resume_hash": resume_digest(code)}
            await connection.execute(update(accounts).where(accounts.c.id == account_id).values(values))

    async def seen(self, account_id: str, now: float) -> None:
        """Somebody was here."""
        seen = update(accounts).where(accounts.c.id == account_id).values(seen_at=now)
        await self._database.transact(lambda connection: connection.execute(seen, execution_options={HARMLESS: True}))

    async def close(self, account_id: str, now: float) -> None:
        """Nobody is let in as this account any more, nor is anything new kept for it; what it made stays.

        Raises:
            ConflictError: ``has_classes``.
        """
        async with self._database.write() as connection:
            if await connection.scalar(select(func.count()).where(classes.c.teacher == account_id)):
                detail = "This account has classes; their students' work would be nobody's."
                raise ConflictError("has_classes", detail, "Delete the classes first.")
            values = {"closed_at": now, "name_key": None, "password": None, "resume_hash": None}
            await connection.execute(update(accounts).where(accounts.c.id == account_id).values(values))
            for table in (sessions, tokens):
                await connection.execute(delete_from(table).where(table.c.account == account_id))


def resume_digest(code: str) -> str:
    """What is stored of a resume code: however it was typed, with capitals, spaces or hyphens."""
    return digest("".join(character for character in code.casefold() if character.isalnum()))


def account_of(row: RowMapping) -> StoredAccount:
    """An account as it is in the table."""
    fields = {name: row[name] for name in StoredAccount.__struct_fields__ if name != "class_id"}
    return StoredAccount(**fields, class_id=row["class"])


def values_of(account: StoredAccount) -> dict[str, Any]:
    """What is put in the table."""
    values = msgspec.structs.asdict(account)
    values["class"] = values.pop("class_id")
    return values


def _taken(name: str) -> ConflictError:
    return ConflictError("name_taken", f"Somebody signs in as {shown(name)} already.", "Choose another name.", "name")
