"""A proxy that brings TLS, as stands in front of a hosted server: for `nets.example`, which is this machine here.

The certificate and its key are worth nothing outside of these tests. They were made by `openssl ca -selfsign`, and hold
from 2020 to 2120 whatever the clock says.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

NAME = "nets.example"
KEY = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgiElgel3Ngu8rq04f
CVivzzTSOLOPFw0cOFsf94HeXe+hRANCAAScvYN7V7GEX557E6kg9Yp2tEAeZzsc
ydcWVsYM8r7rTMRHdBnpK9FYpXqRO4xeqdkSJ+n6RFeu7F6n12VDADkW
-----END PRIVATE KEY-----
"""
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBdjCCAR2gAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxuZXRzLmV4
YW1wbGUwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV
BAMMDG5ldHMuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJy9g3tX
sYRfnnsTqSD1ina0QB5nOxzJ1xZWxgzyvutMxEd0Gekr0VilepE7jF6p2RIn6fpE
V67sXqfXZUMAORajWDBWMBcGA1UdEQQQMA6CDG5ldHMuZXhhbXBsZTAPBgNVHRMB
Af8EBTADAQH/MB0GA1UdDgQWBBRJZnlEwJb8jd+GS3gbLGzBp96YqjALBgNVHQ8E
BAMCAoQwCgYIKoZIzj0EAwIDRwAwRAIgP+lXBnsPKemA2X2tiZySLCRzaVgMipg4
EaN5wPwYjGMCIHrh0v2ICW7mAADgaYWXIvQFU6ThWqJYdC0ROZGynTmr
-----END CERTIFICATE-----
"""


def trusting() -> ssl.SSLContext:
    """What a browser goes by that trusts the certificate."""
    return ssl.create_default_context(cadata=CERTIFICATE)


class Proxy:
    """Takes TLS connections, and hands each request on without TLS, saying from where and how it came.

    Args:
        folder: for the certificate.
        server: port of the server behind, at 127.0.0.1.

    Attributes:
        port: where it listens, at 127.0.0.1.
    """

    def __init__(self, folder: Path, server: int) -> None:
        self._server = server
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (folder / "tls.pem").write_text(KEY + CERTIFICATE)
        self._context.load_cert_chain(folder / "tls.pem")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    async def serve(self, ended: asyncio.Event) -> None:
        """Serve until told to end."""
        answering: set[asyncio.Task[None]] = set()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._answer(reader, writer))
            answering.add(task)
            task.add_done_callback(answering.discard)

        listening = await asyncio.start_server(connected, sock=self._listener, ssl=self._context)
        await ended.wait()
        listening.close()
        for task in answering:
            task.cancel()
        await asyncio.gather(*answering, return_exceptions=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with _closing(writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
            upgrade = any(line.lower().startswith("upgrade:") for line in head)
            head = [line for line in head if upgrade or not line.lower().startswith("connection:")]
            head += ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https"]
            head += [] if upgrade else ["Connection: close"]
            behind, to_behind = await asyncio.open_connection("127.0.0.1", self._server)
            async with _closing(to_behind):
                to_behind.write("\r\n".join([*head, "", ""]).encode("latin-1"))
                ways = [_carry(reader, to_behind), _carry(behind, writer)]
                tasks = [asyncio.create_task(way) for way in ways]
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        try:
            yield
        finally:
            writer.close()
            await writer.wait_closed()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while content := await reader.read(1 << 16):
        writer.write(content)
        await writer.drain()


@contextlib.contextmanager
def proxied(proxy: Proxy) -> Iterator[None]:
    """The proxy serves while the block runs."""
    loop, ended = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(proxy.serve(ended),))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(20)
        loop.close()
