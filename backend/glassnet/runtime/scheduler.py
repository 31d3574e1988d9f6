"""Who trains next, and for how long: fair between users first, then between the runs of one user."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import NamedTuple

ROUND_S = 0.250
LONGEST_S = 0.020
SHORTEST_S = 0.002
WATCHED_SHARE = 3.0
SURPRISE = 2.0
UNWATCHED = 0.5
"""Weight of a user none of whose runs is watched: with n users everybody keeps more than half of a fair share."""

FIRST_S = 0.25
"""Most that a first turn is: what is done once, such as fetching programs from the disk, says nothing of the next."""

DEBT_S = 10.0
"""Most that a long turn is held against its user: updates of heavy networks cannot be cut into turns."""

_BURST_S = 0.25
_GRAIN_S = 0.02


class Slice(NamedTuple):
    """A turn: train this run by this many updates, in about this time."""

    run: str
    updates: int
    seconds: float


@dataclass
class _Run:
    user: str
    first: int
    largest: int
    used_s: float
    watched: bool = False
    limit: float | None = None
    rate: float | None = None
    given: int = 0
    late: bool = False
    tokens: float = 1.0
    counted_at: float = 0.0

    def refill(self, now: float) -> None:
        """Let the speed limit's tokens (updates) grow with time, up to a quarter second's worth."""
        if self.limit is not None:
            grown = self.tokens + (now - self.counted_at) * self.limit
            self.tokens = min(grown, max(1.0, self.limit * _BURST_S))
        self.counted_at = now

    @property
    def grain(self) -> float:
        """Updates worth a turn of their own under the speed limit."""
        return max(1.0, (self.limit or 0.0) * _GRAIN_S)

    @property
    def due_in(self) -> float:
        """Seconds until the speed limit allows a turn; 0 when it may run now."""
        if self.limit is None or self.tokens >= self.grain - 1e-6:
            return 0.0
        return (self.grain - self.tokens) / self.limit


@dataclass
class _User:
    runs: dict[str, _Run] = field(default_factory=dict)
    weight: float = 1.0
    deficit_s: float = 0.0
    clock_s: float = 0.0
    charged_at: float = 0.0
    left: dict[str, float] = field(default_factory=dict)
    """Runs that take no turns any more and have had more than the others, and how much."""

    def grant_s(self, seconds: float) -> float:
        """What a round adds to the user's time."""
        return seconds * self.weight * (1.0 if any(run.watched for run in self.runs.values()) else UNWATCHED)


class Scheduler:
    """Deficit round robin over users; within a user the run that has had least, watched ones counting a third.

    A user's share grows with their weight, and is half as large while none of their runs is watched.

    All times are seconds of one monotonic clock, passed in. Runs are added when they start to train and removed when
    they stop; the scheduler knows nothing else about them. What turns take besides training (rows, views) is learned,
    and counts as part of the turn. Who has had more than their share owes it still when they come back soon.
    """

    def __init__(self) -> None:
        self._users: OrderedDict[str, _User] = OrderedDict()
        self._owner: dict[str, str] = {}
        self._weights: dict[str, float] = {}
        self._debts: dict[str, tuple[float, float]] = {}
        self._extra_s = 0.0

    def __len__(self) -> int:
        return len(self._owner)

    @property
    def users(self) -> int:
        """How many users have runs here."""
        return len(self._users)

    def __contains__(self, run: str) -> bool:
        return run in self._owner

    def add(self, run: str, user: str, now: float, *, first: int = 1, largest: int = 1 << 30) -> None:
        """Let a run take turns.

        Args:
            run: its id; adding it twice changes nothing.
            user: whose it is.
            now: seconds.
            first: updates of its first turn, when its speed is not known yet.
            largest: most updates of any turn.
        """
        if run in self._owner:
            return
        owner = self._users.get(user)
        if owner is None:
            owner = self._users[user] = _User(weight=self._weights.get(user, 1.0), deficit_s=self._debt_s(user, now))
        self._owner[run] = user
        used_s = max(owner.clock_s, owner.left.pop(run, 0.0))
        owner.runs[run] = _Run(user, max(1, first), max(1, largest), used_s, counted_at=now)

    def remove(self, run: str) -> None:
        """Give a run no more turns; one that has none already changes nothing."""
        name = self._owner.pop(run, None)
        if name is None:
            return
        user = self._users[name]
        user.left = {one: used_s for one, used_s in user.left.items() if used_s > user.clock_s}
        user.left[run] = user.runs.pop(run).used_s
        if not user.runs:
            del self._users[name]
            if user.deficit_s < 0:
                self._debts[name] = (user.deficit_s, user.charged_at)

    def _debt_s(self, user: str, now: float) -> float:
        """What somebody still owes who comes back: time that others had meanwhile counts as paid."""
        share = 1 / (1 + len(self._users))
        left = {name: owed + (now - since) * share for name, (owed, since) in self._debts.items()}
        self._debts = {name: debt for name, debt in self._debts.items() if left[name] < 0 and name != user}
        return min(0.0, left.get(user, 0.0))

    def weigh(self, user: str, weight: float) -> None:
        """Give a user a share in proportion to this weight, from now on."""
        self._weights[user] = weight
        if user in self._users:
            self._users[user].weight = weight

    def watch(self, run: str, watched: bool) -> None:
        """Somebody looks at the run, or nobody does."""
        if run in self._owner:
            self._run(run).watched = watched

    def limit(self, run: str, updates_per_s: float | None, now: float) -> None:
        """Train the run no faster than this; None: as fast as possible."""
        if run in self._owner:
            entry = self._run(run)
            if entry.limit != updates_per_s:
                entry.refill(now)
                entry.tokens = 1.0
                entry.limit = updates_per_s
                entry.used_s = max(entry.used_s, self._users[entry.user].clock_s)  # slow times are not saved up

    @property
    def slice_s(self) -> float:
        """How long a turn should last, so that a round over all runs stays within `ROUND_S`."""
        most = max((len(user.runs) for user in self._users.values()), default=1)
        return min(LONGEST_S, max(SHORTEST_S, ROUND_S / (most * max(1, len(self._users)))))

    def next(self, now: float) -> Slice | None:
        """The next turn; None when no run may train at the moment."""
        ready = [user for user in self._users.values() if self._choose(user, now) is not None]
        if not ready:
            return None
        if len(ready) == 1:
            ready[0].deficit_s = max(ready[0].deficit_s, 0.0)  # nobody is waiting for what was overdrawn
        seconds = self.slice_s
        while True:
            for name, user in list(self._users.items()):
                chosen = self._choose(user, now)
                if chosen is None:
                    user.deficit_s = 0.0  # who does not want to train saves nothing up
                elif user.deficit_s > 0:
                    return self._turn(chosen, user, seconds)
                else:
                    user.deficit_s += user.grant_s(seconds)
                self._users.move_to_end(name)
            rounds = int(min(-user.deficit_s / user.grant_s(seconds) for user in ready))
            for user in ready:  # everybody is in debt: the rounds in which nobody has a turn, at once
                user.deficit_s += max(0, rounds) * user.grant_s(seconds)

    def wait(self, now: float) -> float | None:
        """Seconds until a speed limit lets a run train again; 0 when one may now, None when there are no runs."""
        waits: list[float] = []
        for user in self._users.values():
            for run in user.runs.values():
                run.refill(now)
                waits.append(run.due_in)
        return min(waits, default=None)

    def ran(self, run: str, updates: int, seconds: float, training_s: float, now: float) -> None:
        """Account for a turn.

        Args:
            run: whose it was.
            updates: updates done.
            seconds: time it took in all, views included.
            training_s: time the updates took, from which the run's speed is learned.
            now: seconds.
        """
        if run not in self._owner:
            return
        entry = self._run(run)
        expected_s = SURPRISE * updates / entry.rate if entry.rate is not None else training_s
        late = training_s > expected_s
        if late and not entry.late:  # once: other processes had the processor; twice: the run has become slow
            seconds, training_s = seconds - (training_s - expected_s), expected_s
        elif late:
            entry.rate = None
        entry.late = late
        charged_s = seconds if entry.rate is not None or late else min(seconds, FIRST_S)
        self._charge(entry, charged_s, seconds, now)
        entry.refill(now)
        if entry.limit is not None:
            entry.tokens -= updates
        self._extra_s += 0.05 * (seconds - training_s - self._extra_s)
        if updates and training_s > 0:
            speed = updates / training_s
            entry.rate = speed if entry.rate is None else 0.7 * entry.rate + 0.3 * speed

    def spent(self, run: str, seconds: float, now: float) -> None:
        """Account for a turn in which other things were done than updates."""
        if run in self._owner:
            self._charge(self._run(run), seconds, seconds, now)

    def _charge(self, entry: _Run, charged_s: float, seconds: float, now: float) -> None:
        user = self._users[entry.user]
        user.deficit_s = max(user.deficit_s - charged_s, -DEBT_S)
        user.charged_at = now
        user.clock_s = max(user.clock_s, entry.used_s)
        entry.used_s += seconds / (WATCHED_SHARE if entry.watched else 1.0)

    def _run(self, run: str) -> _Run:
        return self._users[self._owner[run]].runs[run]

    def _choose(self, user: _User, now: float) -> tuple[str, _Run] | None:
        ready: list[tuple[str, _Run]] = []
        for name, run in user.runs.items():
            run.refill(now)
            if run.due_in == 0.0:
                ready.append((name, run))
        return min(ready, key=lambda pair: (pair[1].used_s, not pair[1].watched), default=None)

    def _turn(self, chosen: tuple[str, _Run], user: _User, seconds: float) -> Slice:
        name, run = chosen
        training_s = max(seconds / 2, seconds - self._extra_s)
        updates = run.first if run.rate is None else min(int(run.rate * training_s), run.given * 2)
        if run.limit is not None:
            updates = min(updates, int(run.tokens + 1e-6))
        run.given = max(1, min(updates, run.largest))
        return Slice(name, run.given, seconds)
