"""The way into a cluster: what is missing or wrong is told in a moment, by the name of the variable."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from glassnet.cli import app
from glassnet.errors import GlassnetError
from glassnet.runtime import ray_cluster
from glassnet.runtime.ray_cluster import MODE, TOKEN, TOKEN_PATH, Cluster, check, require_head, require_token

NOWHERE = "127.0.0.1:1"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ray_cluster.ENVIRONMENT:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


@pytest.fixture
def head() -> Iterator[str]:
    """Something that listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def test_a_missing_token_is_named(head: str) -> None:
    with pytest.raises(GlassnetError, match="RAY_AUTH_TOKEN is not set"):
        check(head)


def test_a_token_in_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_PATH, str(tmp_path / "token"))
    with pytest.raises(GlassnetError, match=r"RAY_AUTH_TOKEN_PATH: .*token cannot be read"):
        require_token(alone=False)
    (tmp_path / "token").write_text("abc")
    require_token(alone=False)


def test_tokens_are_asked_for_unless_somebody_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    require_token(alone=True)
    assert os.environ[MODE] == "token"
    assert len(os.environ[TOKEN]) >= 32
    monkeypatch.delenv(TOKEN)
    monkeypatch.setenv(MODE, "disabled")
    require_token(alone=False)
    assert TOKEN not in os.environ


def test_a_head_that_is_not_there_is_named() -> None:
    with pytest.raises(GlassnetError, match=r"No head of a Ray cluster answers at 127\.0\.0\.1:1"):
        require_head(NOWHERE)


def test_a_worker_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner().invoke
    assert "--head HOST:PORT" in run(app, ["worker"]).output
    assert "RAY_AUTH_TOKEN is not set" in run(app, ["worker", "--head", NOWHERE]).output
    monkeypatch.setenv(TOKEN, "abc")
    assert "No head of a Ray cluster" in run(app, ["worker", "--head", NOWHERE]).output


def test_a_missing_ray_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_cluster.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(GlassnetError, match="Ray is not installed") as caught:
        Cluster().open()
    assert "glassnet[ray]" in caught.value.hint
