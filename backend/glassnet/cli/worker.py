"""``glassnet worker``: this machine's processors for a server that runs elsewhere."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from glassnet.cli.settled import refused, settled
from glassnet.errors import GlassnetError


def worker(
    head: Annotated[str | None, typer.Option(help="HOST:PORT of the head, as of `serve --executor ray`.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Worker processes that train.")] = None,
) -> None:
    """Train for a server that runs elsewhere (serve --executor ray --head HOST:PORT), until this is ended."""
    settings = settled(head=head, workers=workers)
    if not settings.head:
        raise refused("There is no head to join.", "Name it: --head HOST:PORT, or GLASSNET_HEAD.", status=2)
    from glassnet.runtime.ray_cluster import require_head, settle_in
    from glassnet.runtime.ray_node import command, environment

    try:
        settle_in(alone=False)
        require_head(settings.head)
    except GlassnetError as error:
        raise refused(error.detail, error.hint, status=1) from None
    told = command(settings.head, settings.workers)
    os.execve(told[0], told, environment())
