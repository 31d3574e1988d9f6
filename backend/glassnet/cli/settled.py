"""Settings of a command, or the end of it with a sentence for everything that does not fit."""

from __future__ import annotations

from typing import Any

import typer
from pydantic import ValidationError

from glassnet.settings import Settings


def settled(**given: Any) -> Settings:
    """The settings from what was given on the command line, the environment and the file of settings.

    Args:
        given: by the names of the settings; ``None`` was not given.

    Raises:
        typer.Exit: saying what does not fit.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        reasons = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_url=False)]
        raise refused("These settings do not fit.", "\n".join(reasons), status=2) from None
    except ValueError as error:
        raise refused("These settings cannot be read.", str(error), status=2) from None


def refused(detail: str, hint: str, status: int = 1) -> typer.Exit:
    """The end of a command: what is wrong in red, and what to do."""
    typer.secho(detail, fg="red", err=True)
    typer.echo(hint, err=True)
    return typer.Exit(status)
