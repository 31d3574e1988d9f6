"""What a browser says on the WebSocket: commands with an address, subscriptions and acknowledgements.

Subprotocol ``glassnet.v1``. Text messages are JSON; binary messages are one or more frames (see `frames`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from glassnet.protocol.commands import CommandSpec

SUBPROTOCOL = "glassnet.v1"


class SocketMessage(BaseModel):
    """Base of what a browser may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Tell(SocketMessage):
    """A command to a run. Answered by ``done`` or ``problem`` with the same ``id``.

    ``id`` is chosen by the browser and unique per tab: said twice (after a reconnect), the command acts once.
    """

    type: Literal["tell"] = "tell"
    id: str = Field(min_length=1, max_length=64)
    run: str = Field(max_length=64)
    command: CommandSpec


class Follow(SocketMessage):
    """Send this run's events from now on: first the latest status, then metrics from row ``since`` on."""

    type: Literal["follow"] = "follow"
    run: str = Field(max_length=64)
    since: int = Field(default=0, ge=0)


class Unfollow(SocketMessage):
    """Send nothing more of this run; its watched views of this socket end too."""

    type: Literal["unfollow"] = "unfollow"
    run: str = Field(max_length=64)


class Painted(SocketMessage):
    """How many binary messages of this socket the page has painted so far. At most two may be unacknowledged."""

    type: Literal["painted"] = "painted"
    count: int = Field(ge=0)


class Ping(SocketMessage):
    """Answered by ``pong`` with the same time: measures the round trip and finds half-open connections."""

    type: Literal["ping"] = "ping"
    sent_ms: float


SocketMessageSpec = Annotated[Tell | Follow | Unfollow | Painted | Ping, Field(discriminator="type")]

SOCKET_MESSAGES: TypeAdapter[SocketMessageSpec] = TypeAdapter(SocketMessageSpec)
