"""``glassnet keys``: what a hosted server and its database need and nobody has to know, made once."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from glassnet.cli.settled import refused


def keys(
    folder: Annotated[Path, typer.Argument(help="Where the files go.")],
    database: Annotated[
        str, typer.Option(help="Where PostgreSQL is, as USER@HOST:PORT/NAME; left out, SQLite is used.")
    ] = "",
) -> None:
    """Make the secret of a hosted server, and a password for its database. What is there already stays as it is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _once(folder / "secret", secrets.token_hex(32))
        if not database:
            return
        user, at, place = database.partition("@")
        if not (user and at and place):
            raise refused(f"--database: '{database}' is not USER@HOST:PORT/NAME.", "Such as glassnet@db:5432/glassnet.")
        password = _once(folder / "database_password", secrets.token_hex(24))
        url = folder / "database_url"
        url.unlink(missing_ok=True)
        url.write_text(f"postgresql://{user}:{password}@{place}", encoding="utf-8")
        url.chmod(_READABLE)
    except OSError as error:
        raise refused(f"{folder}: the keys cannot be written ({error.strerror}).", "Choose another folder.") from None


_READABLE = 0o444
"""The database's server reads its password as a user of its own; nobody else has the folder."""


def _once(path: Path, value: str) -> str:
    """The content of a file, made with ``value`` unless it is there."""
    if not path.exists():
        path.write_text(value, encoding="utf-8")
        path.chmod(_READABLE)
        typer.echo(f"{path}: made")
    return path.read_text(encoding="utf-8").strip()
