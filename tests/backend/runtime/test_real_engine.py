"""Real worker processes with the real engine: what the stand-in cannot show."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load

from glassnet.protocol.commands import SetLive, Start, Watch
from glassnet.protocol.frames import decode
from glassnet.protocol.views import Data, Surface, Units, Weights
from glassnet.runtime.pool import Pool, open_pool
from glassnet.settings import Settings
from glassnet.spec import RunSpec
from tests.backend.runtime.stand_in import spec_with
from tests.backend.runtime.world import Page, has, pids, until

EPOCHS = 40_000


async def finished(pool: Pool, spec: RunSpec, *, kill: bool) -> dict[str, np.ndarray]:
    """The weights at the end of a run; with `kill` its worker dies on the way."""
    await until(lambda: pool.health().hosts == 1, 60.0)
    made = await pool.create(spec, start=True)
    await has(pool, made.id, lambda run: run.step > 10_000, 60.0)
    if kill:
        page = Page(pool)
        await pool.follow(page.subscriber, made.id)
        os.kill(pids(pool)[0], signal.SIGKILL)
        await page.until(lambda: page.of("notice") != [], 60.0)
        assert page.of("notice")[0]["code"] == "worker_restarted"
        page.close()
    await has(pool, made.id, lambda run: run.status == "finished", 60.0)
    return load(await pool.checkpoint(made.id))


@pytest.mark.slow
@pytest.mark.fault(1)
@pytest.mark.fault(2)
async def test_a_killed_run_ends_with_bit_for_bit_the_weights_it_would_have_had(tmp_path: Path) -> None:
    spec = spec_with("h1", "h2", max_epochs=EPOCHS, optimiser={"kind": "adam", "learning_rate": 0.001})
    results = []
    for kill in (False, True):
        settings = Settings(data_dir=tmp_path / str(kill), workers=1, checkpoint_every_s=0.1)
        pool = open_pool(settings)
        await pool.start()
        try:
            results.append(await finished(pool, spec, kill=kill))
        finally:
            await pool.close()
    assert results[0].keys() == results[1].keys()
    for name, array in results[0].items():
        np.testing.assert_array_equal(array, results[1][name], name)


@pytest.mark.slow
async def test_every_view_is_shown_before_play_and_changes_while_training(tmp_path: Path) -> None:
    pool = open_pool(Settings(data_dir=tmp_path, workers=1))
    await pool.start()
    try:
        made = await pool.create(spec_with("h1"))
        page = Page(pool)
        await pool.follow(page.subscriber, made.id)
        for view in (Surface(), Units(), Weights(), Data()):
            await pool.tell(page.subscriber, made.id, view.key, Watch(view=view))

        def steps(view: str) -> list[int]:
            frames = [frame.header for message in page.binary for frame in decode(message)]
            return [header.step for header in frames if header.view == view]

        await page.until(lambda: all(steps(view) == [0] for view in ("surface", "units", "weights", "data")), 60.0)
        await pool.command(made.id, SetLive(path="training.optimiser.learning_rate", value=0.1))
        await pool.command(made.id, Start())
        await page.until(lambda: all(steps(view)[-1] > 1000 for view in ("surface", "units", "weights")), 60.0)
        assert steps("data") == [0]
        assert page.of("problem") == []
        page.close()
    finally:
        await pool.close()


def test_the_server_side_never_imports_jax() -> None:
    program = "import sys, glassnet.runtime.pool; sys.exit('jax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_worker_never_imports_the_database() -> None:
    program = "import sys, glassnet.runtime.worker; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
