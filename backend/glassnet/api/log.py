"""How the server's log looks: one structured line for each event that somebody has to know."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_OF_A_RUN = "/api/v1/runs/{id}"


def path_of(scope: MutableMapping[str, Any]) -> str:
    """The address that was asked for, as it may be logged: with a join code one gets into a class."""
    path: str = scope["path"]
    return "/api/v1/join/{code}" if path.startswith("/api/v1/join/") else path


def asked(scope: MutableMapping[str, Any]) -> dict[str, str]:
    """What a line about a request says of it: its address, the account that asked, and the run it is about."""
    told = {"method": scope.get("method", "GET"), "path": path_of(scope)}
    identity = scope.get("state", {}).get("identity")
    if identity is not None and identity.id:
        told["actor"] = identity.id
    if getattr(scope.get("route"), "path", "").startswith(_OF_A_RUN):
        told["run"] = str(scope["path_params"]["id"])
    return told


def configure(*, anew: bool = True) -> None:
    """Lines on the error stream: coloured for people, JSON when nobody watches.

    Tracebacks are plain: drawing one with all local values takes seconds, and nothing else is served meanwhile.

    Args:
        anew: also when somebody has said already how the log looks.
    """
    if structlog.is_configured() and not anew:
        return
    watched = sys.stderr.isatty()
    ending: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if watched
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("%H:%M:%S" if watched else "iso", utc=not watched),
            *ending,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
