"""The command ``glassnet``."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from pydantic import ValidationError

from glassnet import __version__
from glassnet.api import log
from glassnet.errors import GlassnetError
from glassnet.settings import Settings
from glassnet.storage.lock import FolderLock

app = typer.Typer(
    help="Glassnet: a network you can see into.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _glassnet() -> None:
    """Glassnet: a network you can see into."""


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen at; 0.0.0.0 lets others in.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen at; 0 is any free one.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Worker processes that train.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder for runs and checkpoints.")] = None,
    executor: Annotated[str | None, typer.Option(help="Where training runs: local or inline.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    reload: Annotated[bool, typer.Option("--reload", help="Start anew when the code changes.")] = False,
) -> None:
    """Start the server and open it in a browser."""
    log.configure()
    given: dict[str, Any] = {"host": host, "port": port, "workers": workers, "data_dir": data_dir, "executor": executor}
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        reasons = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_url=False)]
        raise _refused("These settings do not fit.", "\n".join(reasons), status=2) from None
    desktop = has_desktop(os.environ, sys.platform)
    folder = FolderLock(settings.data_dir)
    try:
        folder.acquire()
        _serve(settings, browser=desktop and not no_browser and not reload, reload=reload)
    except GlassnetError as error:
        raise _refused(error.detail, error.hint, status=1) from None
    finally:
        folder.release()


def _refused(detail: str, hint: str, status: int) -> typer.Exit:
    typer.secho(detail, fg="red", err=True)
    typer.echo(hint, err=True)
    return typer.Exit(status)


def _serve(settings: Settings, *, browser: bool, reload: bool) -> None:
    # Imported here, so that --help and mistakes are answered at once.
    from glassnet.api import server

    listener = server.listen(settings.host, settings.port)
    address = server.address_of(listener)
    logger = structlog.get_logger()
    if reload:
        logger.info("Glassnet starts, and starts anew when its code changes", address=address)
        for name, value in settings.model_dump(mode="json").items():
            os.environ[f"GLASSNET_{name.upper()}"] = str(value)
        server.run_with_reload(listener)
        return
    from glassnet.api.app import create_app

    def ready() -> None:
        logger.info(
            "Glassnet is ready",
            address=address,
            workers=settings.workers,
            data=str(settings.data_dir),
            version=__version__,
        )
        if browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    server.Server(create_app(settings), ready).run(sockets=[listener])


def has_desktop(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a person sits at this machine's screen, so that a browser may be opened."""
    if any(environment.get(name) for name in ("CI", "SSH_CONNECTION", "SSH_TTY")):
        return False
    return platform in ("darwin", "win32") or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def main() -> None:
    """Run the command."""
    app()


if __name__ == "__main__":
    main()
