"""What a network would cost, and how busy a server is, as they go over the wire."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from glassnet.protocol.events import RunStatus
from glassnet.protocol.wire import Told


class Excess(Told):
    """Something that is more than is allowed."""

    what: str = Field(description="A field of `Amounts`.")
    value: float
    limit: float
    detail: str


class Wait(Told):
    """A place in the queue."""

    position: int = Field(description="Runs that come first; 0: at once.")
    wait_s: float | None = Field(description="About how long; null when nobody can tell.")


class Cost(Told):
    """What a run would take, before it is made."""

    parameters: int
    flops_per_update: float
    activation_bytes: int
    memory_bytes: int = Field(description="Of a worker, about: data, weights, the optimiser's state, activations.")
    compile_s: float = Field(description="Until the first update, about; 0 when it is compiled already.")
    epoch_s: float = Field(description="Seconds of an epoch with the whole worker, about.")
    share: float = Field(description="The part of a worker that it would have now, or has, 0 to 1.")
    queue: Wait
    over: list[Excess] = Field(description="Empty when it may be started.")


class WorkerLoad(Told):
    """A worker now."""

    id: str
    device: str
    busy: float = Field(description="Part of the time it trained over the last seconds, 0 to 1.")
    runs: int
    training: int
    compiling: int
    memory_bytes: int | None


class UserLoad(Told):
    """Somebody who has runs on workers now."""

    user: str
    name: str
    class_id: str | None
    runs: int
    training: int
    share: float = Field(description="Part of all training time over the last seconds, 0 to 1.")
    weight: float


class QueuedLine(Told):
    """A run that waits for a worker."""

    run: str
    user: str
    status: RunStatus
    waiting_s: float


class Load(Told):
    """How busy the server is."""

    uptime_s: float
    version: str
    sockets: int
    runs: dict[str, int] = Field(description="How many by status.")
    workers: list[WorkerLoad]
    users: list[UserLoad]
    queue: list[QueuedLine]
    database: str = Field(description="Its kind, and whether it answers.")
    disk: dict[str, Any] = Field(description="Bytes free and used, by folder.")
