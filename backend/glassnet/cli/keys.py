"""``glassnet keys``: what a hosted server and its database need and nobody has to know, made once."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from glassnet.cli.settled import refused

_OWN, _SHARED = 0o600, 0o444


def keys(
    folder: Annotated[Path, typer.Argument(help="Where the files go.")],
    database: Annotated[
        str, typer.Option(help="Where PostgreSQL is, as USER@HOST:PORT/NAME; left out, SQLite is used.")
    ] = "",
    shared: Annotated[
        bool,
        typer.Option(
            "--shared", help="Let every user of the machine read them: for a volume that only containers have."
        ),
    ] = False,
) -> None:
    """Make the secret of a hosted server, and a password for its database, for nobody but you to read.

    What is there already stays as it is; only who may read it is set again.
    """
    mode = _SHARED if shared else _OWN
    try:
        folder.mkdir(mode=0o755 if shared else 0o700, parents=True, exist_ok=True)
        _once(folder / "secret", secrets.token_hex(32), mode)
        if not database:
            return
        user, at, place = database.partition("@")
        if not (user and at and place):
            raise refused(f"--database: '{database}' is not USER@HOST:PORT/NAME.", "Such as glassnet@db:5432/glassnet.")
        password = _once(folder / "database_password", secrets.token_hex(24), mode)
        (folder / "database_url").unlink(missing_ok=True)
        _write(folder / "database_url", f"postgresql://{user}:{password}@{place}", mode)
    except OSError as error:
        raise refused(f"{folder}: the keys cannot be written ({error.strerror}).", "Choose another folder.") from None


def _once(path: Path, value: str, mode: int) -> str:
    """The content of a file, made with ``value`` unless it is there."""
    if path.exists():
        path.chmod(mode)
    else:
        _write(path, value, mode)
        typer.echo(f"{path}: made")
    return path.read_text(encoding="utf-8").strip()


def _write(path: Path, value: str, mode: int) -> None:
    """Make a file that nobody else can read before its mode says so."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN), "w", encoding="utf-8") as file:
        file.write(value)
        os.fchmod(file.fileno(), mode)
