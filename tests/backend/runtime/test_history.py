"""Runs that go on from where another one was, with the real engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load

from glassnet.errors import BusyError, ConflictError, LimitError, NotFoundError, UnavailableError
from glassnet.protocol.commands import SetLive, Step
from glassnet.runtime.inheritance import Beginning, continued
from glassnet.runtime.pool import Pool, open_pool
from glassnet.settings import Settings
from glassnet.storage.checkpoints import Checkpoint, Checkpoints
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import Opener, has
from tests.backend.specimens import run_spec


@pytest.fixture
async def pool(tmp_path: Path) -> AsyncIterator[Pool]:
    pool = open_pool(Settings(data_dir=tmp_path, workers=1, executor="inline", checkpoint_every_s=0.1))
    await pool.start()
    yield pool
    await pool.close()


async def saved(pool: Pool, run: str, step: int) -> None:
    while not any(kept.step == step for kept in await pool.history.checkpoints(run)):
        await asyncio.sleep(0.02)


async def test_a_fork_goes_on_bit_by_bit_as_the_other_one_does(pool: Pool, tmp_path: Path) -> None:
    spec = run_spec(optimiser={"kind": "adam"}, schedule={"kind": "cosine"})
    source = await pool.create(spec, user="ada")
    await pool.command(source.id, SetLive(path="training.optimiser.learning_rate", value=0.05))
    await pool.command(source.id, Step(unit="epoch"))
    await pool.command(source.id, Step(unit="batch"))
    await saved(pool, source.id, 4)
    fork = await pool.history.fork(source.id, None, user="bob", group="class_a", project="project_a")
    assert (fork.status, fork.step, fork.user, fork.project) == ("paused", 4, "bob", "project_a")
    assert (fork.parent, fork.parent_step) == (source.id, 4)
    assert fork.spec.training.optimiser.learning_rate == 0.05, "live values as they were"
    assert (await pool.metrics(fork.id)).rows["step"] == (await pool.metrics(source.id)).rows["step"]
    for run in (source.id, fork.id):
        await pool.command(run, Step(unit="epoch"))
        await has(pool, run, lambda record: record.step == 6)
    both = [load(await pool.checkpoint(run)) for run in (source.id, fork.id)]
    assert both[0].keys() == both[1].keys()
    for name, array in both[0].items():
        np.testing.assert_array_equal(array, both[1][name], strict=True)


async def test_a_fork_of_a_run_that_trains_begins_where_it_is_now(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = await opener(checkpoint_every_s=1000.0)
    source = await pool.create(spec_with(), start=True)
    steps = []
    for _ in range(2):
        before = (await pool.get(source.id)).step
        await has(pool, source.id, lambda run, before=before: run.step > before)
        told = (await pool.get(source.id)).step
        steps.append((told, (await pool.history.fork(source.id, None, user="bob")).step))
    assert steps[0][0] <= steps[0][1] <= steps[1][0] <= steps[1][1]
    assert (await pool.get(source.id)).status == "running"

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Checkpoints, "save", full)
    with pytest.raises(UnavailableError, match=r"The run could not be saved: No space left on device\."):
        await pool.history.fork(source.id, None, user="bob")


async def test_a_fork_of_an_older_state_survives_a_restart(pool: Pool, tmp_path: Path) -> None:
    source = await pool.create(run_spec())
    for step in (3, 6, 9):
        await pool.command(source.id, Step(unit="epoch"))
        await saved(pool, source.id, step)
    fork = await pool.history.fork(source.id, 6, user="local")
    await pool.history.edit(fork.id, title="From the middle")
    await pool.close()
    again = open_pool(Settings(data_dir=tmp_path, workers=1, executor="inline"))
    await again.start()
    found = await again.get(fork.id)
    assert (found.step, found.title, found.parent_step) == (6, "From the middle", 6)
    assert (await again.metrics(fork.id)).rows["step"][-1] == 6
    await again.command(fork.id, Step(unit="batch"))
    await has(again, fork.id, lambda record: record.step == 7)
    await again.close()


async def test_what_is_not_there_is_no_beginning(opener: Opener) -> None:
    pool = await opener()
    source = await pool.create(run_spec())
    with pytest.raises(NotFoundError):
        await pool.history.fork("run_nobody", None, user="local")
    with pytest.raises(ConflictError, match="no checkpoint at step 7"):
        await pool.history.fork(source.id, 7, user="local")
    with pytest.raises(NotFoundError):
        await pool.history.checkpoints("run_nobody")
    with pytest.raises(NotFoundError):
        await pool.history.edit("run_nobody", title="x")
    with pytest.raises(NotFoundError):
        await pool.history.compare([source.id, "run_nobody"])
    assert len((await pool.page()).items) == 1


async def test_a_fork_is_held_to_the_limits_of_whoever_makes_it(opener: Opener) -> None:
    pool = await opener(hosted=True, max_runs_per_user=2)
    source = await pool.create(run_spec(), user="ada")
    first = await pool.history.fork(source.id, None, user="bob")
    second = await pool.history.fork(source.id, None, user="bob")
    for run in (first.id, second.id):
        await pool.history.edit(run, title="kept")
    with pytest.raises((BusyError, LimitError)):
        await pool.history.fork(source.id, None, user="bob")
    await pool.history.fork(source.id, None, user="ada")


async def test_naming_a_run_while_it_trains_is_not_undone(opener: Opener) -> None:
    pool = await opener()
    run = await pool.create(run_spec(max_epochs=None), start=True)
    await has(pool, run.id, lambda record: record.step > 20)
    await pool.history.edit(run.id, title="Named", notes="n")
    await has(pool, run.id, lambda record: record.step > 200)
    found = await pool.get(run.id)
    assert (found.title, found.notes) == ("Named", "n")
    (line,) = (await pool.history.lines(["local"], None, None, 9)).items
    assert (line.title, line.status) == ("Named", "running")
    assert (await pool.history.of(["local"], 3))["local"][0].step >= line.step


def test_a_beginning_takes_the_curves_and_leaves_the_answers() -> None:
    trainer = {"step": 6, "epoch": 2.0, "sample": 0, "spec": {}}
    rows = {"step": [0.0, 3.0, 6.0], "loss": [0.5, 0.4, None], "test_loss": [None, None, None]}
    manifest = {"trainer": trainer, "placement": 4, "history": 7, "rows": rows, "answers": {"c1": {"step": 1}}}
    beginning = continued(Checkpoint({}, manifest, []))
    assert (beginning.step, beginning.epoch, beginning.rows) == (6, 2.0, rows)
    assert beginning.checkpoint is not None
    assert beginning.checkpoint[1] == {
        "trainer": trainer,
        "placement": 0,
        "history": -1,
        "rows": rows,
        "answers": {},
    }
    assert beginning.newest == {"step": 6.0, "loss": 0.4, "test_loss": None}
    assert Beginning(None).newest == {}
