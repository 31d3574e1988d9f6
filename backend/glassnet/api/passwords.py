"""Passwords: hashed by argon2, which takes time and memory on purpose, so two at a time and never in the event loop."""

from __future__ import annotations

import asyncio
import os
import sys
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from glassnet.errors import BusyError

T = TypeVar("T")
AT_ONCE = 2
MOST_WAITING = 200
NICENESS = 5
MEMORY_KIB = 62 << 10
"""Two at a time stay below 128 MiB, with what else thirty people who sign in at once take."""

_hasher = PasswordHasher(time_cost=3, memory_cost=MEMORY_KIB, parallelism=1)


def hashed(password: str) -> str:
    """What is stored of a password. Takes a tenth of a second and `MEMORY_KIB`."""
    return _hasher.hash(_plain(password))


def fits(stored: str | None, password: str) -> bool:
    """Whether it is the password. Takes as long when there is none, so that nobody can tell by the time."""
    try:
        _hasher.verify(stored or _nobodys(), _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def outdated(stored: str) -> bool:
    """Whether it was hashed less thoroughly than is usual now."""
    return _hasher.check_needs_rehash(stored)


def _plain(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody's password")


def _step_back() -> None:
    """Leave the processors to the event loop whenever it needs one."""
    if sys.platform == "linux":  # where priorities are those of threads
        os.nice(NICENESS)


class Passwords:
    """Hashes and checks in two threads of its own; the others wait in a line."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password", initializer=_step_back)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """What is stored of a password.

        Raises:
            BusyError: when too many wait.
        """
        return await self._do(lambda: hashed(password))

    async def fits(self, stored: str | None, password: str) -> bool:
        """Whether it is the password.

        Raises:
            BusyError: when too many wait.
        """
        return await self._do(lambda: fits(stored, password))

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _do(self, function: Callable[[], T]) -> T:
        if self._waiting >= MOST_WAITING:
            raise BusyError("sign_in_busy", "Very many people are signing in.", "Try again in a few seconds.")
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.get_running_loop().run_in_executor(self._threads, function)
        finally:
            self._waiting -= 1
