"""How busy a server is, as its administrators see it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping

from glassnet.protocol.load import QueuedLine, UserLoad, WorkerLoad
from glassnet.runtime.admission import Admission
from glassnet.runtime.entry import Entry
from glassnet.runtime.placements import Placements
from glassnet.runtime.portions import Portions


class Overview:
    """Workers, who uses them, and what waits.

    Args:
        entries: all runs the server holds, by id.
        placements, admission, portions: where they are, who waits, and who has which share.
    """

    def __init__(
        self, entries: Mapping[str, Entry], placements: Placements, admission: Admission, portions: Portions
    ) -> None:
        self._entries = entries
        self._placements = placements
        self._admission = admission
        self._portions = portions
        self._began = time.monotonic()

    @property
    def uptime_s(self) -> float:
        """Seconds since the server began."""
        return time.monotonic() - self._began

    @property
    def draining(self) -> bool:
        """Whether the server is about to end."""
        return self._admission.draining

    @property
    def saturated(self) -> bool:
        """Whether no place is free for a further run."""
        return self._admission.full

    @property
    def workers_lost(self) -> int:
        """Workers that were lost so far."""
        return self._placements.loads.lost

    def statuses(self) -> Counter[str]:
        """How many of the runs that are held here are in each state."""
        return Counter(entry.status for entry in self._entries.values())

    def held(self) -> list[str]:
        """Ids of the runs that are held here; of the others only the database knows."""
        return list(self._entries)

    def trained_s(self) -> dict[str, float]:
        """Seconds in which each worker trained since it came."""
        return dict(self._placements.loads.total_s)

    def workers(self) -> list[WorkerLoad]:
        """The workers that are up."""
        loads = self._placements.loads
        held = Counter(entry.host for entry in self._entries.values() if entry.host is not None)
        found = []
        for host, device in self._placements.devices.items():
            told = loads.now(host)
            found.append(
                WorkerLoad(
                    id=host,
                    device=device,
                    busy=loads.busy(host),
                    runs=held[host],
                    training=told.training,
                    compiling=told.compiling,
                    memory_bytes=told.memory_bytes or None,
                )
            )
        return found

    def users(self, names: Mapping[str, str]) -> list[UserLoad]:
        """Who has runs on workers, the busiest first.

        Args:
            names: of accounts, by id.
        """
        shares = self._placements.loads.shares()
        held: dict[str, list[Entry]] = {}
        for entry in self._entries.values():
            if entry.live:
                held.setdefault(entry.stored.user, []).append(entry)
        found = [
            UserLoad(
                user=user,
                name=names.get(user, ""),
                class_id=self._portions.class_of(user),
                runs=len(runs),
                training=sum(run.status == "running" for run in runs),
                share=shares.get(user, 0.0),
                weight=self._portions.of(user),
            )
            for user, runs in held.items()
        ]
        return sorted(found, key=lambda user: (-user.share, user.user))

    def holders(self) -> set[str]:
        """Who has runs on workers."""
        return {entry.stored.user for entry in self._entries.values() if entry.live}

    def queue(self) -> list[QueuedLine]:
        """The runs that wait for a place, the next one first."""
        now = time.monotonic()
        return [
            QueuedLine(run=entry.id, user=entry.stored.user, status=entry.status, waiting_s=now - since)
            for entry, since in self._admission.line()
        ]
