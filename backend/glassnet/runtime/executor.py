"""Where worker hosts come from and how they are spoken to. An executor knows nothing about networks."""

from __future__ import annotations

import asyncio
from typing import Any, Literal, NamedTuple, Protocol

from glassnet.errors import UnavailableError
from glassnet.runtime.calls import Call, Poll


class HostLost(UnavailableError):
    """The host died, or was killed, before it answered."""

    def __init__(self, host: str) -> None:
        super().__init__("host_lost", f"Worker {host} is gone.", "It is being replaced; try again.")


class Late(UnavailableError):
    """The host did not answer in time; whether it carried out the call is not known."""

    def __init__(self, host: str, deadline: float) -> None:
        super().__init__("late", f"Worker {host} did not answer within {deadline:g} s.", "Try again.")


class HostEvent(NamedTuple):
    """A host came or went.

    Attributes:
        kind: ``joined`` or ``lost``.
        host: its id, never used again after it was lost.
        device: what it computes on.
        blamed: the runs it was busy with when it was lost.
        why: what is known about the loss.
    """

    kind: Literal["joined", "lost"]
    host: str
    device: str = ""
    blamed: tuple[str, ...] = ()
    why: str = ""


class Executor(Protocol):
    """Placement and transport: starts hosts, carries calls and polls, tells who came and who went.

    A lost host is replaced by the executor itself; what it held is lost, and the owner of the executor places it anew.
    All methods are called from one event loop.
    """

    events: asyncio.Queue[HostEvent]

    async def start(self) -> None:
        """Begin to start the hosts; does not wait for them (see `events`)."""

    def hosts(self) -> list[str]:
        """Ids of the hosts that are up."""

    async def call(self, host: str, call: Call, deadline: float) -> Any:
        """Ask a host for something.

        Raises:
            HostLost: when it is gone. Late: when it did not answer within `deadline` seconds.
            GlassnetError: what the host answered.
        """

    async def poll(self, host: str, cursor: int, max_wait: float) -> Poll:
        """What is new on a host after `cursor`; at most one poll per host at a time.

        Raises:
            HostLost: when it is gone.
        """

    def kill(self, host: str, why: str) -> None:
        """End a host at once, without saving; it is told as lost and replaced."""

    async def close(self) -> None:
        """End all hosts at once and start no more."""
