"""The worker's outbox with a lock and a bell: the training thread puts, the server's poll waits and collects."""

from __future__ import annotations

import threading
import time

from glassnet.runtime.messages import Message
from glassnet.runtime.outbox import Outbox

GATHER_S = 0.008


class Mailbox:
    """Messages of all runs of a host, to be collected by one poll after another."""

    def __init__(self) -> None:
        self._outbox = Outbox()
        self._changed = threading.Condition()
        self._collected_at = 0.0
        self._refused = False

    @property
    def waited_for(self) -> bool:
        """Whether somebody found a frame untaken since this was last asked."""
        refused, self._refused = self._refused, False
        return refused

    @property
    def last(self) -> int:
        """The number of the newest message."""
        with self._changed:
            return self._outbox.last

    def put(self, message: Message) -> None:
        """Add a message."""
        with self._changed:
            self._outbox.put(message)
            self._changed.notify_all()

    def pending(self, key: str) -> bool:
        """Whether the last ``latest`` message of this key was not collected yet."""
        with self._changed:
            pending = self._outbox.pending(key)
            self._refused = self._refused or pending
            return pending

    def collect(self, cursor: int, max_wait: float) -> tuple[list[Message], int]:
        """Everything after `cursor`, which acknowledges what came before; waits up to `max_wait` seconds for it.

        Collections are at least `GATHER_S` apart, so that a host with many runs answers with many messages at once
        instead of with many answers.
        """
        deadline = time.monotonic() + max_wait
        with self._changed:
            while self._outbox.last <= cursor:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
        pause = min(self._collected_at + GATHER_S, deadline) - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        with self._changed:
            self._collected_at = time.monotonic()
            return self._outbox.since(cursor)
