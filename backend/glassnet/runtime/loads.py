"""How busy the workers are, and whom they work for: what hosts tell with every poll, over the last seconds."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from glassnet.runtime.calls import Busy

WINDOW_S = 10.0


class _Told(NamedTuple):
    at: float
    busy: Busy


class Loads:
    """What the hosts have told.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._hosts: dict[str, deque[_Told]] = {}
        self._spent_s: dict[str, float] = {}
        self.total_s: dict[str, float] = {}
        self.lost = 0

    def heard(self, host: str, busy: Busy) -> None:
        """A host tells how busy it is."""
        told = self._hosts.setdefault(host, deque())
        before = told[-1].busy.spent_s if told else {}
        for user, seconds in busy.spent_s.items():
            more = seconds - before.get(user, 0.0)
            if more > 0:
                self._spent_s[user] = self._spent_s.get(user, 0.0) + more
                self.total_s[host] = self.total_s.get(host, 0.0) + more
        now = self._clock()
        if len(told) >= 2 and now - told[-2].at < WINDOW_S / 40:
            told.pop()  # hosts with many runs tell often
        told.append(_Told(now, busy))
        while len(told) > 2 and now - told[1].at > WINDOW_S:
            told.popleft()

    def forget(self, host: str) -> None:
        """The host is gone."""
        if self._hosts.pop(host, None) is not None:
            self.lost += 1
        self.total_s.pop(host, None)

    def now(self, host: str) -> Busy:
        """What a host told last."""
        told = self._hosts.get(host)
        return told[-1].busy if told else Busy()

    def busy(self, host: str) -> float:
        """Part of the last seconds in which a host trained, 0 to 1."""
        told = self._hosts.get(host, deque())
        if len(told) < 2:
            return 0.0
        passed = told[-1].busy.at_s - told[0].busy.at_s
        return min(1.0, sum(_grown(told).values()) / passed) if passed > 0 else 0.0

    def shares(self) -> dict[str, float]:
        """Part of all training time of the last seconds, by user."""
        grown: dict[str, float] = {}
        for told in self._hosts.values():
            for user, seconds in _grown(told).items():
                grown[user] = grown.get(user, 0.0) + seconds
        total = sum(grown.values())
        return {user: seconds / total for user, seconds in grown.items()} if total > 0 else {}

    def rates(self) -> dict[str, float]:
        """Seconds of training in each second of the last ones, by user."""
        rates: dict[str, float] = {}
        for told in self._hosts.values():
            passed = told[-1].busy.at_s - told[0].busy.at_s
            for user, seconds in _grown(told).items():
                if passed > 0:
                    rates[user] = rates.get(user, 0.0) + seconds / passed
        return rates

    def take_spent(self) -> dict[str, float]:
        """Seconds of training by user since this was asked for last."""
        spent, self._spent_s = self._spent_s, {}
        return spent

    def give_back(self, spent_s: dict[str, float]) -> None:
        """What was taken could not be written down."""
        for user, seconds in spent_s.items():
            self._spent_s[user] = self._spent_s.get(user, 0.0) + seconds

    def unwritten_s(self, user: str) -> float:
        """Seconds of a user that nobody has taken yet."""
        return self._spent_s.get(user, 0.0)


def _grown(told: deque[_Told]) -> dict[str, float]:
    if len(told) < 2:
        return {}
    first, last = told[0].busy.spent_s, told[-1].busy.spent_s
    return {user: seconds - first.get(user, 0.0) for user, seconds in last.items() if seconds > first.get(user, 0.0)}
