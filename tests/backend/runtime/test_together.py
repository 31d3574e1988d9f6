"""Equal networks that start together are compiled once."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from glassnet.protocol.commands import Pause
from glassnet.runtime.together import KNOWN, Together, compiler_here, is_compiled, keep
from glassnet.spec import RunSpec
from glassnet.spec.key import architecture
from tests.backend.runtime import stand_in
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import Opener, has, until


@pytest.mark.fault(24)
def test_of_two_workers_one_compiles_and_the_other_waits(tmp_path: Path) -> None:
    log: list[tuple[str, bool]] = []
    inside = threading.Semaphore(1)

    def work(together: Together) -> None:
        with together.compiling(spec_with()) as shared:
            assert inside.acquire(blocking=False)
            log.append(("begin", shared))
            time.sleep(0.05)
            log.append(("end", shared))
            inside.release()

    threads = [threading.Thread(target=work, args=(Together(tmp_path, 10.0),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log == [(what, shared) for shared in (False, True, True) for what in ("begin", "end")]


def test_other_networks_do_not_wait_and_live_values_make_no_other_network(tmp_path: Path) -> None:
    one, two = Together(tmp_path, 10.0), Together(tmp_path, 10.0)
    with one.compiling(spec_with("h1")), two.compiling(spec_with("h1", "h2")) as shared:
        assert not shared
    optimiser = {"kind": "sgd", "learning_rate": 0.5}
    with two.compiling(spec_with("h1", optimiser=optimiser)) as shared:
        assert shared
    with two.compiling(spec_with("h1")) as shared:
        assert not shared  # it is in this worker's memory


def test_nobody_waits_for_ever_and_what_failed_is_not_taken_for_compiled(tmp_path: Path) -> None:
    one, two = Together(tmp_path, 10.0), Together(tmp_path, 0.1)
    failing = one.compiling(spec_with())
    failing.__enter__()
    with two.compiling(spec_with("h1", "h2")):
        pass
    with contextlib.suppress(RuntimeError):
        failing.__exit__(RuntimeError, RuntimeError(), None)
    stuck = one.compiling(spec_with())
    stuck.__enter__()
    with two.compiling(spec_with()) as shared:
        assert not shared


def test_what_is_compiled_is_known_after_a_restart_and_not_to_another_compiler(tmp_path: Path) -> None:
    folder = tmp_path / "known"
    keep(folder, "compiler 1")
    assert not is_compiled(folder, spec_with())
    with Together(folder, 1.0).compiling(spec_with()):
        assert not is_compiled(folder, spec_with()), "it is being compiled"
    assert is_compiled(folder, spec_with())
    assert not is_compiled(folder, spec_with("h1", "h2"))
    keep(folder, "compiler 1")
    with Together(folder, 1.0).compiling(spec_with()) as shared:
        assert shared
    keep(folder, "compiler 2")
    assert not is_compiled(folder, spec_with())
    assert compiler_here() == compiler_here()
    assert "jax" in compiler_here()


async def test_a_cost_tells_what_earlier_servers_compiled(opener: Opener) -> None:
    pool = await opener()
    cost = await pool.estimates.cost(spec_with(), "anna")
    assert cost.compile_s > 0
    run = await pool.create(spec_with(), start=True)
    await has(pool, run.id, lambda found: found.step > 0)
    assert (await pool.estimates.cost(spec_with(), "anna")).compile_s == 0
    await pool.command(run.id, Pause())  # a run that went on would be compiled, and told of, again
    await has(pool, run.id, lambda found: found.status == "paused")
    await pool.close()
    again = await opener()
    assert (await again.estimates.cost(spec_with(), "anna")).compile_s == 0
    assert (await again.estimates.cost(spec_with("h1", "h2"), "anna")).compile_s > 0
    keep(again._settings.data_dir / KNOWN, "another")
    assert (await again.estimates.cost(spec_with(), "anna")).compile_s > 0


def test_a_folder_that_cannot_be_written_keeps_nobody_from_training(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with Together(tmp_path / "file", 0.1).compiling(spec_with()) as shared:
        assert not shared
    keep(tmp_path / "file", "compiler")
    assert not is_compiled(tmp_path / "file", spec_with())


@pytest.mark.fault(24)
async def test_thirty_equal_runs_on_two_workers_are_compiled_once(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk: set[str] = set()
    compiled: list[str] = []

    def prepare(spec: RunSpec) -> stand_in.Trainer:
        if architecture(spec) not in on_disk:
            compiled.append(architecture(spec))
            time.sleep(0.4)  # a second worker would find nothing on the disk in this time, and compile too
            on_disk.add(architecture(spec))
        return stand_in.Trainer(spec, set())

    monkeypatch.setattr(stand_in, "prepare", prepare)
    pool = await opener("inline", workers=2)
    await until(lambda: pool.health().hosts == 2)
    runs = [(await pool.create(spec_with(), start=True, user=f"u{k}")).id for k in range(30)]
    for run in runs:
        await has(pool, run, lambda found: found.step > 0)
    assert Counter(pool._entries[run].host for run in runs).most_common()[-1][1] == 15
    assert compiled == [architecture(spec_with())]
