"""``glassnet teacher`` and ``glassnet admin``, and a hosted server that is not safe."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from glassnet.api.passwords import fits
from glassnet.cli import app
from glassnet.storage.database import Database
from glassnet.storage.people import People, StoredAccount

PASSWORD = "horse battery staple"


def run(folder: Path, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments, "--data-dir", str(folder)], input=typed)


def stored(folder: Path, name: str) -> StoredAccount | None:
    async def read() -> StoredAccount | None:
        database = Database(folder / "glassnet.sqlite")
        await database.open()
        try:
            return await People(database).by_name(name)
        finally:
            await database.close()

    return asyncio.run(read())


def test_a_teacher_from_the_command_line(tmp_path: Path) -> None:
    added = run(tmp_path, "teacher", "add", "Frau Curie", "--password-stdin", typed=PASSWORD + "\n")
    assert (added.exit_code, added.output) == (0, "Frau Curie can sign in as a teacher.\n")
    found = stored(tmp_path, "frau curie")
    assert found is not None
    assert found.role == "teacher"
    assert fits(found.password, PASSWORD)
    again = run(tmp_path, "teacher", "add", "FRAU CURIE", "--password-stdin", typed=PASSWORD + "\n")
    assert again.exit_code == 1
    assert "Somebody signs in as 'FRAU CURIE' already." in again.output
    reset = run(tmp_path, "teacher", "reset", "Frau Curie", "--generate")
    made = reset.output.splitlines()[0].removeprefix("Password: ")
    changed = stored(tmp_path, "Frau Curie")
    assert changed is not None
    assert fits(changed.password, made)
    assert run(tmp_path, "admin", "add", "root", "--generate").exit_code == 0
    listed = run(tmp_path, "teacher", "list").output.splitlines()
    assert listed == [
        "Frau Curie\tteacher\tclasses: 0\tlast here: never",
        "root\tadmin\tclasses: 0\tlast here: never",
    ]
    assert run(tmp_path, "teacher", "remove", "Frau Curie").output == "Frau Curie is let in no more.\n"
    assert stored(tmp_path, "Frau Curie") is None
    assert run(tmp_path, "teacher", "remove", "Frau Curie").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (["add", "A", "--password-stdin"], "short\n", "too short"),
        (["add", "A"], None, "There is no password."),
        (["add", "x" * 41, "--generate"], None, "is no name"),
        (["add", " ", "--generate"], None, "is no name"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, arguments: list[str], typed: str | None, said: str) -> None:
    shown = run(tmp_path, "teacher", *arguments, typed=typed)
    assert shown.exit_code == 2
    assert said in shown.output


def test_a_hosted_server_that_is_not_safe_does_not_start(tmp_path: Path) -> None:
    file = tmp_path / "glassnet.toml"
    file.write_text('hosted = true\npublic_url = "http://nets.example"\nallowed_origins = "*"\n')
    shown = run(tmp_path, "serve", "--config", str(file), "--no-browser")
    assert shown.exit_code == 2
    for name in ("secret: ", "public_url: ", "allowed_origins: "):
        assert name in shown.output
    assert run(tmp_path, "serve", "--config", str(tmp_path / "nothing.toml")).exit_code == 2
