"""Projects: nothing is written over that was not seen, and what was there before is kept for a while."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.errors import ConflictError, LimitError, SpecError
from glassnet.storage import projects as module
from glassnet.storage.database import Database
from glassnet.storage.projects import KEEP_DELETED_S, MOST_KEPT, STRETCH_S, Projects, WholeProject, worth_keeping
from glassnet.storage.store import Store, StoredRun

NOON = 1_790_000_000.0


@pytest.fixture
def projects(database: Database) -> Projects:
    return Projects(database)


def drawn(rate: float) -> dict[str, Any]:
    return {"spec": {"training": {"optimiser": {"learning_rate": rate}}}, "drawing": {"h1": [1.5, -2]}}


async def edited(projects: Projects, project: WholeProject, rate: float, now: float, **how: Any) -> WholeProject:
    saved = await projects.save(project.id, project.version, drawn(rate), now, **how)
    assert saved is not None
    return saved


async def test_a_project_comes_back_as_it_was(projects: Projects) -> None:
    made = await projects.add("ada", "Spiral", drawn(0.1), NOON, notes="first", handed_from="project_x", class_id="c")
    assert await projects.get(made.id) == made
    assert (made.version, made.created_at, made.changed_at, made.runs) == (1, NOON, NOON, 0)
    assert (made.handed_from, made.class_id, made.notes) == ("project_x", "c", "first")
    assert await projects.owner(made.id) == "ada"
    assert await projects.get("project_y") is None
    assert await projects.owner("project_y") is None


@pytest.mark.fault(30)
async def test_a_version_that_was_not_seen_is_not_written_over(projects: Projects) -> None:
    made = await projects.add("ada", "Spiral", drawn(0.1), NOON)
    first = await edited(projects, made, 0.2, NOON + 1)
    assert first.version == 2
    with pytest.raises(ConflictError, match=r"Version 1 .* and meanwhile version 2 was saved") as caught:
        await projects.save(made.id, made.version, drawn(0.3), NOON + 2)
    assert (caught.value.code, caught.value.status) == ("changed_meanwhile", 409)
    with pytest.raises(ConflictError):
        await projects.save(made.id, 3, drawn(0.3), NOON + 2)
    assert await projects.get(made.id) == first


async def test_what_is_there_already_is_not_saved_again(projects: Projects) -> None:
    made = await projects.add("ada", "Spiral", drawn(0.1), NOON)
    first = await edited(projects, made, 0.2, NOON + 1)
    assert await projects.save(made.id, 1, drawn(0.2), NOON + 9) == first, "an answer that was lost, asked for again"
    assert await projects.save("project_y", 1, drawn(0.2), NOON) is None


@pytest.mark.fault(30)
@pytest.mark.parametrize(("before", "after"), [(1, True), (0, False), (1, 1.0)])
async def test_what_only_python_takes_for_the_same_is_saved(projects: Projects, before: Any, after: Any) -> None:
    made = await projects.add("ada", "Spiral", {"spec": {"deep": [before]}, "other": 0}, NOON)
    same = await projects.save(made.id, 1, {"other": 0, "spec": {"deep": [before]}}, NOON + 1)
    saved = await projects.save(made.id, 1, {"spec": {"deep": [after]}, "other": 0}, NOON + 2)
    assert same is not None
    assert saved is not None
    assert (same.version, saved.version) == (1, 2)
    assert repr(saved.document["spec"]) == repr({"deep": [after]})


async def test_of_forty_tabs_that_save_at_once_one_succeeds(database: Database, database_url: str) -> None:
    other = Database(database_url)
    await other.open()
    both = [Projects(database), Projects(other)]
    made = await both[0].add("ada", "Spiral", drawn(0.1), NOON)
    answers = await asyncio.gather(
        *(both[tab % 2].save(made.id, 1, drawn(tab), NOON + tab) for tab in range(40)), return_exceptions=True
    )
    saved = [answer for answer in answers if isinstance(answer, WholeProject)]
    assert len(saved) == 1
    assert all(isinstance(answer, WholeProject | ConflictError) for answer in answers)
    assert await both[1].get(made.id) == saved[0]
    await other.close()


async def kept(projects: Projects, project: str) -> list[int]:
    return [version.version for version in await projects.versions(project)]


async def test_one_version_is_kept_for_each_stretch_of_work(projects: Projects) -> None:
    project = await projects.add("ada", "Spiral", drawn(0), NOON)
    for minute in range(1, 12):  # versions 2 to 12, one a minute
        project = await edited(projects, project, minute, NOON + 60 * minute)
    assert await kept(projects, project.id) == [11, 6, 1]
    await edited(projects, project, 99, NOON + 60 * 11 + STRETCH_S)
    assert await kept(projects, project.id) == [12, 11, 6, 1], "work paused after version 12"
    found = await projects.version(project.id, 6)
    assert found is not None
    assert (found[0].at, found[1]) == (NOON + 300, drawn(5))
    assert await projects.version(project.id, 7) is None
    present = await projects.version(project.id, 13)
    assert present is not None
    assert present[1] == drawn(99)


async def test_a_version_is_kept_on_purpose_once(projects: Projects) -> None:
    project = await projects.add("ada", "Spiral", drawn(0), NOON)
    project = await edited(projects, project, 1, NOON + 1)
    project = await edited(projects, project, 2, NOON + 2, keep=True)
    assert await kept(projects, project.id) == [2, 1]
    await projects.keep(project.id)
    await projects.keep(project.id)
    await projects.keep("project_y")
    assert await kept(projects, project.id) == [3, 2, 1]
    await edited(projects, project, 3, NOON + 3, keep=True)
    assert await kept(projects, project.id) == [3, 2, 1]


async def test_the_oldest_versions_go_and_large_ones_sooner(
    projects: Projects, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = await projects.add("ada", "Spiral", drawn(0), NOON)
    for turn in range(1, MOST_KEPT + 10):
        project = await edited(projects, project, turn, NOON + turn * STRETCH_S)
    assert await kept(projects, project.id) == list(range(MOST_KEPT + 9, 9, -1))
    monkeypatch.setattr(module, "MOST_KEPT_BYTES", 1000)
    await projects.keep(project.id)
    assert len(await kept(projects, project.id)) == 1000 // 86


@given(st.lists(st.integers(1, 700), max_size=60))
def test_every_five_minutes_of_work_leave_a_version_and_no_more(pauses: list[int]) -> None:
    made_at, now = NOON, NOON
    made, kept = [NOON], []
    for pause in pauses:
        now += pause
        if worth_keeping(made_at, kept[-1] if kept else None, now):
            kept.append(made_at)
        if now - made_at >= STRETCH_S:
            assert made_at in kept, "it stood for a while"
        made_at = now
        made.append(now)
    for at in made[:-1]:
        assert any(abs(at - one) < STRETCH_S for one in kept), "something near every moment is there"
    assert len(kept) <= 1 + 2 * (now - NOON) / STRETCH_S


async def test_projects_come_in_pages_changed_last_first(projects: Projects) -> None:
    made = [await projects.add("ada", f"p{number}", drawn(0), NOON + number // 2) for number in range(7)]
    other = await projects.add("bob", "other", drawn(0), NOON + 99)
    await edited(projects, made[0], 1, NOON + 50)
    seen: list[str] = []
    after: str | None = None
    while True:
        page, after = await projects.page(["ada"], after, 3)
        seen += [project.title for project in page]
        if after is None:
            break
    assert seen == ["p0", "p6", "p5", "p4", "p3", "p2", "p1"]
    assert await projects.page([], None, 3) == ([], None)
    await projects.edit(made[0].id, notes="long " * 1000)
    for most in (2, 7):
        of = await projects.of(["ada", "bob", "eve"], most)
        titles = [[project.title for project in of[user]] for user in ("ada", "bob", "eve")]
        assert titles == [seen[:most], ["other"], []]
        assert {project.notes for found in of.values() for project in found} == {""}, "lists show none"
    assert await projects.titles(["bob", "eve"]) == {other.id: "other"}
    await projects.delete(other.id, NOON)
    assert await projects.titles(["bob", "eve"]) == {}


@pytest.mark.parametrize("after", ["", "x", "1", "1_x", "nan_1", "inf_1", "-1_1", "1_-1", "1e300_1", "1_99999999999"])
async def test_a_page_that_there_is_not_is_refused(projects: Projects, after: str) -> None:
    with pytest.raises(SpecError, match="no such page"):
        await projects.page(["ada"], after, 3)


async def test_titles_and_notes_change_without_a_version(projects: Projects) -> None:
    made = await projects.add("ada", "Spiral", drawn(0), NOON)
    found = await projects.edit(made.id, title="Other")
    assert found is not None
    assert (found.title, found.notes, found.version, found.changed_at) == ("Other", "", 1, NOON)
    found = await projects.edit(made.id, notes="")
    assert found == await projects.edit(made.id)
    assert await projects.edit("project_y", title="x") is None


async def test_runs_are_counted(projects: Projects, database: Database) -> None:
    made = await projects.add("ada", "Spiral", drawn(0), NOON)
    for name, project in [("a", made.id), ("b", made.id), ("c", None)]:
        await Store(database).add(StoredRun(id=name, user="ada", created_at=NOON, spec={}, project=project))
    found = await projects.get(made.id)
    assert found is not None
    assert found.runs == 2


async def test_a_deleted_project_can_be_brought_back(projects: Projects) -> None:
    made = await projects.add("ada", "Spiral", drawn(0), NOON)
    await projects.delete(made.id, NOON + 1)
    assert await projects.get(made.id) is None
    assert await projects.owner(made.id) is None
    assert await projects.owner(made.id, deleted=True) == "ada"
    assert await projects.save(made.id, 1, drawn(1), NOON) is None
    assert await projects.edit(made.id, title="x") is None
    assert await projects.version(made.id, 1) is None
    assert await projects.page(["ada"], None, 9) == ([], None)
    (line,), _ = await projects.page(["ada"], None, 9, deleted=True)
    assert (line.id, line.deleted_at) == (made.id, NOON + 1)
    await projects.delete(made.id, NOON + 2)
    (line,), _ = await projects.page(["ada"], None, 9, deleted=True)
    assert line.deleted_at == NOON + 1, "deleting twice does not make it last longer"
    await projects.restore(made.id)
    assert await projects.get(made.id) == made
    await projects.restore(made.id)
    assert await projects.get(made.id) == made


async def test_a_project_that_was_deleted_long_ago_is_forgotten(projects: Projects) -> None:
    made = await projects.add("ada", "Spiral", drawn(0), NOON)
    await projects.keep(made.id)
    await projects.delete(made.id, NOON)
    await projects.add("ada", "New", drawn(0), NOON + KEEP_DELETED_S - 1)
    assert await projects.owner(made.id, deleted=True) == "ada"
    await projects.add("ada", "Newer", drawn(0), NOON + KEEP_DELETED_S + 1)
    assert await projects.owner(made.id, deleted=True) is None
    assert await projects.versions(made.id) == []


async def test_nobody_has_projects_without_end(projects: Projects, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PROJECTS", 2)
    bobs = await projects.add("bob", "x", drawn(0), NOON)
    await projects.delete(bobs.id, NOON)
    made = [(await projects.add("ada", "x", drawn(0), NOON)).id for _ in range(2)]
    for later in range(1, 4):
        with pytest.raises(LimitError, match="There are 2 projects"):
            await projects.add("ada", "x", drawn(0), NOON + later)
        await projects.delete(made[later - 1], NOON + later)
        made.append((await projects.add("ada", "x", drawn(0), NOON + later)).id)
    there = [await projects.owner(one, deleted=True) is not None for one in made]
    assert there == [False, True, True, True, True], "of the deleted ones as many are kept"
    assert await projects.owner(bobs.id, deleted=True) == "bob"
