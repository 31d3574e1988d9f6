"""``glassnet doctor``: checks a deployment, whether its server runs or not, and says what to do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from glassnet import __version__
from glassnet.api import log
from glassnet.cli.doctor import database, packages, place, workers
from glassnet.cli.doctor.finding import Finding, State, worst
from glassnet.cli.settled import settled
from glassnet.settings import Settings

_COLOURS: dict[State, str] = {"ok": "green", "warning": "yellow", "fault": "red"}
_Check = Callable[[Settings], list[Finding] | Finding | Awaitable[list[Finding] | Finding]]
CHECKS: dict[str, _Check] = {
    "settings": place.settings,
    "page": lambda _: place.page(),
    "packages": lambda _: packages.packages(),
    "data folder": lambda given: place.data_folder(given.data_dir),
    "database": database.database,
    "server": place.answering,
    "computing": workers.computing,
    "workers": workers.workers,
}


def doctor(
    host: Annotated[str | None, typer.Option(help="Address of the server, as of `serve`.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port of the server, as of `serve`.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder for runs and checkpoints, as of `serve`.")] = None,
    hosted: Annotated[bool, typer.Option("--hosted", help="Check as the server of a class.")] = False,
    config: Annotated[Path | None, typer.Option(help="File of settings (TOML), as of `serve`.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tell it as JSON.")] = False,
) -> None:
    """Check a deployment and say what to do. Give it the options of `serve`; it ends with 1 if there is a fault.

    Nothing is changed, and the server may run meanwhile.
    """
    log.configure()
    given = settled(host=host, port=port, data_dir=data_dir, hosted=hosted or None, config=config)
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        found = asyncio.run(_checked(name, check, given))
        findings += found
        if not as_json:
            for one in found:
                _show(one)
    state = worst(findings)
    if as_json:
        told = {"status": state, "version": __version__, "checks": [one._asdict() for one in findings]}
        typer.echo(json.dumps(told, indent=2))
    raise typer.Exit(1 if state == "fault" else 0)


async def _checked(name: str, check: _Check, given: Settings) -> list[Finding]:
    """What a check finds; one that breaks is a fault, and the others are still made."""
    try:
        found = check(given)
        if isinstance(found, Awaitable):
            found = await found
    except Exception as error:
        hint = "Please report it: a check should say what it finds."
        return [Finding(name, "fault", f"The check broke: {type(error).__name__}: {error}", hint)]
    return [found] if isinstance(found, Finding) else found


def _show(one: Finding) -> None:
    typer.secho(f"{one.state:<8}", fg=_COLOURS[one.state], nl=False)
    typer.echo(f"{one.name}: {one.detail}")
    if one.hint and one.state != "ok":
        typer.echo(f"{'':8}{one.hint}")


__all__ = ["CHECKS", "Finding", "doctor"]
