"""``glassnet backup`` and ``glassnet restore``."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from glassnet.cli.settled import refused, settled
from glassnet.errors import GlassnetError
from glassnet.storage.backup import Summary, back_up
from glassnet.storage.restore import restore as put_back

_DataDir = Annotated[Path | None, typer.Option(help="Folder for runs and checkpoints, as of `serve`.")]
_Config = Annotated[Path | None, typer.Option(help="File of settings (TOML), as of `serve`.")]


def backup(
    file: Annotated[Path, typer.Argument(help="The backup to make, such as glassnet.zip.")],
    data_dir: _DataDir = None,
    config: _Config = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Write everything into one file: accounts, projects, runs, checkpoints, data sets. The server may go on."""
    settings = settled(data_dir=data_dir, config=config)
    typer.echo(f"{file}: {_told(_done(back_up(settings, file, force=force)))}")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup, made with SQLite or PostgreSQL.")],
    data_dir: _DataDir = None,
    config: _Config = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Put back what is in a backup, into an empty place. The server must not be running."""
    settings = settled(data_dir=data_dir, config=config)
    typer.echo(f"Restored from {file}: {_told(_done(put_back(settings, file, force=force)))}")


def _done(work: Coroutine[Any, Any, Summary]) -> Summary:
    try:
        return asyncio.run(work)
    except GlassnetError as error:
        raise refused(error.detail, error.hint, status=1) from None


def _told(summary: Summary) -> str:
    counts = ", ".join(
        f"{number:,} {what}"
        for number, what in [
            (summary.projects, "projects"),
            (summary.runs, "runs"),
            (summary.checkpoints, "checkpoints"),
            (summary.datasets, "data sets"),
        ]
    )
    return "\n".join([f"{counts}; {summary.bytes / 1e6:,.1f} MB.", *summary.notes])
