"""`glassnet backup` beside a server that serves, and `glassnet restore`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from glassnet.cli import app
from glassnet.spec.templates import TEMPLATES
from glassnet.storage.checkpoints import Checkpoints


@contextmanager
def server(folder: Path, url: str = "") -> Iterator[str]:
    """A server in a process of its own; its address."""
    environment = {**os.environ, "GLASSNET_DATA_DIR": str(folder), "GLASSNET_CHECKPOINT_EVERY_S": "0.2"}
    if url:
        environment["GLASSNET_DATABASE_URL"] = url
    command = [sys.executable, "-m", "glassnet.cli", "serve", "--port", "0", "--no-browser", "--workers", "1"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            yield json.loads(process.stderr.readline())["address"] + "/api/v1"
        finally:
            process.terminate()
            process.communicate(timeout=30)


def ask(address: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def kept(folder: Path, run: str) -> int:
    """Step of a run's newest checkpoint."""
    return max((one.step for one in Checkpoints(folder / "checkpoints").listed(run)), default=0)


def wait(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.1)


def glassnet(*arguments: str, url: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments), env={"GLASSNET_DATABASE_URL": url})
    return done.exit_code, done.output


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_backup_of_a_server_that_trains_is_restored_into_another_kind_of_database(
    tmp_path: Path, database_url: str
) -> None:
    data, new, file = tmp_path / "data", tmp_path / "new", tmp_path / "backup.zip"
    spec = TEMPLATES[0].spec.model_dump(mode="json")
    with server(data) as address:
        made = ask(f"{address}/runs?start=true", spec)
        run = made["id"]
        wait(lambda: kept(data, run) > 0)
        before = kept(data, run)
        status, said = glassnet("backup", str(file), "--data-dir", str(data))
        assert (status, said.splitlines()[0].split(";")[0].split(", ")[1]) == (0, "1 runs"), said
        assert glassnet("backup", str(file), "--data-dir", str(data))[0] == 1
        status, said = glassnet("restore", str(file), "--data-dir", str(data), "--force")
        assert status == 1
        assert "Another Glassnet server works in" in said
    status, said = glassnet("restore", str(file), "--data-dir", str(new), url=database_url)
    assert status == 0, said
    assert "1 runs" in said
    restored = kept(new, run)
    assert restored >= before
    with server(new, database_url) as address:
        found = ask(f"{address}/runs/{run}")
        assert found["spec"] == made["spec"]
        wait(lambda: ask(f"{address}/runs/{run}")["step"] > restored)
    status, said = glassnet("restore", str(file), "--data-dir", str(new), url=database_url)
    assert status == 1
    assert "There is something already" in said


def test_mistakes_are_told_with_a_way_out(tmp_path: Path) -> None:
    status, said = glassnet("restore", str(tmp_path / "missing.zip"), "--data-dir", str(tmp_path / "new"))
    assert (status, "There is no file" in said) == (1, True)
    status, said = glassnet("backup", str(tmp_path / "x.zip"), "--data-dir", str(tmp_path / "new"))
    assert (status, "Name its folder with --data-dir" in said) == (1, True)
    assert not (tmp_path / "new").exists()
