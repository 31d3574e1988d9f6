"""Pools on a data folder of their own, over threads or over real worker processes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from glassnet.runtime.inline import InlineExecutor
from glassnet.runtime.local import LocalExecutor
from glassnet.runtime.pool import Pool
from glassnet.settings import Settings
from glassnet.storage.database import Database
from glassnet.storage.store import Store
from tests.backend.runtime import stand_in
from tests.backend.runtime.world import Opener

HERE = str(Path(__file__).parent)


@pytest.fixture
async def opener(tmp_path: Path) -> AsyncIterator[Opener]:
    """Opens pools on one data folder; all are closed in the end."""
    pools: list[Pool] = []

    async def opened(kind: str = "inline", database: Database | None = None, **settings: Any) -> Pool:
        defaults: dict[str, Any] = {"workers": 1, "checkpoint_every_s": 0.2, "compile_timeout_s": 5.0}
        values = Settings(data_dir=tmp_path, **(defaults | settings))
        inline = InlineExecutor(values, lambda: stand_in)
        executor = inline if kind == "inline" else LocalExecutor(values, "stand_in", {"PYTHONPATH": HERE})
        pool = Pool(values, executor, Store(database or Database(tmp_path / "glassnet.sqlite")))
        pools.append(pool)
        await pool.start()
        return pool

    yield opened
    for pool in pools:
        await pool.close()


@pytest.fixture
async def pool(opener: Opener) -> Pool:
    return await opener()
