"""One socket's view of the runs: what it is owed, and a bell that rings when there is something."""

from __future__ import annotations

import asyncio

from glassnet.protocol.events import Event
from glassnet.runtime.messages import Message, from_event
from glassnet.runtime.outbox import Outbox


class Subscriber:
    """Everything that is to be sent to one socket.

    Attributes:
        closed: whether the socket is gone.

    Args:
        window: binary messages that may be unacknowledged at a time.
    """

    def __init__(self, window: int = 2) -> None:
        self.closed = False
        self._outbox = Outbox(window)
        self._bell = asyncio.Event()

    @property
    def overflowed(self) -> bool:
        """Whether so much waits that the reader must be given up (close code 1013)."""
        return self._outbox.overflowed

    def put(self, event: Event) -> None:
        """Queue an event of the socket itself."""
        self.forward(from_event(event))

    def forward(self, message: Message) -> None:
        """Queue a message of a run."""
        self._outbox.put(message)
        self._bell.set()

    def drop(self, prefix: str) -> None:
        """Forget what waits under keys that start with `prefix`."""
        self._outbox.drop(prefix)

    async def ready(self) -> None:
        """Wait until `take` would give something."""
        while not self._outbox.ready:
            self._bell.clear()
            await self._bell.wait()

    def take(self) -> list[str | bytes]:
        """What may be sent now: text messages, then at most one binary message with all pending frames."""
        return self._outbox.take()

    def painted(self, count: int) -> None:
        """The page has painted `count` binary messages of this socket so far."""
        self._outbox.painted(count)
        self._bell.set()
