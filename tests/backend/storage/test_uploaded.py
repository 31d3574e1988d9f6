"""Whose an uploaded data set is, and for whom it counts."""

from __future__ import annotations

import pytest

from glassnet.errors import LimitError
from glassnet.storage import uploaded as module
from glassnet.storage.database import Database
from glassnet.storage.traces import Traces
from glassnet.storage.uploaded import Uploaded


async def counts(database: Database, *users: str) -> list[int]:
    return [await Uploaded(database).bytes_of(user) for user in users]


async def test_who_brings_many_is_told_the_limit(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_OF_ONE", 2)
    uploaded = Uploaded(database)
    for name in ("data_a", "data_b", "data_a"):
        await uploaded.add(name, "ada", 5, 1.0)
    with pytest.raises(LimitError, match="You have brought 2 data sets"):
        await uploaded.add("data_c", "ada", 5, 2.0)
    await uploaded.add("data_c", "ada", 0, 2.0)
    await uploaded.add("data_c", "bob", 5, 2.0)
    await uploaded.drop("data_a", "ada")
    await uploaded.add("data_d", "ada", 5, 3.0)
    assert await uploaded.of("ada") == {"data_b", "data_c", "data_d"}


@pytest.mark.parametrize("everything", [False, True])
async def test_a_data_set_counts_for_one_of_those_who_have_it(database: Database, everything: bool) -> None:
    uploaded = Uploaded(database)
    await uploaded.add("data_a", "ada", 7, 1.0)
    await uploaded.add("data_a", "bob", 0, 2.0)
    await uploaded.add("data_a", "cleo", 0, 3.0)
    await uploaded.add("data_b", "bob", 4, 1.0)
    assert await counts(database, "ada", "bob", "cleo") == [7, 4, 0]
    if everything:
        assert await Traces(database).delete_account("ada")
    else:
        await uploaded.drop("data_a", "ada")
    assert await counts(database, "ada", "bob", "cleo") == [0, 11, 0]
    await uploaded.drop("data_a", "cleo")
    assert await counts(database, "ada", "bob", "cleo") == [0, 11, 0], "it counted for somebody else"
    await uploaded.drop("data_a", "bob")
    assert await counts(database, "ada", "bob", "cleo") == [0, 4, 0]
    assert await uploaded.owners("data_a") == set()
