"""What is remembered of the database is true: compared with somebody who has never asked before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import pytest
from sqlalchemy import text, update

from glassnet.storage.classes import Classes
from glassnet.storage.database import Database
from glassnet.storage.keys import Keys, Known
from glassnet.storage.people import People
from glassnet.storage.remembered import Remembered
from glassnet.storage.schema import accounts
from glassnet.storage.traces import Traces

NOW = 1_700_000_000.0


class Place(NamedTuple):
    """A class with one student, who has a session and a token."""

    database: Database
    keys: Keys
    lesson: str
    student: str
    session: str
    token: str
    token_id: str

    async def known(self, keys: Keys) -> list[Known | None]:
        return [await keys.by_session(self.session, NOW + 1), await keys.by_token(self.token, NOW + 1)]


async def place_in(database: Database, number: int = 0) -> Place:
    keys, classes = Keys(database, "secret"), Classes(database)
    teacher = await People(database).add_staff("teacher", f"Teacher {number}", "hash", NOW)
    lesson = await classes.add(teacher.id, "8b", NOW)
    student = await classes.join(lesson.id, "Emmy", f"code {number}", NOW)
    session = await keys.begin_session(student.id, NOW, 60)
    token, secret = await keys.add_token(student.id, "notebook", ["read"], NOW, 60)
    return Place(database, keys, lesson.id, student.id, session, secret, token.id)


Change = Callable[[Place], Awaitable[object]]
CHANGES: dict[str, Change] = {
    "a student removed": lambda at: Classes(at.database).remove(at.lesson, at.student, NOW),
    "the class closed": lambda at: Classes(at.database).edit(at.lesson, closed_at=NOW),
    "the class renamed": lambda at: Classes(at.database).edit(at.lesson, title="8c"),
    "the class deleted": lambda at: Traces(at.database).delete_class(at.lesson),
    "the account closed": lambda at: People(at.database).close(at.student, NOW),
    "the account deleted": lambda at: Traces(at.database).delete_account(at.student),
    "a password chosen": lambda at: People(at.database).set_password(at.student, "hash", "Emmy Noether"),
    "signed out": lambda at: at.keys.end_session(at.keys.session_id(at.session)),
    "the session renewed": lambda at: at.keys.renew_session(at.keys.session_id(at.session), NOW + 90),
    "the session ended early": lambda at: at.keys.renew_session(at.keys.session_id(at.session), NOW),
    "the token deleted": lambda at: at.keys.delete_token(at.student, at.token_id),
}


async def test_nobody_is_remembered_as_they_were(database: Database) -> None:
    for number, (what, change) in enumerate(CHANGES.items()):
        at = await place_in(database, number)
        before = await at.known(at.keys)
        assert None not in before, what
        await change(at)
        after = await at.known(at.keys)
        assert after != before, what
        assert after == await at.known(Keys(database, "secret")), what


async def test_who_is_known_is_asked_of_the_database_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    at, asked = await place_in(database), 0
    really = Database.rows

    async def counted(self: Database, query: object) -> object:
        nonlocal asked
        asked += 1
        return await really(self, query)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "rows", counted)
    first = await at.known(at.keys)
    await People(database).seen(at.student, NOW + 5)
    await at.keys.used(at.token_id, NOW + 5)
    assert await at.known(at.keys) == first
    assert asked == 2, "that somebody was here changes nothing of who they are"
    assert await at.keys.by_session(at.session, NOW + 60) is None, "it ends without anybody's doing"
    assert asked == 2
    at.keys.forget()
    await at.known(at.keys)
    assert asked == 4
    assert await at.keys.by_session("nobody's", NOW) is None
    assert await at.keys.by_session("nobody's", NOW) is None
    assert asked == 6, "who comes later must not be taken for nobody"


async def test_statements_of_which_nobody_can_tell_what_they_touch_touch_everything(database: Database) -> None:
    at = await place_in(database)
    assert None not in await at.known(at.keys)
    async with database.write() as connection:
        await connection.execute(text("DELETE FROM sessions"))
    assert await at.keys.by_session(at.session, NOW) is None


async def test_what_is_undone_was_no_change(database: Database) -> None:
    at = await place_in(database)
    before = await at.known(at.keys)

    async def fail() -> None:
        async with database.write() as connection:
            await connection.execute(update(accounts).values(name="Somebody else"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await at.known(at.keys) == before


async def test_what_was_read_while_something_changed_is_not_kept() -> None:
    remembered = Remembered[str](2)
    reading, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> str:
        reading.set()
        await go_on.wait()
        return "old"

    async def at_once() -> str:
        return "new"

    first = asyncio.create_task(remembered.get("key", slowly))
    await reading.wait()
    remembered.forget()
    go_on.set()
    assert await first == "old", "whoever asked before the change may be told what was before"
    assert await remembered.get("key", at_once) == "new"
    assert await remembered.get("key", slowly) == "new"


async def test_no_more_is_remembered_than_there_is_room_for() -> None:
    remembered, read = Remembered[str](2), list[str]()

    async def get(key: str) -> None:
        async def answer() -> str:
            read.append(key)
            return key

        assert await remembered.get(key, answer) == key

    for key in "aabbcc":
        await get(key)
    assert read == ["a", "b", "c"]
    await get("c")
    await get("a")
    assert read == ["a", "b", "c", "a"]
