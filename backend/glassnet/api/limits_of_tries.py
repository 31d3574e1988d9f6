"""How often somebody may guess: names and passwords, join codes, resume codes.

Only what fails counts. So a class that joins together from one address by the right code is never locked out, nor kept
from its code by somebody who guesses beside it: an address at which a code was made or used needs no budget for it.
"""

from __future__ import annotations

import math
import random
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from glassnet.errors import AuthError, BusyError, NotFoundError

MOST_KEYS = 20_000
MOST_TRUSTED = 5_000
TRUSTED_S = 12 * 3600.0


class TooManyTries(BusyError):
    """Somebody has guessed too often.

    Args:
        wait_s: after how long the next try will be heard.
    """

    def __init__(self, wait_s: float) -> None:
        # Nobody who was refused together shall come back together.
        self.wait_s = math.ceil(wait_s + random.uniform(1.0, 5.0))
        super().__init__(
            "too_many_tries",
            f"There were too many tries that failed. The next one is heard in {self.wait_s} s.",
            "Check what you type, wait, then try again.",
        )


class Budget(NamedTuple):
    """So many failures at once, and so many more a second."""

    burst: float
    per_s: float


ADDRESS_CODES = Budget(120, 1.0)
"""Of codes from one address. A join code is one of 31^6: a day of guessing finds one in ten thousand."""

ALL_CODES = Budget(2000, 20.0)
"""Of codes from everywhere: against those who have many addresses."""

ADDRESS_PASSWORDS = Budget(60, 0.2)
NAME_PASSWORDS = Budget(10, 1 / 30)
"""Of passwords for one name, wherever they come from."""

DEVICE_PASSWORDS = Budget(10, 1 / 30)
"""Likewise in browsers that somebody signed in with before: nobody locks others out by guessing at their names."""


class Tries:
    """Budgets of failures, by what is guessed at and by who guesses. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._trusted: OrderedDict[tuple[str, str], float] = OrderedDict()

    def trust(self, address: str, code: str, now: float) -> None:
        """A code was made or used at an address."""
        self._trusted[address, code] = now + TRUSTED_S
        self._trusted.move_to_end((address, code))
        while len(self._trusted) > MOST_TRUSTED:
            self._trusted.popitem(last=False)

    def trusts(self, address: str, code: str, now: float) -> bool:
        """Whether it was, lately."""
        return self._trusted.get((address, code), -math.inf) > now

    @contextmanager
    def guess(self, now: float, **budgets: tuple[str, Budget]) -> Iterator[None]:
        """A try, inside the block; it costs something only if it was wrong.

        That is when the block raises `NotFoundError` or `AuthError`.

        While it lasts it counts as failed, so that many tries at once are not more than many one by one.

        Args:
            now: monotonic seconds.
            budgets: by any name, who or what is counted, and how much they have.

        Raises:
            TooManyTries: when one of them has nothing left; then the block is not entered.
        """
        keys = {f"{kind} {key}": budget for kind, (key, budget) in budgets.items()}
        wait_s = max(self._wait_s(key, budget, now) for key, budget in keys.items())
        if wait_s > 0:
            raise TooManyTries(wait_s)
        for key, budget in keys.items():
            self._spend(key, budget, 1.0, now)
        try:
            yield
        except (AuthError, NotFoundError):
            raise
        except BaseException:
            self._refund(keys, now)
            raise
        else:
            self._refund(keys, now)

    def _refund(self, keys: dict[str, Budget], now: float) -> None:
        for key, budget in keys.items():
            self._spend(key, budget, -1.0, now)

    def _wait_s(self, key: str, budget: Budget, now: float) -> float:
        left = self._now(key, budget, now)
        return 0.0 if left >= 1.0 else (1.0 - left) / budget.per_s

    def _spend(self, key: str, budget: Budget, amount: float, now: float) -> None:
        self._left[key] = (min(budget.burst, self._now(key, budget, now) - amount), now)
        self._left.move_to_end(key)
        while len(self._left) > MOST_KEYS:
            self._left.popitem(last=False)

    def _now(self, key: str, budget: Budget, now: float) -> float:
        left, at = self._left.get(key, (budget.burst, now))
        return min(budget.burst, left + max(0.0, now - at) * budget.per_s)
