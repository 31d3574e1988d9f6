"""How large everybody's portion of the workers' time is: by the weight of their class."""

from __future__ import annotations

from collections.abc import Iterable

from glassnet.runtime.crowds import crowds
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
        """The host on which a run that is on none will have the greatest share."""
        user = entry.stored.user
        found = crowds(hosts, entries, self.of)
        return min(found, key=lambda host: (found[host].beside(user, self.of(user)), found[host].held))

    def share(
        self,
        user: str,
        group: str | None,
        hosts: Iterable[str],
        entries: Iterable[Entry],
        run: Entry | None = None,
    ) -> float:
        """The part of a host that one more run of a user would have, on the host that has the most room, 0 to 1.

        Of a `run` that trains already it is the part that it has.
        """
        mine = self._weights.get(group or self._classes.get(user, ""), 1.0)
        others: dict[str, dict[str, float]] = {host: {} for host in hosts}
        own = dict.fromkeys(others, 0)
        for entry in entries:
            if entry.host in others and entry.active and entry.stored.user == user:
                own[entry.host] += 1
            elif entry.host in others and entry.active:
                others[entry.host][entry.stored.user] = self.of(entry.stored.user)
        here = run.host if run is not None and run.active else None
        if here in own:
            return mine / (mine + sum(others[here].values())) / own[here]
        shares = [mine / (mine + sum(others[host].values())) / (1 + own[host]) for host in others]
        return max(shares, default=1.0)
