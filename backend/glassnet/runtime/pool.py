"""All runs of a server: where they are, who follows them, and what becomes of them when a worker dies."""

from __future__ import annotations

from collections.abc import Sequence

from glassnet.protocol.commands import CommandSpec
from glassnet.protocol.events import Done, Metrics
from glassnet.runtime.records import Device, PoolHealth, RunPage, RunRecord
from glassnet.runtime.subscriber import Subscriber
from glassnet.settings import Settings
from glassnet.spec import RunSpec


class Pool:
    """The runs of one server."""

    def __init__(self, settings: Settings, executor: object, store: object) -> None:
        self.settings = settings

    async def start(self) -> None:
        """Open the store, start the hosts in the background and resume the runs that were running."""
        raise NotImplementedError

    async def close(self) -> None:
        """Checkpoint all runs and end the hosts, within 10 s."""
        raise NotImplementedError

    def health(self) -> PoolHealth:
        """How the hosts are."""
        raise NotImplementedError

    def devices(self) -> list[Device]:
        """What runs can compute on; empty while the hosts start."""
        raise NotImplementedError

    async def create(self, spec: RunSpec, *, start: bool = False, user: str = "local") -> RunRecord:
        """Store a new run and place it on a host."""
        raise NotImplementedError

    async def get(self, run_id: str) -> RunRecord:
        """The record of a run."""
        raise NotImplementedError

    async def page(self, after: str | None = None, limit: int = 50) -> RunPage:
        """Runs, newest first."""
        raise NotImplementedError

    async def delete(self, run_id: str) -> None:
        """Delete a run with all it left behind."""
        raise NotImplementedError

    async def command(self, run_id: str, command: CommandSpec, command_id: str | None = None) -> Done:
        """Have a run carry out a command."""
        raise NotImplementedError

    async def metrics(self, run_id: str, since: int = 0) -> Metrics:
        """The rows of a run's metrics from number `since` on."""
        raise NotImplementedError

    async def predict(self, run_id: str, inputs: Sequence[Sequence[float]]) -> list[list[float]]:
        """What the network makes of points of the plane."""
        raise NotImplementedError

    async def checkpoint(self, run_id: str) -> bytes:
        """The weights as a safetensors file."""
        raise NotImplementedError

    def attach(self, window: int = 2) -> Subscriber:
        """A new socket's subscriber."""
        raise NotImplementedError

    def detach(self, subscriber: Subscriber) -> None:
        """The socket is gone."""
        raise NotImplementedError

    async def tell(self, subscriber: Subscriber, run_id: str, command_id: str, command: CommandSpec) -> None:
        """Carry out a command of a socket and answer it there."""
        raise NotImplementedError

    async def follow(self, subscriber: Subscriber, run_id: str, since: int = 0) -> None:
        """Send a run's events to a socket from now on."""
        raise NotImplementedError

    def unfollow(self, subscriber: Subscriber, run_id: str) -> None:
        """Send nothing more of a run to a socket."""
        raise NotImplementedError


def open_pool(settings: Settings) -> Pool:
    """The pool that the settings describe; nothing is opened or started yet."""
    raise NotImplementedError
