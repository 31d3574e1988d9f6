"""Links for others: opened by their secret alone, as long as they are meant to be."""

from __future__ import annotations

import time

import msgspec
import pytest
from sqlalchemy import insert, select

from glassnet.errors import LimitError, NotFoundError
from glassnet.storage import shares as module
from glassnet.storage.database import Database
from glassnet.storage.projects import Projects
from glassnet.storage.schema import accounts
from glassnet.storage.schema import shares as table
from glassnet.storage.shares import Shares, StoredShare, new_share
from glassnet.storage.store import Store, StoredRun

NOON = 1_790_000_000.0


@pytest.fixture
def shares(database: Database) -> Shares:
    return Shares(database)


async def made(database: Database) -> str:
    return (await Projects(database).add("ada", "Spiral", {"spec": {}}, NOON)).id


async def test_a_link_comes_back_by_its_secret(shares: Shares, database: Database) -> None:
    share = new_share("ada", NOON, project=await made(database), mode="fork", weights=True, locked=["data"])
    secret = await shares.add(share)
    assert len(secret) == 43
    assert await shares.by_secret(secret) == share
    assert share.options == {"weights": True, "locked": ["data"], "hidden": []}
    for other in (secret[:-1], secret.upper(), "", "x" * 5000, "\ud800", share.id):
        assert await shares.by_secret(other) is None
    assert await shares.owner(share.id) == "ada"
    async with database.read() as connection:
        everything = str((await connection.execute(select(table))).all())
    assert share.id in everything
    assert secret not in everything, "only a hash is stored"


async def test_a_link_ends_when_it_expires_and_when_it_is_closed(shares: Shares, database: Database) -> None:
    project = await made(database)
    short = new_share("ada", NOON, project=project, expires_at=NOON + 60)
    secret = await shares.add(short)
    assert await shares.by_secret(secret, NOON + 59) == short
    assert await shares.by_secret(secret, NOON + 60) is None
    lasting = new_share("ada", NOON, project=project)
    secret = await shares.add(lasting)
    await shares.close(lasting.id, NOON + 1)
    await shares.close(lasting.id, NOON + 2)
    assert await shares.by_secret(secret, NOON) is None
    assert await shares.owner(lasting.id) is None


async def test_links_end_with_what_they_lead_to(shares: Shares, database: Database) -> None:
    store = Store(database)
    await store.add(StoredRun(id="run_a", user="ada", created_at=NOON, spec={}))
    secret = await shares.add(new_share("ada", NOON, run="run_a"))
    await store.delete(["run_a"])
    assert await shares.by_secret(secret) is None


async def test_a_link_to_a_project_and_a_run_outlives_the_run(shares: Shares, database: Database) -> None:
    store = Store(database)
    for name in ("run_1", "run_2"):
        await store.add(StoredRun(id=name, user="ada", created_at=NOON, spec={}))
    both, other = await made(database), await shares.add(new_share("ada", NOON, run="run_2"))
    secret = await shares.add(new_share("ada", NOON, project=both, run="run_1"))
    await store.delete(["run_1"])
    found = await shares.by_secret(secret)
    assert found is not None
    assert (found.project, found.run) == (both, None)
    assert await shares.by_secret(other) is not None


async def test_a_run_that_is_shared_makes_no_room(shares: Shares, database: Database) -> None:
    store = Store(database)
    ended = [StoredRun(id=f"run_{k}", user="ada", created_at=NOON, spec={}, status="finished") for k in range(4)]
    for one in ended:
        await store.add(one)
    for share in (
        new_share("ada", NOON, run="run_0"),
        new_share("ada", NOON, run="run_1", expires_at=NOON),
        new_share("ada", NOON, project=await made(database), run="run_3", expires_at=time.time() + 3600),
    ):
        await shares.add(share)
    assert await store.oldest({"finished"}, 9, "ada") == ["run_1", "run_2"]
    (first,) = await shares.of("ada", NOON, run="run_0")
    await shares.close(first.id, NOON)
    assert await store.oldest({"finished"}, 9, "ada") == ["run_0", "run_1", "run_2"]


async def test_what_was_deleted_meanwhile_is_not_shared(shares: Shares, database: Database) -> None:
    for what in ({"run": "run_gone"}, {"project": "project_gone"}):
        with pytest.raises(NotFoundError, match="not there any more"):
            await shares.add(new_share("ada", NOON, **what))
    assert await shares.of("ada", NOON) == []


async def test_links_end_with_the_account_of_their_maker(shares: Shares, database: Database) -> None:
    project = await made(database)
    async with database.write() as connection:
        values = {"role": "student", "name": "x", "created_at": NOON}
        await connection.execute(insert(accounts).values(id="ada", closed_at=None, **values))
        await connection.execute(insert(accounts).values(id="bob", closed_at=NOON, **values))
    assert await shares.by_secret(await shares.add(new_share("ada", NOON, project=project))) is not None
    assert await shares.by_secret(await shares.add(new_share("bob", NOON, project=project))) is None


async def test_ones_own_links_are_listed_newest_first(shares: Shares, database: Database) -> None:
    project, other = await made(database), await made(database)
    mine = [new_share("ada", NOON + number, project=project if number % 2 else other) for number in range(4)]
    for share in [*mine, new_share("bob", NOON, project=project)]:
        await shares.add(share)
    await shares.close(mine[3].id, NOON)
    assert await shares.of("ada", NOON + 9) == [mine[2], mine[1], mine[0]]
    assert await shares.of("ada", NOON + 9, project=project) == [mine[1]]
    assert await shares.of("ada", NOON + 9, run="run_a") == []


async def test_nobody_has_links_without_end(
    shares: Shares, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SHARES", 2)
    project = await made(database)
    first = new_share("ada", NOON, project=project)
    for share in (first, new_share("ada", NOON, project=project)):
        await shares.add(share)
    with pytest.raises(LimitError, match="2 open links"):
        await shares.add(new_share("ada", NOON, project=project))
    await shares.close(first.id, NOON)
    await shares.add(new_share("ada", NOON, project=project))


def test_two_links_have_nothing_in_common() -> None:
    one, other = (new_share("ada", NOON, project="project_a") for _ in range(2))
    assert one.id != other.id
    assert msgspec.structs.replace(one, id=other.id) == other
    assert isinstance(one, StoredShare)
