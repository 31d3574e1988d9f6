"""What a teacher hands out: once for everybody, also for those who come later."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import insert

from glassnet.storage.classes import Classes
from glassnet.storage.database import Database
from glassnet.storage.handouts import Handouts, welcome
from glassnet.storage.projects import Projects, StoredProject, WholeProject
from glassnet.storage.schema import accounts, classes

NOON = 1_790_000_000.0


@pytest.fixture
def projects(database: Database) -> Projects:
    return Projects(database)


@pytest.fixture
def handouts(database: Database, projects: Projects) -> Handouts:
    return Handouts(database, projects)


@pytest.fixture(autouse=True)
async def school(database: Database) -> None:
    async with database.write() as connection:
        teacher = {"id": "user_t", "role": "teacher", "name": "T", "created_at": NOON}
        await connection.execute(insert(accounts).values(teacher))
        for name in ("class_a", "class_b"):
            await connection.execute(insert(classes).values(id=name, teacher="user_t", title=name, created_at=NOON))


@pytest.fixture
async def lesson(projects: Projects) -> WholeProject:
    return await projects.add("user_t", "Lesson", {"spec": {"a": 1}}, NOON, notes="Try more layers.")


async def of(projects: Projects, user: str) -> list[StoredProject]:
    return (await projects.page([user], None, 9))[0]


async def joined(database: Database, class_id: str, name: str, now: float = NOON) -> str:
    return (await Classes(database).join(class_id, name, f"{name} of {class_id}", now)).id


async def test_everybody_gets_a_copy_that_says_where_it_is_from(
    database: Database, projects: Projects, handouts: Handouts, lesson: WholeProject
) -> None:
    ada, bob = await joined(database, "class_a", "Ada"), await joined(database, "class_a", "Bob")
    gone, other = await joined(database, "class_a", "Eve"), await joined(database, "class_b", "Ada")
    await Classes(database).remove("class_a", gone, NOON)
    assert await handouts.hand_out(lesson, "class_a", NOON + 1) == 2
    for nobody in (gone, other):
        assert await of(projects, nobody) == []
    assert len(await of(projects, bob)) == 1
    (copy,) = await of(projects, ada)
    assert (copy.title, copy.notes, copy.version) == ("Lesson", "Try more layers.", 1)
    assert (copy.handed_from, copy.class_id) == (lesson.id, "class_a")
    whole = await projects.get(copy.id)
    assert whole is not None
    assert whole.document == lesson.document
    assert [kept.version for kept in await projects.versions(lesson.id)] == [1], "what was handed out stays readable"


async def test_handed_out_again_only_those_without_a_copy_get_one(
    database: Database, projects: Projects, handouts: Handouts, lesson: WholeProject
) -> None:
    ada = await joined(database, "class_a", "Ada")
    assert await handouts.hand_out(lesson, "class_a", NOON + 1) == 1
    assert await handouts.hand_out(lesson, "class_a", NOON + 2) == 0
    changed = await projects.save(lesson.id, 1, {"spec": {"a": 2}}, NOON + 4)
    assert changed is not None
    assert await handouts.hand_out(changed, "class_a", NOON + 5) == 1
    assert await handouts.hand_out(changed, "class_a", NOON + 6) == 0
    assert len(await of(projects, ada)) == 2, "what was made of the older one stays"


async def test_who_joins_later_gets_what_was_handed_out_and_gets_it_once(
    database: Database, projects: Projects, handouts: Handouts, lesson: WholeProject
) -> None:
    second = await projects.add("user_t", "Second", {"spec": {}}, NOON)
    assert await handouts.hand_out(lesson, "class_a", NOON + 1) == 0
    await handouts.hand_out(second, "class_a", NOON + 2)
    await handouts.hand_out(second, "class_b", NOON + 2)
    await projects.save(lesson.id, 1, {"spec": {"a": 9}}, NOON + 3)
    await projects.delete(second.id, NOON + 3)
    eve = await joined(database, "class_a", "Eve", NOON + 4)
    async with database.write() as connection:
        assert await welcome(connection, eve, "class_a", NOON + 5) == 0
    found = {project.title: project for project in await of(projects, eve)}
    assert found.keys() == {"Lesson", "Second"}
    copy = await projects.get(found["Lesson"].id)
    assert copy is not None
    assert copy.document == {"spec": {"a": 1}}, "as it was when it was handed out"
    assert [project.title for project in await of(projects, await joined(database, "class_b", "Eve"))] == ["Second"]


async def test_who_joins_while_it_is_handed_out_gets_one_copy(
    database: Database, projects: Projects, handouts: Handouts, lesson: WholeProject
) -> None:
    names = [f"Student {number}" for number in range(6)]
    students, _ = await asyncio.gather(
        asyncio.gather(*(joined(database, "class_a", name) for name in names)),
        handouts.hand_out(lesson, "class_a", NOON + 1),
    )
    assert [len(await of(projects, student)) for student in students] == [1] * 6


async def test_who_deleted_a_copy_is_not_given_it_again(
    database: Database, projects: Projects, handouts: Handouts, lesson: WholeProject
) -> None:
    ada = await joined(database, "class_a", "Ada")
    await handouts.hand_out(lesson, "class_a", NOON + 1)
    (copy,) = await of(projects, ada)
    await projects.delete(copy.id, NOON + 2)
    async with database.write() as connection:
        assert await welcome(connection, ada, "class_a", NOON + 3) == 0
