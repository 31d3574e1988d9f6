"""What was read from the database and is asked for again and again, until it may have changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """Answers by key, as they were read since anything changed.

    Args:
        most: so many are remembered at a time; beyond, all are forgotten.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[str, T] = {}
        self._changes = 0

    async def get(self, key: str, read: Callable[[], Awaitable[T | None]]) -> T | None:
        """The answer of this key; `read` when it is not remembered. That there is none is never remembered."""
        held = self._held.get(key)
        if held is not None:
            return held
        before = self._changes
        found = await read()
        # What was read while something changed may be older than the change.
        if found is not None and before == self._changes:
            if len(self._held) >= self._most:
                self._held.clear()
            self._held[key] = found
        return found

    def forget(self) -> None:
        """Something that answers are made from has changed."""
        self._held.clear()
        self._changes += 1
