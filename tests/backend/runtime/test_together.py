"""Equal networks that start together are compiled once."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path

import pytest

from glassnet.runtime.together import Together, forget
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import Opener, Page, has


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
    forget(tmp_path)
    with one.compiling(spec_with()) as shared:
        assert not shared


def test_a_folder_that_cannot_be_written_keeps_nobody_from_training(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with Together(tmp_path / "file", 0.1).compiling(spec_with()) as shared:
        assert not shared
    forget(tmp_path / "file")


@pytest.mark.fault(24)
async def test_thirty_equal_runs_on_two_workers_are_compiled_once(opener: Opener) -> None:
    pool = await opener("inline", workers=2)
    page = Page(pool)
    runs = [(await pool.create(spec_with("slow_compile"), start=True, user=f"u{k}")).id for k in range(6)]
    for run in runs:
        await pool.follow(page.subscriber, run)
    for run in runs:
        await has(pool, run, lambda found: found.step > 0)
    assert len({pool._entries[run].host for run in runs}) == 2
    await page.until(lambda: len({event["run"] for event in page.of("compiled")}) == 6)
    page.close()
