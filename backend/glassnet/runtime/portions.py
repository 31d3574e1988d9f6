"""How large everybody's portion of the workers' time is: by the weight of their class."""

from __future__ import annotations

from collections.abc import Iterable

from glassnet.runtime.entry import Entry


class Portions:
    """Weights of classes; who is in none has 1."""

    def __init__(self) -> None:
        self._weights: dict[str, float] = {}
        self._classes: dict[str, str] = {}

    def of(self, user: str, group: str | None = None) -> float:
        """The weight of a user.

        Args:
            user: whose.
            group: the class of the run they make just now; the one before when left out.
        """
        if group is not None:
            self._classes[user] = group
        return self._weights.get(self._classes.get(user, ""), 1.0)

    def class_of(self, user: str) -> str | None:
        """The class of a user, as far as known here."""
        return self._classes.get(user)

    def set(self, group: str, weight: float) -> dict[str, float]:
        """Give a class another weight; the new weights of its members, as far as they are known here."""
        self._weights[group] = weight
        return {user: weight for user, of in self._classes.items() if of == group}

    def forget(self, group: str) -> None:
        """The class is no more."""
        self._weights.pop(group, None)

    def roomiest(self, entry: Entry, hosts: Iterable[str], entries: Iterable[Entry]) -> str:
        """The host on which a run will have the greatest share.

        Others count once each however many runs they have there, because hosts share their time between users; one's
        own runs count each, because they share what one has.
        """
        user = entry.stored.user
        others: dict[str, dict[str, float]] = {host: {} for host in hosts}
        own, held = dict.fromkeys(others, 0.0), dict.fromkeys(others, 0)
        for other in entries:
            if other.host not in others or other is entry:
                continue
            held[other.host] += 1
            if other.active and other.stored.user == user:
                own[other.host] += self.of(user)
            elif other.active:
                others[other.host][other.stored.user] = self.of(other.stored.user)
        return min(others, key=lambda host: (sum(others[host].values()) + own[host], held[host]))

    def share(self, user: str, group: str | None, hosts: Iterable[str], entries: Iterable[Entry]) -> float:
        """The part of a host that one more run of a user would have, on the host that has the most room, 0 to 1."""
        mine = self._weights.get(group or self._classes.get(user, ""), 1.0)
        others: dict[str, dict[str, float]] = {host: {} for host in hosts}
        own = dict.fromkeys(others, 0)
        for entry in entries:
            if entry.host in others and entry.active and entry.stored.user == user:
                own[entry.host] += 1
            elif entry.host in others and entry.active:
                others[entry.host][entry.stored.user] = self.of(entry.stored.user)
        shares = [mine / (mine + sum(others[host].values())) / (1 + own[host]) for host in others]
        return max(shares, default=1.0)
