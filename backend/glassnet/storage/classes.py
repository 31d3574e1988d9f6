"""Classes: who teaches them, who is in them, and the codes by which students get in."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import RowMapping, and_, exists, func, insert, select, update

from glassnet.errors import ConflictError, ForbiddenError, shown
from glassnet.ids import new_code, new_id
from glassnet.storage.database import Database
from glassnet.storage.handouts import welcome
from glassnet.storage.keys import NewSession, begin
from glassnet.storage.owners import require_owner
from glassnet.storage.people import StoredAccount, account_of, name_key, resume_digest, values_of
from glassnet.storage.schema import accounts, classes, join_codes, members, sessions, tokens

MOST_MEMBERS = 300
CODE_LENGTH = 6


class StoredClass(msgspec.Struct, frozen=True, kw_only=True):
    """A class.

    Attributes:
        weight: share of the host; 1 is usual.
        members: how many are in it now.
        created_at, closed_at: seconds since 1970.
    """

    id: str
    teacher: str
    title: str
    weight: float
    created_at: float
    closed_at: float | None = None
    members: int = 0


class StoredCode(msgspec.Struct, frozen=True, kw_only=True):
    """A way into a class, until it expires."""

    code: str
    class_id: str
    expires_at: float


class StoredMember(msgspec.Struct, frozen=True, kw_only=True):
    """A student in a class."""

    account: str
    nickname: str
    joined_at: float
    seen_at: float | None
    has_password: bool


def spelt(code: str) -> str:
    """A join code as it is stored, however it was typed: ``KX4-9pt``, ``kx4 9pt``."""
    return "".join(character for character in code.casefold() if character.isalnum())


def read_aloud(code: str) -> str:
    """A join code as it is shown: ``kx4-9pt``."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


class Classes:
    """The classes of a server.

    Args:
        database: opened by its owner.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------------------------------------------- classes

    async def add(self, teacher: str, title: str, now: float) -> StoredClass:
        """A new class, empty and without a code.

        Raises:
            AuthError: when the teacher's account was closed meanwhile.
        """
        made = StoredClass(id=new_id("class"), teacher=teacher, title=title, weight=1.0, created_at=now)
        values = msgspec.structs.asdict(made)
        del values["members"]
        async with self._database.write() as connection:
            await connection.run_sync(require_owner, teacher)
            await connection.execute(insert(classes).values(values))
        return made

    async def get(self, class_id: str) -> StoredClass | None:
        """A class, or None."""
        found = await self._some(classes.c.id == class_id)
        return found[0] if found else None

    async def of_teacher(self, teacher: str) -> list[StoredClass]:
        """A teacher's classes, newest first."""
        return await self._some(classes.c.teacher == teacher)

    async def all(self) -> list[StoredClass]:
        """All classes, newest first."""
        return await self._some()

    async def _some(self, *where: Any) -> list[StoredClass]:
        present = and_(members.c["class"] == classes.c.id, members.c.removed_at.is_(None))
        count = select(func.count()).select_from(members).where(present).scalar_subquery().label("members")
        query = select(classes, count).where(*where).order_by(classes.c.created_at.desc(), classes.c.id)
        rows = await self._database.rows(query)
        return [StoredClass(**{name: row[name] for name in StoredClass.__struct_fields__}) for row in rows]

    async def edit(self, class_id: str, **values: Any) -> None:
        """Change `title`, `weight` or `closed_at`."""
        if values:
            async with self._database.write() as connection:
                await connection.execute(update(classes).where(classes.c.id == class_id).values(values))

    async def weights(self) -> dict[str, float]:
        """Each present student's class's weight, by account."""
        query = select(members.c.account, classes.c.weight).join(classes, classes.c.id == members.c["class"])
        rows = await self._database.rows(query.where(members.c.removed_at.is_(None)))
        return {row["account"]: row["weight"] for row in rows}

    # --------------------------------------------------------------------------------------------------- codes

    async def code(self, class_id: str, now: float) -> StoredCode | None:
        """The code by which one joins now, or None."""
        return await self._code(join_codes.c["class"] == class_id, now)

    async def by_code(self, code: str, now: float) -> StoredCode | None:
        """The code that was typed, if it is one and still good."""
        return await self._code(join_codes.c.code == spelt(code), now)

    async def _code(self, where: Any, now: float) -> StoredCode | None:
        good = (join_codes.c.closed_at.is_(None), join_codes.c.expires_at > now, classes.c.closed_at.is_(None))
        query = (
            select(join_codes)
            .join(classes, classes.c.id == join_codes.c["class"])
            .where(where, *good)
            .order_by(join_codes.c.created_at.desc())
        )
        row = await self._database.row(query)
        if row is None:
            return None
        return StoredCode(code=row["code"], class_id=row["class"], expires_at=row["expires_at"])

    async def new_code(self, class_id: str, now: float, lasts_s: float) -> StoredCode:
        """A new code; the ones before are worth nothing any more."""
        made = StoredCode(
            code=new_code(1, CODE_LENGTH),
            class_id=class_id,
            expires_at=now + lasts_s,
        )
        row = {"code": made.code, "class": class_id, "created_at": now, "expires_at": made.expires_at}
        async with self._database.write() as connection:
            await connection.execute(_closing(class_id, now))
            await connection.execute(insert(join_codes).values(row))
        return made

    async def close_code(self, class_id: str, now: float) -> None:
        """Nobody can join any more."""
        async with self._database.write() as connection:
            await connection.execute(_closing(class_id, now))

    # ------------------------------------------------------------------------------------------------- members

    async def join(
        self, class_id: str, nickname: str, resume_code: str, now: float, session: NewSession | None = None
    ) -> StoredAccount:
        """A new guest in a class, with what was handed out to it and, if wanted, a session: all of that or nothing.

        Raises:
            ConflictError: ``nickname_taken`` or ``class_full``. ForbiddenError: ``class_closed``.
        """
        account = StoredAccount(
            id=new_id("user"), role="student", name=nickname, class_id=class_id, created_at=now, seen_at=now
        )
        async with self._database.write() as connection:
            here = (members.c["class"] == class_id, members.c.removed_at.is_(None))
            closed = await connection.scalar(
                select(classes.c.id).where(classes.c.id == class_id, classes.c.closed_at.is_(None))
            )
            if closed is None:
                raise ForbiddenError("class_closed", "This class is closed.", "Ask your teacher to open it.")
            names = {name_key(name) for name in await connection.scalars(select(members.c.nickname).where(*here))}
            if name_key(nickname) in names:
                detail = f"Somebody in this class is called {shown(nickname)} already."
                hint = "Choose another nickname; if it is you, come back with your resume code."
                raise ConflictError("nickname_taken", detail, hint, "nickname")
            if len(names) >= MOST_MEMBERS:
                raise ConflictError("class_full", f"This class has {MOST_MEMBERS} members.", "Tell your teacher.")
            await connection.execute(
                insert(accounts).values(values_of(account) | {"resume_hash": resume_digest(resume_code)})
            )
            row = {"class": class_id, "account": account.id, "nickname": nickname, "joined_at": now}
            await connection.execute(insert(members).values(row))
            await welcome(connection, account.id, class_id, now)
            if session is not None:
                await begin(connection, account.id, session)
        return account

    async def members(self, class_id: str) -> list[StoredMember]:
        """Who is in a class now, in the order in which they joined."""
        query = (
            select(members, accounts.c.seen_at, accounts.c.password)
            .join(accounts, accounts.c.id == members.c.account)
            .where(members.c["class"] == class_id, members.c.removed_at.is_(None))
            .order_by(members.c.joined_at, members.c.account)
        )
        return [_member(row) for row in await self._database.rows(query)]

    async def all_accounts(self, class_id: str) -> list[StoredAccount]:
        """Everybody who is or was in a class."""
        query = select(accounts).where(accounts.c["class"] == class_id).order_by(accounts.c.created_at)
        return [account_of(row) for row in await self._database.rows(query)]

    async def remove(self, class_id: str, account: str, now: float) -> bool:
        """Let a student in no more; what they made stays. False when there is no such present member."""
        async with self._database.write() as connection:
            here = (members.c["class"] == class_id, members.c.account == account, members.c.removed_at.is_(None))
            if await connection.scalar(select(members.c.account).where(*here)) is None:
                return False
            await connection.execute(update(members).where(*here).values(removed_at=now))
            gone = {"closed_at": now, "name_key": None, "password": None, "resume_hash": None}
            await connection.execute(update(accounts).where(accounts.c.id == account).values(gone))
            for table in (sessions, tokens):
                await connection.execute(table.delete().where(table.c.account == account))
        return True

    async def teaches(self, teacher: str, account: str) -> bool:
        """Whether somebody is, now, in a class of this teacher's."""
        query = (
            exists()
            .where(members.c.account == account, members.c.removed_at.is_(None))
            .where(classes.c.id == members.c["class"], classes.c.teacher == teacher)
        )
        return bool(await self._database.value(select(query)))


def _closing(class_id: str, now: float) -> Any:
    here = (join_codes.c["class"] == class_id, join_codes.c.closed_at.is_(None))
    return update(join_codes).where(*here).values(closed_at=now)


def _member(row: RowMapping) -> StoredMember:
    return StoredMember(
        account=row["account"],
        nickname=row["nickname"],
        joined_at=row["joined_at"],
        seen_at=row["seen_at"],
        has_password=row["password"] is not None,
    )
