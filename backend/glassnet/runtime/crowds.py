"""With whom a run shares its worker: what placing a run and moving one decide by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from glassnet.runtime.entry import Entry


class Crowd:
    """Who trains on a host.

    Others count once each however many runs they have there, because hosts share their time between users; one's own
    runs count each, because they share what one has.

    Attributes:
        weights: of the users who train there.
        runs: how many each of them has there that train.
        held: all runs there.
    """

    def __init__(self) -> None:
        self.weights: dict[str, float] = {}
        self.runs: Counter[str] = Counter()
        self.held = 0

    def beside(self, user: str, weight: float, *, there: bool = False) -> float:
        """The weight of all with whom a run of this user's shares the host; `there`: it is one of those counted."""
        others = sum(other for name, other in self.weights.items() if name != user)
        return others + weight * (self.runs[user] - there)


def crowds(hosts: Iterable[str], entries: Iterable[Entry], weight_of: Callable[[str], float]) -> dict[str, Crowd]:
    """The crowd on each of these hosts."""
    found = {host: Crowd() for host in hosts}
    for entry in entries:
        crowd = found.get(entry.host or "")
        if crowd is None:
            continue
        crowd.held += 1
        if entry.active:
            user = entry.stored.user
            crowd.weights[user] = weight_of(user)
            crowd.runs[user] += 1
    return found
