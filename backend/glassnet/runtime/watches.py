"""Which views of a run are to be computed now: only those somebody watches, and never more than the reader takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from glassnet.protocol.views import ViewSpec

SHARE = 0.15
TOGETHER = 0.5
"""Share of its period that a view may come early to go along with others."""

SLOWEST_S = 0.25
_OF_DATA = ("data", "samples")
_OF_JUDGEMENT = ("confusion", "gallery", "regions")
_PARTLY_OF_JUDGEMENT = ("kernels", "masks")
"""Show the weights of now beside what is measured once for each evaluation."""


@dataclass
class _Watch:
    view: ViewSpec
    rate_hz: float
    stale: bool = True
    sent_at: float = -1e9
    cost_s: float = 0.0
    not_before: float = -1e9


class Watches:
    """The watched views of one run.

    While the run trains, views take at most `SHARE` of its time: a costly view, or a crowded host, lowers the rate, but
    not below one frame in `SLOWEST_S`. A view is not computed again while its last frame was not taken.
    """

    def __init__(self) -> None:
        self._watches: dict[str, _Watch] = {}

    def __len__(self) -> int:
        return len(self._watches)

    def set(self, views: Iterable[tuple[ViewSpec, float]]) -> None:
        """Watch exactly these views from now on, each at most so many times a second."""
        before = self._watches
        self._watches = {}
        for view, rate_hz in views:
            known = before.get(view.key)
            if known is not None and known.view == view:
                known.rate_hz = rate_hz
                self._watches[view.key] = known
            else:
                self._watches[view.key] = _Watch(view, rate_hz)

    def changed(self, *, data: bool = False) -> None:
        """The run's state changed, so that views are out of date; those of the data only when `data` says so."""
        for watch in self._watches.values():
            if data or watch.view.kind not in (*_OF_DATA, *_OF_JUDGEMENT):
                watch.stale = True

    def judged(self) -> None:
        """An evaluation was finished, or is out of date: the views that show one are too."""
        for watch in self._watches.values():
            if watch.view.kind in (*_OF_JUDGEMENT, *_PARTLY_OF_JUDGEMENT):
                watch.stale = True

    def due(self, now: float, active: int, taken: Callable[[str], bool] | None) -> list[ViewSpec]:
        """Views to compute now.

        Args:
            now: seconds.
            active: runs that share the host's time.
            taken: says whether the last frame of a view was taken; None when the newest state is to be shown whatever
                waits, because the run does not train.
        """
        stale = [watch for key, watch in self._watches.items() if watch.stale and (taken is None or taken(key))]
        times = [(watch, self._next(watch, active)) for watch in stale]
        if not any(now >= at - 1e-9 for _, at in times):
            return []
        # What is nearly due goes along: views of one step belong together, in one message.
        return [watch.view for watch, at in times if now >= max(watch.not_before, at - TOGETHER / watch.rate_hz) - 1e-9]

    def next_at(self, active: int, taken: Callable[[str], bool] | None) -> float | None:
        """When the next view is due (seconds), for the same arguments as `due`; None when there is nothing to do."""
        stale = [watch for key, watch in self._watches.items() if watch.stale and (taken is None or taken(key))]
        return min((self._next(watch, active) for watch in stale), default=None)

    def drop(self, key: str) -> None:
        """Watch this view no longer: it cannot be made."""
        self._watches.pop(key, None)

    def postpone(self, key: str, until: float) -> None:
        """The view cannot be made yet: ask again at `until` (seconds)."""
        self._watches[key].not_before = until

    def sent(self, key: str, now: float, cost_s: float, *, more: bool = False) -> None:
        """A frame of the view was made; it took `cost_s` seconds. There is `more` to come of the same state."""
        watch = self._watches[key]
        watch.stale = more
        # Turns are coarse: counting from when it was due, not from when its turn came, keeps the rate asked for.
        due = watch.sent_at + 1.0 / watch.rate_hz
        watch.sent_at = due if 0.0 <= now - due < 1.0 / watch.rate_hz else now
        watch.cost_s = cost_s if watch.cost_s == 0.0 else 0.8 * watch.cost_s + 0.2 * cost_s

    def _next(self, watch: _Watch, active: int) -> float:
        total = sum(other.cost_s for other in self._watches.values() if other.view.kind not in _OF_DATA)
        affordable = min(SLOWEST_S, total * max(1, active) / SHARE)
        return max(watch.not_before, watch.sent_at + max(1.0 / watch.rate_hz, affordable))
