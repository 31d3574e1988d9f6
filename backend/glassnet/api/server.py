"""Runs the application: a socket that is ours, uvicorn with our limits, and one line that says where it is."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from uvicorn.supervisors import ChangeReload

from glassnet.api.service import Service
from glassnet.api.transport import PatientUpToAPoint
from glassnet.errors import GlassnetError

WS_MAX_BYTES = 1 << 20
PING_EVERY_S = 10.0
GRACE_S = 3
DECIDED_S = 4.0
"""How long the line that says where the server is waits for the database, which may be another server's."""

_HOST_HINT = "Use --host 127.0.0.1."


class AddressError(GlassnetError):
    """An address the server cannot listen at."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at ``host`` and ``port``; port 0 is any free one.

    Raises:
        AddressError: naming the port and a way out.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise AddressError("host", f"'{host}' is no address of this machine ({error}).", _HOST_HINT) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise _refused(host, port, error) from None
    listener.setblocking(False)
    return listener


def _refused(host: str, port: int, error: OSError) -> AddressError:
    if error.errno == errno.EADDRINUSE:
        detail = f"Port {port} on {host} is taken by another program."
        return AddressError(
            "port_taken", detail, f"Stop that program, or choose another port: --port {_free_near(port)}."
        )
    if error.errno == errno.EACCES:
        return AddressError("port_refused", f"Port {port} needs administrator's rights.", "Choose --port 8000.")
    return AddressError(
        "host", f"The server cannot listen at {host}:{port} ({error.strerror}).", "Use --host 127.0.0.1."
    )


def _free_near(port: int) -> int:
    for candidate in range(port + 1, min(port + 50, 65536)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", candidate)) != 0:
                return candidate
    return 0


def address_of(listener: socket.socket) -> str:
    """Where a browser on this machine finds the server."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def config(application: object, **overrides: object) -> uvicorn.Config:
    """Uvicorn's settings for Glassnet."""
    settings: dict[str, object] = {
        "ws": PatientUpToAPoint,
        "ws_max_size": WS_MAX_BYTES,
        "ws_per_message_deflate": False,
        "ws_ping_interval": PING_EVERY_S,
        "ws_ping_timeout": PING_EVERY_S,
        "timeout_graceful_shutdown": GRACE_S,
        "access_log": False,
        "log_level": "warning",
        "server_header": False,
        "proxy_headers": False,  # whose word is believed, `addresses` decides
        "lifespan": "on",
    }
    return uvicorn.Config(application, **{**settings, **overrides})  # type: ignore[arg-type]


class Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, application: object, on_ready: Callable[[], None]) -> None:
        super().__init__(config(application))
        self._application = application
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen."""
        await super().startup(sockets)
        service = self._service
        if service is not None:
            await service.decided(DECIDED_S)
        if self.started and self.refused is None:
            self._on_ready()

    async def on_tick(self, counter: int) -> bool:
        """Whether to end now; asked ten times a second."""
        return await super().on_tick(counter) or self.refused is not None

    @property
    def refused(self) -> GlassnetError | None:
        """Why the server had to end, if another one works with its database."""
        return self._service.refused if self._service is not None else None

    @property
    def _service(self) -> Service | None:
        service = getattr(getattr(self._application, "state", None), "service", None)
        return service if isinstance(service, Service) else None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nothing new and have everything saved, then close the sockets (1012: come again) and end."""
        service = self._service
        if service is not None:
            await service.drain()
        await super().shutdown(sockets)


def run_with_reload(listener: socket.socket) -> None:
    """Serve the application that the environment describes, and start it anew when its code changes."""
    package = str(Path(__file__).resolve().parent.parent)
    reloading = config(
        "glassnet.api.app:create_app", factory=True, reload=True, reload_dirs=[package], log_level="info"
    )
    ChangeReload(reloading, uvicorn.Server(reloading).run, [listener]).run()
