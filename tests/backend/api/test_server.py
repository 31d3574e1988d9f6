"""Two servers on one PostgreSQL database: the second does not start, and one that lost it writes nothing more."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from glassnet.api import server
from glassnet.api.app import create_app
from glassnet.errors import ConflictError
from glassnet.settings import Settings
from glassnet.storage import sole
from glassnet.storage.database import Database
from glassnet.storage.sole import SoleServer
from tests.backend.api.conftest import FakePool
from tests.backend.postgres import Postgres, apart
from tests.backend.storage.test_sole import OUSTED


async def test_a_second_server_on_the_same_database_does_not_start(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.create()
    first = SoleServer(Database(url))
    await first.acquire(0)
    command = [sys.executable, "-m", "glassnet.cli", "serve", "--port", "0", "--executor", "inline", "--no-browser"]
    second = await asyncio.to_thread(
        subprocess.run,
        [*command, "--data-dir", str(tmp_path)],
        env=os.environ | {"GLASSNET_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert second.returncode == 1
    assert "Another Glassnet server works with postgresql://glassnet@127.0.0.1" in second.stderr
    assert "give this one a database of its own with GLASSNET_DATABASE_URL" in second.stderr
    assert "Glassnet is ready" not in second.stderr
    opened = Database(url)
    with pytest.raises(Exception, match="about"):  # the second has not even laid out the tables
        async with opened.apart(writes=False) as connection:
            await connection.exec_driver_sql("SELECT * FROM about")
    await first.release()


@pytest.mark.fault(26)
def test_a_server_that_lost_its_database_to_another_ends_and_writes_nothing(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sole, "EVERY_S", 1.0)  # it looks after the other has taken the lock
    monkeypatch.setattr(sole, "LOST_PATIENCE_S", 0.2)
    url = postgres.create()
    settings = Settings(data_dir=tmp_path, executor="inline", database_url=url)
    application = create_app(settings, FakePool(settings))
    ready = threading.Event()
    web = server.Server(application, ready.set)
    listener = server.listen("127.0.0.1", 0)
    thread = threading.Thread(target=web.run, kwargs={"sockets": [listener]})
    thread.start()
    assert ready.wait(30)

    async def other() -> None:
        taking = SoleServer(Database(url))
        postgres.run(OUSTED)
        await taking.acquire(0)
        await asyncio.to_thread(thread.join, 30)
        await taking.release()

    apart(other)
    assert not thread.is_alive()
    assert isinstance(web.refused, ConflictError)
    assert application.state.service.database._barred is web.refused
