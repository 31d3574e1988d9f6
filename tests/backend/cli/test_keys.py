"""`glassnet keys`: who can read what it makes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from glassnet.cli import app

DATABASE = ("--database", "glassnet@db:5432/glassnet")


@pytest.fixture(autouse=True)
def open_handed() -> Iterator[None]:
    """A user whose new files everybody can read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def made(folder: Path, *options: str) -> dict[str, int]:
    """Make them; the mode of the folder and of every file."""
    done = CliRunner().invoke(app, ["keys", str(folder), *options])
    assert done.exit_code == 0, done.output
    return {one.name: stat.S_IMODE(one.stat().st_mode) for one in [folder, *folder.iterdir()]}


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    own = {"secret": 0o600, "database_password": 0o600, "database_url": 0o600}
    assert made(tmp_path / "keys", *DATABASE) == {"keys": 0o700, **own}
    assert made(tmp_path / "keys", *DATABASE) == {"keys": 0o700, **own}


def test_only_where_it_is_asked_for_others_can(tmp_path: Path) -> None:
    shared = made(tmp_path / "keys", *DATABASE, "--shared")
    assert shared == {"keys": 0o755, "secret": 0o444, "database_password": 0o444, "database_url": 0o444}
    secret = (tmp_path / "keys" / "secret").read_text()
    assert made(tmp_path / "keys")["secret"] == 0o600, "what an earlier version made is closed"
    assert (tmp_path / "keys" / "secret").read_text() == secret
