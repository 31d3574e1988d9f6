"""``glassnet serve``: the server in this process, and a browser beside it."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import structlog
import typer

from glassnet import __version__
from glassnet.api import log
from glassnet.cli.settled import refused, settled
from glassnet.errors import GlassnetError
from glassnet.runtime.ray_cluster import check
from glassnet.settings import Settings
from glassnet.storage.lock import FolderLock
from glassnet.storage.restore import refuse_half_restored


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen at; 0.0.0.0 lets others in.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen at; 0 is any free one.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Worker processes that train.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder for runs and checkpoints.")] = None,
    executor: Annotated[str | None, typer.Option(help="Where training runs: local, inline or ray.")] = None,
    head: Annotated[str | None, typer.Option(help="With ray: HOST:PORT of the head, for workers of others.")] = None,
    hosted: Annotated[bool, typer.Option("--hosted", help="Serve a class: people sign in or join.")] = False,
    config: Annotated[Path | None, typer.Option(help="File of settings (TOML).")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    reload: Annotated[bool, typer.Option("--reload", help="Start anew when the code changes.")] = False,
) -> None:
    """Start the server and open it in a browser."""
    log.configure()
    settings = settled(
        host=host,
        port=port,
        workers=workers,
        data_dir=data_dir,
        executor=executor,
        head=head,
        hosted=hosted or None,
        config=config,
    )
    reasons = settings.unsafe()
    if reasons:
        raise refused("A hosted server with these settings would not be safe:", "\n".join(reasons), status=2)
    desktop = has_desktop(os.environ, sys.platform) and not settings.hosted
    folder = FolderLock(settings.data_dir)
    try:
        folder.acquire()
        refuse_half_restored(settings.data_dir)
        if settings.executor == "ray":
            check(settings.head)
        _serve(settings, browser=desktop and not no_browser and not reload, reload=reload)
    except GlassnetError as error:
        raise refused(error.detail, error.hint, status=1) from None
    finally:
        folder.release()


def _serve(settings: Settings, *, browser: bool, reload: bool) -> None:
    # Imported here, so that --help and mistakes are answered at once.
    from glassnet.api import server

    listener = server.listen(settings.host, settings.port)
    address = server.address_of(listener)
    logger = structlog.get_logger()
    if settings.lets_strangers_in:
        logger.warning(
            "Whoever reaches this address may do everything: set GLASSNET_TOKEN, or serve a class with --hosted",
            host=settings.host,
        )
    if reload:
        logger.info("Glassnet starts, and starts anew when its code changes", address=address)
        os.environ.update(settings.as_environment())
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
            token = settings.token.get_secret_value()
            opened = f"{address}/?token={quote(token, safe='')}" if token else address
            threading.Thread(target=webbrowser.open, args=(opened,), daemon=True).start()

    web = server.Server(create_app(settings), ready)
    web.run(sockets=[listener])
    if web.refused is not None:
        raise web.refused


def has_desktop(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a person sits at this machine's screen, so that a browser may be opened."""
    if any(environment.get(name) for name in ("CI", "SSH_CONNECTION", "SSH_TTY")):
        return False
    return platform in ("darwin", "win32") or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
