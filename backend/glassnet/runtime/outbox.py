"""What a reader is still owed. One class serves the pipe from a worker to the server and every browser's socket."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from glassnet.runtime.messages import Message


class _Entry(NamedTuple):
    number: int
    message: Message


class Outbox:
    """Messages in order, newer ones replacing older ones where they say so.

    ``latest`` messages: at most one per key is held. ``append`` messages: at most `append_bound` per key are held, the
    oldest make room (the reader notices by their row numbers). ``keep`` messages are never dropped.

    A reader takes in one of two ways. `since` is for a reader that may have lost an answer: everything is held until a
    later cursor acknowledges it. `take` is for a reader that gets what it is given: text leaves at once, frames leave
    together as one binary message, and only while fewer than `window` binary messages are unacknowledged.

    Args:
        window: binary messages that may be unacknowledged at a time.
        append_bound: ``append`` messages held per key.
        keep_bound: text messages held before `overflowed` says that the reader is lost.
    """

    def __init__(self, window: int = 2, append_bound: int = 256, keep_bound: int = 10_000) -> None:
        self.window = window
        self._append_bound = append_bound
        self._keep_bound = keep_bound
        self._entries: dict[int, Message] = {}
        self._latest: dict[str, int] = {}
        self._appended: dict[str, deque[int]] = {}
        self._frames = 0
        self._last = 0
        self._shown = 0
        self._sent = 0
        self._painted = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def last(self) -> int:
        """The number of the newest message ever put."""
        return self._last

    @property
    def overflowed(self) -> bool:
        """Whether more text is waiting than a living reader leaves behind."""
        return len(self._entries) - self._frames > self._keep_bound

    @property
    def unacknowledged(self) -> int:
        """Binary messages that were taken and not painted yet."""
        return self._sent - self._painted

    def put(self, message: Message) -> None:
        """Add a message."""
        self._last += 1
        if message.supersede == "latest":
            older = self._latest.pop(message.key, None)
            if older is not None:
                self._remove(older)
            self._latest[message.key] = self._last
        elif message.supersede == "append":
            numbers = self._appended.setdefault(message.key, deque())
            if len(numbers) >= self._append_bound:
                self._remove(numbers[0])
            self._appended.setdefault(message.key, numbers).append(self._last)
        self._entries[self._last] = message
        self._frames += message.binary

    def pending(self, key: str) -> bool:
        """Whether a ``latest`` message of this key is held that no reader has been shown yet."""
        return self._latest.get(key, 0) > self._shown

    def drop(self, prefix: str) -> None:
        """Forget the ``latest`` and ``append`` messages whose key starts with `prefix`."""
        for number in [n for n, m in self._entries.items() if m.supersede != "keep" and m.key.startswith(prefix)]:
            self._remove(number)

    def since(self, cursor: int) -> tuple[list[Message], int]:
        """Acknowledge everything up to `cursor`; what is newer, in order, and the cursor that acknowledges it."""
        for number in [n for n in self._entries if n <= cursor]:
            self._remove(number)
        self._shown = max(self._shown, self._last)
        return list(self._entries.values()), self._last

    @property
    def ready(self) -> bool:
        """Whether `take` would give something."""
        return len(self._entries) > self._frames or (self._frames > 0 and self._open)

    def take(self) -> list[str | bytes]:
        """What may be sent now: text messages in order, then all pending frames joined into one binary message."""
        texts: list[str | bytes] = []
        frames: list[bytes] = []
        opened = self._open
        for number, message in list(self._entries.items()):
            if message.binary and not opened:
                continue
            self._remove(number)
            if message.binary:
                frames.append(message.data)
            else:
                texts.append(message.data.decode())
        if frames:
            texts.append(b"".join(frames))
            self._sent += 1
        return texts

    def painted(self, count: int) -> None:
        """The reader has painted `count` binary messages so far; older counts and impossible ones change nothing."""
        self._painted = max(self._painted, min(count, self._sent))

    @property
    def _open(self) -> bool:
        return self.unacknowledged < self.window

    def _remove(self, number: int) -> None:
        message = self._entries.pop(number)
        self._frames -= message.binary
        if message.supersede == "latest":
            if self._latest.get(message.key) == number:
                del self._latest[message.key]
        elif message.supersede == "append":
            numbers = self._appended[message.key]
            numbers.remove(number)
            if not numbers:
                del self._appended[message.key]


class Replay:
    """The newest ``latest`` message of each key, for those who join late."""

    def __init__(self) -> None:
        self._held: dict[str, Message] = {}

    def put(self, message: Message) -> None:
        """Hold a message if it is one that a newer one replaces."""
        if message.supersede == "latest":
            self._held.pop(message.key, None)
            self._held[message.key] = message

    def get(self, key: str) -> Message | None:
        """The newest message of a key."""
        return self._held.get(key)

    def forget(self, keys: Iterable[str]) -> None:
        """Hold nothing of these keys any more."""
        for key in keys:
            self._held.pop(key, None)

    def messages(self) -> list[Message]:
        """All that is held, oldest first."""
        return list(self._held.values())
