"""The server answers before its pool is up, and when it never comes up."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

from glassnet.api.app import create_app
from glassnet.errors import UnavailableError
from glassnet.settings import Settings
from glassnet.storage.classes import Classes, StoredClass
from tests.backend.api.conftest import FakePool


def test_importing_the_application_leaves_jax_alone() -> None:
    code = (
        "import sys; import glassnet.api.app, glassnet.cli; print([m for m in ('jax', 'jaxlib') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_health_does_not_wait_and_runs_do(application: FastAPI, pool: Any) -> None:
    pool.start_s = 0.5
    with TestClient(application, base_url="http://127.0.0.1:8000") as client:
        began = time.monotonic()
        assert client.get("/api/v1/health").json()["status"] == "starting"
        assert time.monotonic() - began < 0.4
        assert client.get("/api/v1/devices").status_code == 200
        assert time.monotonic() - began >= 0.5
        assert client.get("/api/v1/health").json()["status"] == "ok"
    assert pool.closed


def test_patience_has_an_end(application: FastAPI, pool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.api.service.START_PATIENCE_S", 0.1)
    pool.start_s = 60.0
    with TestClient(application, base_url="http://127.0.0.1:8000") as client:
        answer = client.get("/api/v1/devices")
        assert (answer.status_code, answer.json()["code"]) == (503, "starting")
        assert "retry-after" in answer.headers
    assert pool.closed


@pytest.mark.parametrize("error", [UnavailableError("disk", "The data folder cannot be written."), OSError("boom")])
def test_a_pool_that_cannot_start_is_told(application: FastAPI, pool: Any, error: Exception) -> None:
    pool.start_error = error
    with TestClient(application, base_url="http://127.0.0.1:8000") as client:
        answer = client.get("/api/v1/runs")
        assert (answer.status_code, answer.json()["code"]) == (503, "not_started")
        assert client.get("/api/v1/health").json()["status"] == "degraded"


async def test_a_database_that_is_away_for_a_moment_does_not_keep_the_pool_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The classes are asked for again, instead of the pool staying away until a restart."""
    settings = Settings(
        data_dir=tmp_path, hosted=True, allow_http=True, public_url="http://127.0.0.1", secret=SecretStr("x" * 40)
    )
    app = create_app(settings, FakePool(settings))
    asked: list[int] = []

    async def away(self: Classes) -> list[StoredClass]:
        asked.append(1)
        if len(asked) == 1:
            raise UnavailableError("database", "The database cannot be read.")
        return []

    monkeypatch.setattr(Classes, "all", away)
    monkeypatch.setattr("glassnet.api.service.AGAIN_S", 0.01)
    async with app.router.lifespan_context(app):
        assert await app.state.service.pool()
    assert len(asked) == 2
