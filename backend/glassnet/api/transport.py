"""The WebSocket transport under the application, taught to end with a browser that never reads.

Uvicorn writes nothing, not even a close, while its buffer is full, and closes a connection only when the buffer is
empty. A browser that never reads would keep both for hours.
"""

from __future__ import annotations

from asyncio import Transport
from typing import TYPE_CHECKING

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

if TYPE_CHECKING:
    from uvicorn._types import ASGISendEvent

ABORT_AFTER_S = 5.0
"""How long a browser may take to read what is left and the close that follows it."""

LINGER_S = 0.5
"""How long what a browser still sends is read and thrown away, after it broke the rules."""


class PatientUpToAPoint(WebSocketsSansIOProtocol):
    """Writes a close at once behind whatever is buffered, and cuts the connection when nobody reads it in time."""

    async def send(self, message: ASGISendEvent) -> None:
        """One message of the application."""
        if message["type"] == "websocket.close" and self.handshake_complete:
            self.writable.set()
            self._abort_later()
        await super().send(message)

    def handle_parser_exception(self) -> None:
        """A frame is too large or malformed: say so, and read on for a moment.

        Closing at once, with data unread, resets the connection, and then the browser never learns why.
        """
        if self.close_timer is not None:
            return
        close = self.conn.close_sent
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(LINGER_S, self.transport.close)
        self.transport.resume_reading()
        self.queue.put_nowait(
            {
                "type": "websocket.disconnect",
                "code": close.code if close else 1006,
                "reason": close.reason if close else "",
            }
        )

    def keepalive_timeout(self) -> None:
        """No pong came in time."""
        super().keepalive_timeout()
        self._abort_later()

    def shutdown(self) -> None:
        """The server ends."""
        super().shutdown()
        self._abort_later()

    def _abort_later(self) -> None:
        transport: Transport = self.transport
        self.loop.call_later(ABORT_AFTER_S, transport.abort)
