"""Accounts, sessions, tokens and classes, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from glassnet.errors import AuthError, ConflictError, ForbiddenError, LimitError
from glassnet.storage.classes import Classes, StoredClass, read_aloud, spelt
from glassnet.storage.database import Database
from glassnet.storage.keys import MOST_TOKENS, Keys
from glassnet.storage.people import People, StoredAccount, name_key, resume_digest
from glassnet.storage.projects import Projects
from glassnet.storage.shares import Shares, new_share
from glassnet.storage.store import Store, StoredRun
from glassnet.storage.traces import Traces
from glassnet.storage.uploaded import Uploaded, dataset_of
from glassnet.storage.usage import Usage

NOW = 1_700_000_000.0


async def teacher(database: Database, name: str = "Frau Noether") -> StoredAccount:
    return await People(database).add_staff("teacher", name, "hash", NOW)


async def lesson(database: Database, of: StoredAccount | None = None) -> StoredClass:
    return await Classes(database).add((of or await teacher(database)).id, "8b", NOW)


def test_names_are_found_however_they_are_written() -> None:
    assert name_key("  Frau\tNOETHER ") == name_key("frau noether")
    assert name_key("e\u0301") == name_key("\u00c9")
    assert resume_digest("KX49 pt3m") == resume_digest("kx49-pt3m")
    assert spelt(read_aloud("kx4pt3").upper()) == "kx4pt3"


async def test_an_account_from_birth_to_death(database: Database) -> None:
    people, keys = People(database), Keys(database)
    made = await teacher(database)
    assert await people.by_name("FRAU noether") == made
    with pytest.raises(ConflictError):
        await teacher(database, "frau  Noether")
    await people.set_password(made.id, "other")
    await people.seen(made.id, NOW + 5)
    found = await people.get(made.id)
    assert found is not None
    assert (found.password, found.seen_at, found.name) == ("other", NOW + 5, "Frau Noether")
    secret = await keys.begin_session(made.id, NOW, 60)
    await people.close(made.id, NOW + 6)
    assert await people.get(made.id) is None
    assert await people.by_name("Frau Noether") is None
    assert await keys.by_session(secret, NOW + 7) is None
    assert await people.names([made.id, "nobody"]) == {made.id: "Frau Noether"}
    assert (await teacher(database)).name == "Frau Noether", "the name is free again"


async def test_sessions_end(database: Database) -> None:
    account, keys = await teacher(database), Keys(database, "secret")
    first = await keys.begin_session(account.id, NOW, 60)
    second = await keys.begin_session(account.id, NOW, 60)
    known = await keys.by_session(first, NOW + 59)
    assert known is not None
    assert (known.account, known.role, known.scopes) == (account.id, "teacher", {"read", "write"})
    assert known.key == keys.session_id(first)
    assert first not in known.key
    assert await keys.by_session(first, NOW + 60) is None
    assert await Keys(database, "another").by_session(first, NOW) is None, "a new secret signs everybody out"
    await keys.renew_session(known.key, NOW + 120)
    assert await keys.by_session(first, NOW + 60) is not None
    await People(database).set_password(account.id, "new", but=known.key)
    assert await keys.by_session(second, NOW) is None
    assert await keys.by_session(first, NOW) is not None
    await keys.end_session(known.key)
    for secret in (first, "", "x" * 1000, "\ud800"):
        assert await keys.by_session(secret, NOW) is None


async def test_tokens_are_scoped_and_end(database: Database) -> None:
    account, keys = await teacher(database), Keys(database)
    token, secret = await keys.add_token(account.id, "notebook", ["read"], NOW, 60)
    known = await keys.by_token(secret, NOW)
    assert known is not None
    assert (known.key, known.scopes, known.expires_at) == (token.id, {"read"}, NOW + 60)
    await keys.used(token.id, NOW + 1)
    assert [one.used_at for one in await keys.tokens_of(account.id)] == [NOW + 1]
    assert await keys.by_token(secret, NOW + 60) is None
    assert await keys.by_token(secret[:-1], NOW) is None
    assert not await keys.delete_token("somebody else", token.id)
    assert await keys.delete_token(account.id, token.id)
    assert await keys.by_token(secret, NOW) is None
    for _ in range(MOST_TOKENS):
        await keys.add_token(account.id, "one more", ["read"], NOW, 60)
    with pytest.raises(LimitError):
        await keys.add_token(account.id, "too many", ["read"], NOW, 60)
    await keys.add_token(account.id, "expired ones make room", ["read"], NOW + 61, 60)


async def test_students_join_and_are_removed(database: Database) -> None:
    classes, people = Classes(database), People(database)
    made = await lesson(database)
    ada = await classes.join(made.id, "Ada", "kx49-pt3m", NOW)
    with pytest.raises(ConflictError) as refused:
        await classes.join(made.id, "ADA ", "other", NOW)
    assert refused.value.code == "nickname_taken"
    assert [member.nickname for member in await classes.members(made.id)] == ["Ada"]
    assert await people.by_resume("KX49PT3M") == ada
    assert await classes.teaches(made.teacher, ada.id)
    assert not await classes.teaches(ada.id, made.teacher)
    assert await classes.remove(made.id, ada.id, NOW + 1)
    assert not await classes.remove(made.id, ada.id, NOW + 2)
    assert not await classes.teaches(made.teacher, ada.id)
    assert await people.by_resume("kx49pt3m") is None
    assert await classes.members(made.id) == []
    assert [one.id for one in await classes.all_accounts(made.id)] == [ada.id]
    assert (await classes.join(made.id, "Ada", "third", NOW)).id != ada.id
    found = await classes.get(made.id)
    assert found is not None
    assert found.members == 1
    await classes.edit(made.id, closed_at=NOW)
    with pytest.raises(ForbiddenError):
        await classes.join(made.id, "Bob", "fourth", NOW)


async def test_thirty_join_at_once_and_one_nickname_is_one_student(database: Database) -> None:
    classes, made = Classes(database), await lesson(database)
    names = [f"Student {number // 2}" for number in range(30)]
    joining = [classes.join(made.id, name, f"code{number}", NOW) for number, name in enumerate(names)]
    outcomes = await asyncio.gather(*joining, return_exceptions=True)
    assert sum(isinstance(one, StoredAccount) for one in outcomes) == 15
    assert sum(isinstance(one, ConflictError) for one in outcomes) == 15


async def test_codes_lead_into_one_class_until_they_end(database: Database) -> None:
    classes, made = Classes(database), await lesson(database)
    first = await classes.new_code(made.id, NOW, 60)
    assert await classes.by_code(read_aloud(first.code).upper(), NOW + 59) == first
    assert await classes.by_code(first.code, NOW + 60) is None
    second = await classes.new_code(made.id, NOW + 1, 60)
    assert await classes.by_code(first.code, NOW + 2) is None
    assert await classes.code(made.id, NOW + 2) == second
    await classes.close_code(made.id, NOW + 3)
    assert await classes.code(made.id, NOW + 3) is None
    third = await classes.new_code(made.id, NOW + 4, 60)
    await classes.edit(made.id, closed_at=NOW + 5)
    assert await classes.by_code(third.code, NOW + 6) is None, "nobody joins a closed class"


async def test_an_account_goes_with_all_its_traces(database: Database) -> None:
    classes, keys, traces, uploaded = Classes(database), Keys(database), Traces(database), Uploaded(database)
    made = await lesson(database)
    ada = await classes.join(made.id, "Ada", "code", NOW)
    session = await keys.begin_session(ada.id, NOW, 60)
    _, token = await keys.add_token(ada.id, "t", ["read"], NOW, 60)
    await uploaded.add("data_1", ada.id, 10, NOW)
    await uploaded.add("data_1", ada.id, 10, NOW)
    await uploaded.add("data_1", made.teacher, 10, NOW)
    assert await uploaded.owners("data_1") == {ada.id, made.teacher}
    assert await uploaded.bytes_of(ada.id) == 10
    row = await traces.account(ada.id)
    assert row is not None
    assert "resume_hash" not in row
    assert await traces.delete_account(ada.id)
    assert await keys.by_session(session, NOW) is None
    assert await keys.by_token(token, NOW) is None
    assert await classes.members(made.id) == []
    assert await uploaded.owners("data_1") == {made.teacher}
    await traces.delete_class(made.id)
    assert await classes.get(made.id) is None


Making = Callable[[Database, str, str], Awaitable[object]]
MADE: dict[str, Making] = {
    "a run": lambda at, user, _: Store(at).add(StoredRun(id="run_1", user=user, created_at=NOW, spec={})),
    "a project": lambda at, user, _: Projects(at).add(user, "Late", {}, NOW),
    "a data set": lambda at, user, _: Uploaded(at).add("data_9", user, 1, NOW),
    "a link": lambda at, user, project: Shares(at).add(new_share(user, NOW, project=project)),
    "a class": lambda at, user, _: Classes(at).add(user, "Late", NOW),
    "a token": lambda at, user, _: Keys(at).add_token(user, "late", ["read"], NOW, 60),
    "a session": lambda at, user, _: Keys(at).begin_session(user, NOW, 60),
}


@pytest.mark.fault(1)
@pytest.mark.parametrize("deleted", [False, True])
@pytest.mark.parametrize("what", MADE)
async def test_nothing_is_made_for_an_account_that_was_closed_meanwhile(
    database: Database, what: str, deleted: bool
) -> None:
    people, made = People(database), await teacher(database)
    theirs = await Projects(database).add("local", "On a laptop nobody has an account", {}, NOW)
    await people.close(made.id, NOW)
    if deleted:
        assert await Traces(database).delete_account(made.id)
    with pytest.raises(AuthError, match="This account is closed"):
        await MADE[what](database, made.id, theirs.id)
    await Usage(database).add("2026-01-31", {made.id: 5.0, "local": 2.0})
    assert await Usage(database).spent_s(made.id, "2026-01-31") == 0.0
    assert await Usage(database).spent_s("local", "2026-01-31") == 2.0


async def test_an_account_with_classes_is_not_closed(database: Database) -> None:
    made, people = await lesson(database), People(database)
    with pytest.raises(ConflictError, match="has classes"):
        await people.close(made.teacher, NOW)
    assert await people.get(made.teacher) is not None


@pytest.mark.parametrize(
    ("document", "used"),
    [
        ({"spec": {"data": {"kind": "upload", "dataset": "data_1"}}}, "data_1"),
        ({"data": {"kind": "upload", "dataset": "data_1"}}, "data_1"),
        ({"data": {"kind": "circles", "dataset": "data_1"}}, None),
        ({"spec": {"data": {"kind": "upload", "dataset": 3}}}, None),
        ({"spec": []}, None),
        ([], None),
        (None, None),
    ],
)
def test_the_data_set_of_a_document(document: object, used: str | None) -> None:
    assert dataset_of(document) == used
